// What becomes of a failed message.

import Messaging

/// The router's decision about a failed message.
public enum NextStep: Sendable, Equatable {
  /// It waits in this tier. Published with the origin queue as routing key, which brings it back there.
  case retry(tier: RetryPolicy.Tier, routingKey: String)
  /// It goes to the dead letters, for this failure.
  case deadLetter(Failure)
}

/// Applies the retry policy to failed messages, whatever their headers say.
public struct RetryDecision: Sendable {
  /// The tiers.
  public var policy: RetryPolicy
  /// The queues to which a message may return. A header that names any other one is not obeyed.
  public var queues: Set<String>

  /// Creates it; see the properties.
  public init(policy: RetryPolicy, queues: Set<String>) {
    self.policy = policy
    self.queues = queues
  }

  /// Decides by the headers of a message that came from the exchange of failed deliveries.
  public func nextStep(headers: [String: HeaderValue]) -> NextStep {
    let delivery: FailedDelivery
    do {
      delivery = try FailedDelivery(headers: headers)
    } catch {
      return .deadLetter(error)
    }
    switch policy.decide(delivery.failure.failureClass, attempts: delivery.attempt) {
    case .deadLetter: return .deadLetter(delivery.failure)
    case .retry(let tier):
      guard queues.contains(delivery.originQueue) else {
        return .deadLetter(
          Failure(
            .permanent, code: "unknown-origin-queue",
            reason: "the queue where the message failed is not part of the topology, so it cannot return there"))
      }
      return .retry(tier: tier, routingKey: delivery.originQueue)
    }
  }
}
