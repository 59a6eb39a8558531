// What becomes of failed messages, whatever their headers say.

import Messaging
import PaymentEvents
import Routing
import Testing

struct RetryDecisionTests {
  private let noon = Instant(milliseconds: 1_772_366_400_000)
  let decision = RetryDecision(policy: .standard, queues: ["cash-application", "erp-posting"])

  private func headers(_ failureClass: FailureClass, attempt: Int, queue: String = "cash-application")
    -> [String: HeaderValue]
  {
    let failure = Failure(failureClass, code: "time-out", reason: "the database was busy", pointer: "/data", rule: "r")
    return FailedDelivery(originQueue: queue, attempt: attempt, failure: failure).headers
  }

  @Test func transientFailuresGoThroughTheTiersInOrder() {
    let tiers = RetryPolicy.standard.tiers
    for attempt in 1...tiers.count {
      let step = decision.nextStep(headers: headers(.transient, attempt: attempt), type: "t", now: noon)
      #expect(step == .retry(tier: tiers[attempt - 1], routingKey: "cash-application"))
    }
    let spent = decision.nextStep(headers: headers(.transient, attempt: tiers.count + 1), type: "t", now: noon)
    guard case .deadLetter(let failure) = spent else {
      Issue.record("retried for ever")
      return
    }
    #expect(failure.code == "time-out" && failure.failureClass == .transient && failure.pointer == "/data")
  }

  @Test(arguments: [FailureClass.invalid, .permanent, .crash])
  func otherFailuresAreNotRetried(failureClass: FailureClass) {
    let step = decision.nextStep(headers: headers(failureClass, attempt: 1), type: "t", now: noon)
    let failure = Failure(failureClass, code: "time-out", reason: "the database was busy", pointer: "/data", rule: "r")
    #expect(step == .deadLetter(failure))
  }

  @Test(arguments: [
    (HeaderName.attempt, nil), (HeaderName.attempt, .string("1")), (HeaderName.attempt, .integer(0)),
    (HeaderName.attempt, .integer(-1)), (HeaderName.attempt, .integer(.max)), (HeaderName.attempt, .integer(.min)),
    (HeaderName.attempt, .integer(FailedDelivery.maximumAttempts + 1)), (HeaderName.attempt, .double(1)),
    (HeaderName.originQueue, nil), (HeaderName.originQueue, .string("")), (HeaderName.originQueue, .integer(1)),
    (HeaderName.originQueue, .string(String(repeating: "q", count: 256))), (HeaderName.failureClass, nil),
    (HeaderName.failureClass, .string("business")), (HeaderName.failureClass, .null),
  ] as [(String, HeaderValue?)])
  func malformedHeadersAreNeverRetried(name: String, value: HeaderValue?) {
    var headers = headers(.transient, attempt: 1)
    headers[name] = value
    guard case .deadLetter(let failure) = decision.nextStep(headers: headers, type: "t", now: noon) else {
      Issue.record("retried")
      return
    }
    #expect(failure.code == "malformed-failure" && failure.reason.contains(name))
  }

  @Test func aMessageReturnsOnlyToQueuesOfTheTopology() {
    let step = decision.nextStep(
      headers: headers(.transient, attempt: 1, queue: "other"), type: "t", now: noon)
    guard case .deadLetter(let failure) = step else {
      Issue.record("retried")
      return
    }
    #expect(failure.code == "unknown-origin-queue")
  }

  @Test func headersAndFailedDeliveryAreTheSameThing() throws {
    let failure = Failure(.transient, code: "c", reason: "r")
    let delivery = FailedDelivery(originQueue: "erp-posting", attempt: 3, failure: failure)
    #expect(try FailedDelivery(headers: delivery.headers) == delivery)
  }

  @Test func longTextsAreCut() throws {
    let long = String(repeating: "x", count: 10_000)
    let delivery = FailedDelivery(
      originQueue: "q", attempt: 1, failure: Failure(.permanent, code: long, reason: long, pointer: long, rule: long))
    let read = try FailedDelivery(headers: delivery.headers).failure
    #expect(read.reason.count == FailedDelivery.maximumReasonLength)
    for name in [read.code, read.pointer, read.rule] { #expect(name?.count == FailedDelivery.maximumNameLength) }
  }

  @Test func missingWordsAreFilledIn() throws {
    let bare: [String: HeaderValue] = [
      HeaderName.originQueue: .string("q"), HeaderName.attempt: .integer(1),
      HeaderName.failureClass: .string("permanent"),
    ]
    #expect(try FailedDelivery(headers: bare).failure.code == "unnamed")
  }
}
