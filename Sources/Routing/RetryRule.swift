// How often and for how long failed messages are tried again, by failure class, worker and event type.

import Messaging
import PaymentEvents

/// A rule for some failures. The first rule that fits decides; failures that fit none have the standard policy.
public struct RetryRule: Sendable, Equatable {
  /// The most attempts that a rule may allow.
  public static let maximumAttempts = 100

  /// The queue, and so the worker, where it failed; nil for any.
  public var queue: String?
  /// A pattern of full types, `*` for one word; nil for any.
  public var type: TopicPattern?
  /// The failure's class; nil for any but `invalid`: what is wrong in itself stays wrong.
  public var failureClass: FailureClass?
  /// Attempts in all, the first one included; 1: no retry.
  public var attempts: Int
  /// The tiers in the order of their use, one an attempt; the last one is used again where they do not suffice.
  public var tiers: [RetryPolicy.Tier]
  /// Milliseconds after the first failure after which nothing is tried again; nil for no limit.
  public var deadlineMilliseconds: Int64?

  /// Creates it; see the properties.
  public init(
    queue: String? = nil, type: TopicPattern? = nil, failureClass: FailureClass? = nil, attempts: Int,
    tiers: [RetryPolicy.Tier], deadlineMilliseconds: Int64? = nil
  ) {
    self.queue = queue
    self.type = type
    self.failureClass = failureClass
    self.attempts = attempts
    self.tiers = tiers
    self.deadlineMilliseconds = deadlineMilliseconds
  }

  /// Whether it is about this failure.
  public func fits(_ delivery: FailedDelivery, type: String) -> Bool {
    let failure = delivery.failure.failureClass
    guard failure != .invalid, failureClass ?? failure == failure else { return false }
    guard queue ?? delivery.originQueue == delivery.originQueue else { return false }
    return self.type?.matches(type) ?? true
  }

  /// Decides about a failure that it fits.
  /// - Parameters:
  ///   - firstFailedAt: when the message failed for the first time, if that is known.
  ///   - now: the time of the decision.
  public func decide(attempts made: Int, firstFailedAt: Instant?, now: Instant) -> RetryPolicy.Decision {
    guard made >= 1, made < attempts, let last = tiers.last else { return .deadLetter }
    let tier = made <= tiers.count ? tiers[made - 1] : last
    if let deadlineMilliseconds, let firstFailedAt {
      let next = now.milliseconds - firstFailedAt.milliseconds + tier.delayMilliseconds
      guard next <= deadlineMilliseconds else { return .deadLetter }
    }
    return .retry(tier)
  }
}
