// Time is injected: nothing in the rules or services asks the system for it.

import Foundation
import PaymentEvents

/// Tells the time.
public protocol WallClock: Sendable {
  /// The current time.
  func now() -> Instant
}

/// The machine's clock.
public struct SystemClock: WallClock {
  /// Creates it.
  public init() {}
  public func now() -> Instant { Instant(milliseconds: Int64(Date().timeIntervalSince1970 * 1000)) }
}

/// A clock that stands still, for tests and for recomputing.
public struct FixedClock: WallClock {
  private let instant: Instant
  /// Creates it.
  public init(_ instant: Instant) { self.instant = instant }
  public func now() -> Instant { instant }
}

/// Where the tenant's business days begin and end.
public struct BusinessTime: Sendable {
  private let zone: TimeZone

  /// Creates it; nil for a time zone that is not known (IANA names, for instance `America/New_York`).
  public init?(zone name: String) {
    guard let zone = TimeZone(identifier: name) else { return nil }
    self.zone = zone
  }

  /// The business date of a point in time.
  public func date(of instant: Instant) -> LocalDate {
    let seconds = TimeInterval(instant.milliseconds) / 1000
    let offset = zone.secondsFromGMT(for: Date(timeIntervalSince1970: seconds))
    return Instant(milliseconds: instant.milliseconds + Int64(offset) * 1000).utcDate
  }

  /// The point in time of a minute of a day. A time that the clocks skip is taken an hour later, one that they repeat
  /// the first time.
  public func instant(on day: LocalDate, minute: Int) -> Instant {
    let local = Int64(day.daysSinceEpoch) * 86_400 + Int64(minute) * 60
    // Clocks change by less than a day, and at most once in two: one of these offsets holds.
    let before = offset(atSecond: local - 86_400)
    let after = offset(atSecond: local + 86_400)
    let fitting = [before, after].filter { offset(atSecond: local - Int64($0)) == $0 }.max()
    return Instant(milliseconds: (local - Int64(fitting ?? before)) * 1000)
  }

  private func offset(atSecond second: Int64) -> Int {
    zone.secondsFromGMT(for: Date(timeIntervalSince1970: TimeInterval(second)))
  }
}
