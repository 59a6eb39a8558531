// What operations sends again, in the name of who published it first; and nobody else may.

import AdapterKit
import Foundation
import Messaging
import PaymentEvents
import RouterService
import Routing
import SchemaValidation
import Testing

@Suite struct ReplayRoutingTests {
  private let router: EventRouter

  init() throws {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    router = EventRouter(
      schemas: try SchemaRegistry(directory: root.appendingPathComponent("schemas")),
      rules: RouterRules(
        allowList: try PublisherAllowList([
          "billing": .init(types: ["tributary.charge.posted.v1"], sources: ["urn:example:billing"]),
          "ehr": .init(types: ["tributary.charge.posted.v1"], sources: ["urn:example:ehr"]),
        ])), tenant: "clinic",
      retries: RetryDecision(policy: .standard, queues: Set(Queue.workers)),
      clock: FixedClock(Instant(milliseconds: 1_772_366_400_000)))
  }

  private func charge(
    as user: String, first: String = "billing", retry: String? = "12.1", more: String = ""
  ) -> Message {
    let body = """
      {"specversion":"1.0","id":"c-1","source":"urn:example:billing","type":"tributary.charge.posted.v1",\(more)\
      "time":"2026-03-02T00:00:00Z","data":{"patientControlNumber":"T-1","patient":{"reference":"P-1"},\
      "amount":100,"currency":"USD","chargeDate":"2026-03-02","payers":["LRK01"],"services":[]}}
      """
    var headers = [HeaderName.firstPublisher: HeaderValue.string(first)]
    headers[HeaderName.retry] = retry.map(HeaderValue.string)
    headers[HeaderName.attempt] = .integer(6)
    return Message(
      id: "c-1", type: "tributary.charge.posted.v1", routingKey: "charge.posted.v1", body: Array(body.utf8),
      userID: user, headers: headers)
  }

  @Test func operationsSpeaksInTheFirstPublishersName() {
    let outgoing = router.route(
      charge(as: "operations", more: #""idempotencykey":"c-0","#), from: Queue.routerInternal)
    #expect(outgoing.exchange == Exchange.events)
    let headers = outgoing.message.headers
    #expect(headers[HeaderName.firstPublisher] == .string("billing") && headers[HeaderName.retry] == .string("12.1"))
    #expect(headers[HeaderName.idempotencyKey] == .string("c-0"))
    #expect(headers[HeaderName.attempt] == nil, "counted anew")
  }

  @Test func whatThePublisherMayNotItsReplayMayNotEither() {
    let outgoing = router.route(charge(as: "operations", first: "ehr"), from: Queue.routerInternal)
    #expect(outgoing.exchange == Exchange.dead)
    let headers = outgoing.message.headers
    #expect(headers[HeaderName.failureCode] == .string("source-not-allowed"))
    #expect(headers[HeaderName.retry] == .string("12.1") && headers[HeaderName.attempt] == .integer(1))
  }

  @Test(arguments: [("billing", "12.1"), ("operations", nil)] as [(String, String?)])
  func nobodyElseMayAndNothingElse(_ user: String, _ retry: String?) {
    let outgoing = router.route(charge(as: user, first: "ehr", retry: retry), from: Queue.routerIngress)
    let headers = outgoing.message.headers
    #expect(headers[HeaderName.firstPublisher] == .string(user) && headers[HeaderName.retry] == nil)
    #expect(outgoing.exchange == (user == "billing" ? Exchange.events : Exchange.dead))
  }
}
