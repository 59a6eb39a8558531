// When something that a worker depends on is down, it is left alone for a while, and then asked with one question.

import PaymentEvents

/// Decides whether a target is asked. A pure state machine: it is told the time and what came of each try.
///
/// While it is open nothing is tried, so nothing is counted as an attempt, however long it lasts: work waits where it
/// is stored. After the pause one piece of work goes as a probe; success closes it, failure doubles the pause.
public struct CircuitBreaker: Sendable, Equatable {
  /// How patient it is.
  public struct Settings: Sendable, Equatable {
    /// Failures in a row that open it.
    public var failures: Int
    /// The first pause, in milliseconds.
    public var shortestMilliseconds: Int64
    /// The longest pause, in milliseconds.
    public var longestMilliseconds: Int64

    /// Creates them; by default three failures, and one second up to one minute.
    public init(failures: Int = 3, shortestMilliseconds: Int64 = 1_000, longestMilliseconds: Int64 = 60_000) {
      self.failures = max(failures, 1)
      self.shortestMilliseconds = max(shortestMilliseconds, 1)
      self.longestMilliseconds = max(longestMilliseconds, shortestMilliseconds, 1)
    }
  }

  /// What it allows.
  public enum Permission: Sendable, Equatable {
    /// All work.
    case work
    /// One piece of work, to see.
    case probe
    /// Nothing for so many milliseconds.
    case wait(milliseconds: Int64)
  }

  private let settings: Settings
  private var failuresInARow = 0
  private var notBefore = Instant(milliseconds: .min)

  /// Creates it, closed.
  public init(_ settings: Settings = Settings()) { self.settings = settings }

  /// Whether it is open: the target is believed to be down.
  public var isOpen: Bool { failuresInARow >= settings.failures }

  /// What may be done now.
  public func permission(at now: Instant) -> Permission {
    if now < notBefore { return .wait(milliseconds: notBefore.milliseconds - now.milliseconds) }
    return isOpen ? .probe : .work
  }

  /// The target answered.
  public mutating func succeeded() {
    failuresInARow = 0
    notBefore = Instant(milliseconds: .min)
  }

  /// The target did not answer. Even before it opens, each further try waits a little longer.
  public mutating func failed(at now: Instant) {
    failuresInARow += 1
    let shortest = settings.shortestMilliseconds
    let beyond = failuresInARow - settings.failures
    let pause = beyond < 0 ? shortest / 10 * Int64(failuresInARow) : shortest << min(beyond, 20)
    notBefore = Instant(milliseconds: now.milliseconds + min(pause, settings.longestMilliseconds))
  }
}
