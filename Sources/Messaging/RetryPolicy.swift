// When a failed message is tried again, and when it has been tried enough.

/// The retry tiers and the number of attempts they allow.
public struct RetryPolicy: Sendable, Equatable {
  /// A wait before the next attempt; each has its own queue, so that a long wait never blocks a short one.
  public struct Tier: Sendable, Equatable {
    /// The tier's name, part of its exchange's and queue's name.
    public var name: String
    /// How long a message waits in it.
    public var delayMilliseconds: Int64

    /// Creates it.
    public init(name: String, delayMilliseconds: Int64) {
      self.name = name
      self.delayMilliseconds = delayMilliseconds
    }
  }

  /// The tiers in the order in which they are used, one an attempt.
  public var tiers: [Tier]

  /// Creates it.
  public init(tiers: [Tier]) { self.tiers = tiers }

  /// One second up to one hour, in six steps.
  public static let standard = RetryPolicy(tiers: [
    Tier(name: "1s", delayMilliseconds: 1_000), Tier(name: "5s", delayMilliseconds: 5_000),
    Tier(name: "30s", delayMilliseconds: 30_000), Tier(name: "2m", delayMilliseconds: 120_000),
    Tier(name: "10m", delayMilliseconds: 600_000), Tier(name: "1h", delayMilliseconds: 3_600_000),
  ])

  /// What becomes of a message.
  public enum Decision: Sendable, Equatable {
    /// It waits in this tier and then returns to the queue where it failed.
    case retry(Tier)
    /// It goes to the dead letters.
    case deadLetter
  }

  /// Decides about a message that has failed `attempts` times (at least 1, this failure included).
  public func decide(_ failureClass: FailureClass, attempts: Int) -> Decision {
    guard failureClass == .transient, attempts >= 1, attempts <= tiers.count else { return .deadLetter }
    return .retry(tiers[attempts - 1])
  }
}
