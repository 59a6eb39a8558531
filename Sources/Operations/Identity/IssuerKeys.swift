// The keys of an issuer, from a file or an address, kept for a while and read again when an unknown one is named.

import Foundation
import FoundationNetworking
import PaymentEvents
import AdapterKit

/// Keeps an issuer's keys.
package actor IssuerKeys {
  /// How long keys are taken as they are, in milliseconds: a key that the issuer has withdrawn counts no longer.
  static let keptFor: Int64 = 10 * 60_000
  /// How soon an unknown key is looked for again, in milliseconds.
  static let notBefore: Int64 = 30_000
  /// How long keys count when the issuer cannot be reached, in milliseconds.
  static let outlasting: Int64 = 24 * 3_600_000

  private let read: @Sendable () async throws -> Data
  private let clock: any WallClock
  private var keys: SigningKeys?
  private var readAt: Int64 = 0
  private var triedAt = Int64.min / 2

  /// Creates it. - Parameter read: reads the JSON Web Key Set.
  package init(clock: any WallClock, read: @escaping @Sendable () async throws -> Data) {
    (self.clock, self.read) = (clock, read)
  }

  /// Of a file or an address.
  /// - Throws: ``ConfigurationError`` for an address that is neither https nor of this machine.
  package init(place: String, clock: any WallClock) throws {
    guard place.contains("://") else {
      self.init(clock: clock) { try Data(contentsOf: DataFolder.url(place)) }
      return
    }
    guard let url = URL(string: place), let host = url.host,
      url.scheme == "https" || (url.scheme == "http" && ["127.0.0.1", "localhost"].contains(host))
    else { throw ConfigurationError("identity.issuers: keys: '\(place)' is no address with https") }
    self.init(clock: clock) {
      let (data, response) = try await URLSession.shared.data(for: URLRequest(url: url, timeoutInterval: 10))
      guard (response as? HTTPURLResponse)?.statusCode == 200, data.count <= 1_048_576 else {
        throw URLError(.badServerResponse)
      }
      return data
    }
  }

  /// The key of an id. - Throws: ``DeskRefusal``.
  func key(_ id: String?) async throws -> SigningKeys.Key {
    let now = clock.now().milliseconds
    let isOld = keys == nil || now - readAt > IssuerKeys.keptFor
    if isOld || keys?[id] == nil, now - triedAt >= IssuerKeys.notBefore {
      triedAt = now
      if let data = try? await read(), let fresh = try? await SigningKeys(data) { (keys, readAt) = (fresh, now) }
    }
    guard let keys, now - readAt <= IssuerKeys.outlasting else {
      throw DeskRefusal(.unauthenticated, "the keys of the token's issuer cannot be read at the moment")
    }
    guard let key = keys[id] else {
      throw DeskRefusal(.unauthenticated, "the token is signed with a key that its issuer does not name")
    }
    return key
  }
}
