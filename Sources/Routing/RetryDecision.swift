// What becomes of a failed message.

import Messaging
import PaymentEvents

/// The router's decision about a failed message.
public enum NextStep: Sendable, Equatable {
  /// It waits in this tier. Published with the origin queue as routing key, which brings it back there.
  case retry(tier: RetryPolicy.Tier, routingKey: String)
  /// It goes to the dead letters, for this failure.
  case deadLetter(Failure)
}

/// Applies the retry policy to failed messages, whatever their headers say.
public struct RetryDecision: Sendable {
  /// What holds where no rule fits.
  public var policy: RetryPolicy
  /// Rules by class, worker and type; the first one that fits decides.
  public var rules: [RetryRule]
  /// The queues to which a message may return. A header that names any other one is not obeyed.
  public var queues: Set<String>

  /// Creates it; see the properties.
  public init(policy: RetryPolicy, rules: [RetryRule] = [], queues: Set<String>) {
    self.policy = policy
    self.rules = rules
    self.queues = queues
  }

  /// Decides by the type and the headers of a message that came from the exchange of failed deliveries.
  public func nextStep(headers: [String: HeaderValue], type: String, now: Instant) -> NextStep {
    let delivery: FailedDelivery
    do {
      delivery = try FailedDelivery(headers: headers)
    } catch {
      return .deadLetter(error)
    }
    switch decide(delivery, headers, type, now) {
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
  private func decide(
    _ delivery: FailedDelivery, _ headers: [String: HeaderValue], _ type: String, _ now: Instant
  ) -> RetryPolicy.Decision {
    guard let rule = rules.first(where: { $0.fits(delivery, type: type) }) else {
      return policy.decide(delivery.failure.failureClass, attempts: delivery.attempt)
    }
    let first = headers[HeaderName.firstFailedAt]?.stringValue.flatMap(Instant.init(rfc3339:))
    return rule.decide(attempts: delivery.attempt, firstFailedAt: first, now: now)
  }
}
