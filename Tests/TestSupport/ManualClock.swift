// A clock that goes on only when it is told to, and a pause that nobody waits for.

import AdapterKit
import PaymentEvents
import Synchronization

/// Time in the hands of a test.
public final class ManualClock: WallClock {
  private let time: Mutex<Int64>

  /// Creates it; by default it is noon on 2026-03-01.
  public init(milliseconds: Int64 = 1_772_366_400_000) { time = Mutex(milliseconds) }

  public func now() -> Instant { Instant(milliseconds: time.withLock { $0 }) }

  /// Goes on by so many milliseconds.
  public func advance(milliseconds: Int64) { time.withLock { $0 += milliseconds } }

  /// Goes on to this time; never back.
  public func advance(to instant: Instant) { time.withLock { $0 = max($0, instant.milliseconds) } }

  /// A pause: time passes at once.
  public func pause(_ duration: Duration) async throws {
    try Task.checkCancellation()
    let (seconds, attoseconds) = duration.components
    advance(milliseconds: seconds * 1000 + attoseconds / 1_000_000_000_000_000)
    await Task.yield()
  }
}
