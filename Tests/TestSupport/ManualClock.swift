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

/// Numbers that look random and are the same each time (SplitMix64).
public struct SeededNumbers: RandomNumberGenerator, Sendable {
  private var state: UInt64

  /// Creates it.
  public init(seed: UInt64) { state = seed }

  public mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
