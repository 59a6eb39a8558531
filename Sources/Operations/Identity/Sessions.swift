// Sessions of browsers: begun with a token, kept here, known to the browser by a cookie.

import Crypto
import Foundation
import PaymentEvents
import Storage
import Synchronization

/// The sessions of this process; they end with it.
package final class Sessions: Sendable {
  /// A session ends when it has not been used for this long, in seconds.
  package static let idleSeconds = 30.0 * 60
  /// And at last after this long, or with its token.
  package static let longestSeconds = 12.0 * 3_600
  /// The most sessions at once; the one that was used longest ago goes first.
  static let maximum = 1_000

  /// A session.
  package struct Session: Sendable {
    /// Vouches for the person, and is looked at again at each request.
    let token: VerifiedToken
    /// What a page of ours knows and a page of another site does not: goes with every write.
    package let antiForgery: String
    fileprivate let begun: Double
    fileprivate var used: Double
  }

  private let sessions = Mutex<[String: Session]>([:])
  private let now: @Sendable () -> Double

  /// Creates it. - Parameter now: seconds of a clock that does not go back.
  package init(now: @escaping @Sendable () -> Double = Pace.uptime) { self.now = now }

  /// Begins a session; returns what the cookie holds. Here only its digest is kept.
  func begin(_ token: VerifiedToken) -> String {
    let (cookie, time) = (Sessions.drawn(), now())
    let session = Session(token: token, antiForgery: Sessions.drawn(), begun: time, used: time)
    sessions.withLock { sessions in
      if sessions.count >= Sessions.maximum, let oldest = sessions.min(by: { $0.value.used < $1.value.used }) {
        sessions[oldest.key] = nil
      }
      sessions[Sessions.digest(cookie)] = session
    }
    return cookie
  }

  /// The session of a cookie, used now; nil where there is none, or none any more.
  func find(_ cookie: String) -> Session? {
    let (digest, time) = (Sessions.digest(cookie), now())
    return sessions.withLock { sessions in
      guard var session = sessions[digest] else { return nil }
      guard time - session.used <= Sessions.idleSeconds, time - session.begun <= Sessions.longestSeconds else {
        sessions[digest] = nil
        return nil
      }
      session.used = time
      sessions[digest] = session
      return session
    }
  }

  /// Ends a session.
  func end(_ cookie: String) {
    let digest = Sessions.digest(cookie)
    sessions.withLock { $0[digest] = nil }
  }

  /// 256 bits that nobody can guess.
  private static func drawn() -> String {
    Base64URL.encode(SymmetricKey(size: .bits256).withUnsafeBytes { Array($0) })
  }

  private static func digest(_ cookie: String) -> String { SHA256.hash(data: Data(cookie.utf8)).hexadecimal }
}
