// How fast each person may ask.

import Foundation
import Synchronization

/// A bucket of tokens a person: full at first, filled at an even pace, emptied by requests.
package final class Pace: Sendable {
  private struct Bucket {
    var level: Double
    var at: Double
  }

  private let buckets = Mutex<[String: Bucket]>([:])
  private let perSecond: Double
  private let size: Double
  private let now: @Sendable () -> Double
  /// Buckets that are remembered; full ones are forgotten first.
  private static let maximumBuckets = 10_000

  /// Creates it.
  /// - Parameters:
  ///   - perSecond: requests a second that go on for ever.
  ///   - size: requests that may come at once.
  ///   - now: seconds of a clock that does not go back.
  package init(
    perSecond: Int = 50, size: Int = 200, now: @escaping @Sendable () -> Double = Pace.uptime
  ) {
    (self.perSecond, self.size, self.now) = (Double(perSecond), Double(size), now)
  }

  /// Seconds since the machine has started.
  package static let uptime: @Sendable () -> Double = { ProcessInfo.processInfo.systemUptime }

  /// Takes tokens. - Throws: ``DeskRefusal`` that says when to ask again.
  package func take(_ tokens: Int, by who: String) throws {
    let (time, wanted) = (now(), Double(tokens))
    let missing = buckets.withLock { buckets -> Double in
      if buckets.count >= Pace.maximumBuckets {
        buckets = buckets.filter { $0.value.level + (time - $0.value.at) * perSecond < size }
      }
      let known = buckets[who] ?? Bucket(level: size, at: time)
      let level = min(size, known.level + max(0, time - known.at) * perSecond)
      buckets[who] = Bucket(level: level < wanted ? level : level - wanted, at: time)
      return wanted - level
    }
    guard missing > 0 else { return }
    let seconds = max(1, Int((missing / perSecond).rounded(.up)))
    throw DeskRefusal(.pace, "you ask too fast; ask again in \(seconds) s", retryAfter: seconds)
  }
}
