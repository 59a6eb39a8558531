// Retries by class, worker and type: how often, after which waits, and until when.

import Messaging
import PaymentEvents
import Routing
import Testing

@Suite struct RetryRuleTests {
  private let noon = Instant(milliseconds: 1_772_366_400_000)
  private let tiers = RetryPolicy.standard.tiers

  private func step(
    _ rules: [RetryRule], attempt: Int, failureClass: FailureClass = .transient, queue: String = "erp-posting",
    type: String = "tributary.journal.requested.v1", firstFailed secondsAgo: Int64? = nil
  ) -> NextStep {
    var headers = FailedDelivery(
      originQueue: queue, attempt: attempt, failure: Failure(failureClass, code: "c", reason: "r")
    ).headers
    headers[HeaderName.firstFailedAt] = secondsAgo.map {
      .string(Instant(milliseconds: noon.milliseconds - $0 * 1000).rfc3339)
    }
    return RetryDecision(policy: .standard, rules: rules, queues: ["erp-posting", "cash-application"])
      .nextStep(headers: headers, type: type, now: noon)
  }

  private func isDead(_ step: NextStep) -> Bool { if case .deadLetter = step { true } else { false } }

  @Test func aRuleSaysHowOftenAndItsLastTierRepeats() {
    let rule = RetryRule(attempts: 4, tiers: [tiers[0], tiers[1]])
    for (attempt, tier) in [(1, tiers[0]), (2, tiers[1]), (3, tiers[1])] {
      #expect(step([rule], attempt: attempt) == .retry(tier: tier, routingKey: "erp-posting"))
    }
    #expect(isDead(step([rule], attempt: 4)))
    #expect(isDead(step([RetryRule(attempts: 1, tiers: tiers)], attempt: 1)))
  }

  @Test func theFirstRuleThatFitsDecidesAndElseTheStandard() {
    let rules = [
      RetryRule(queue: "cash-application", attempts: 1, tiers: tiers),
      RetryRule(type: TopicPattern("tributary.journal.*.v1"), failureClass: .permanent, attempts: 2, tiers: [tiers[2]]),
      RetryRule(type: TopicPattern("tributary.journal.*.v1"), attempts: 9, tiers: [tiers[3]]),
    ]
    #expect(isDead(step(rules, attempt: 1, queue: "cash-application")))
    #expect(step(rules, attempt: 1, failureClass: .permanent) == .retry(tier: tiers[2], routingKey: "erp-posting"))
    #expect(step(rules, attempt: 8) == .retry(tier: tiers[3], routingKey: "erp-posting"))
    #expect(
      step(rules, attempt: 1, type: "tributary.charge.posted.v1") == .retry(tier: tiers[0], routingKey: "erp-posting"))
    #expect(isDead(step(rules, attempt: 1, failureClass: .permanent, type: "tributary.charge.posted.v1")))
    #expect(isDead(step(rules, attempt: 1, failureClass: .invalid)), "what is wrong in itself stays wrong")
  }

  @Test func nothingIsTriedAgainPastTheDeadline() {
    let rule = RetryRule(attempts: 100, tiers: [tiers[1]], deadlineMilliseconds: 60_000)
    #expect(!isDead(step([rule], attempt: 50, firstFailed: 55)))
    #expect(isDead(step([rule], attempt: 50, firstFailed: 56)), "the next try would come too late")
    #expect(!isDead(step([rule], attempt: 50)), "when it first failed is not known: attempts decide")
  }
}
