// Where each message goes, and with which headers.

import AdapterKit
import Foundation
import Messaging
import PaymentEvents
import RouterService
import Routing
import SchemaValidation
import Testing

@Suite struct EventRouterTests {
  private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  private let router: EventRouter

  init() throws {
    router = EventRouter(
      schemas: try SchemaRegistry(directory: Self.root.appendingPathComponent("schemas")),
      rules: RouterRules(
        allowList: try PublisherAllowList([
          "billing": .init(types: ["tributary.charge.posted.v1"], sources: []),
          "erp-posting": .init(types: ["tributary.journal.*.v1"], sources: ["/adapters/erp-posting"]),
        ])),
      tenant: "clinic", retries: RetryDecision(policy: .standard, queues: Set(Queue.workers)),
      clock: FixedClock(Instant(milliseconds: 1_772_366_400_000)))
  }

  private func posted(source: String = "/adapters/erp-posting", causation: String? = "cause-1") throws -> Message {
    let event = Event(
      EventContext(
        id: EventID("id-1"), source: source, subject: "journal-1", time: Instant(milliseconds: 1_772_357_400_000),
        tenant: "clinic", correlationID: "file-1", causationID: causation),
      data: JournalPosted(
        journal: EventID(tenant: "t", cause: "c", step: "s", type: "y"), reference: "GL-1", target: "ledger"))
    var message = try event.encoded().message()
    message.userID = "erp-posting"
    return message
  }

  private func headers(_ outgoing: OutgoingMessage) -> [String: HeaderValue] { outgoing.message.headers }

  // MARK: - Valid events

  @Test(arguments: [Queue.routerInternal, Queue.routerIngress])
  func aValidEventGoesOnWithWhatTheRouterKnows(_ queue: String) throws {
    let message = try posted()
    let outgoing = router.route(message, from: queue)
    #expect(outgoing.exchange == Exchange.events)
    #expect(outgoing.message.id == "id-1" && outgoing.message.type == JournalPosted.type)
    #expect(outgoing.message.routingKey == "journal.posted.v1" && outgoing.message.correlationID == "file-1")
    #expect(outgoing.message.body == message.body && outgoing.message.userID == nil)
    let headers = headers(outgoing)
    #expect(headers[HeaderName.contentDigest]?.stringValue?.count == 64)
    #expect(headers[HeaderName.source] == .string("/adapters/erp-posting"))
    #expect(headers[HeaderName.subject] == .string("journal-1"))
    #expect(headers[HeaderName.causation] == .string("cause-1"))
    #expect(headers[HeaderName.time] == .string("2026-03-01T09:30:00Z"))
    #expect(headers[HeaderName.firstPublisher] == .string("erp-posting"))
    #expect(
      headers[HeaderName.traceParent]
        == .string(TraceContext.traceParent(correlationID: "file-1", eventID: EventID("id-1"))))
    #expect(headers.count == 7)
  }

  @Test func whatTheBrokerWillNeverTakeIsADeadLetterInTheNameOfItsPublisher() throws {
    var message = try posted()
    message.headers = ["huge": .string("x"), HeaderName.attempt: 7, HeaderName.firstPublisher: "somebody else"]
    let outgoing = router.unpublishable(message, .rejected(reason: "too large"), from: Queue.routerInternal)
    #expect(outgoing.exchange == Exchange.dead && outgoing.message.userID == nil)
    let headers = headers(outgoing)
    #expect(headers[HeaderName.firstPublisher] == "erp-posting")
    #expect(headers[HeaderName.failureCode] == "not-publishable")
    #expect(headers[HeaderName.originQueue] == .string(Queue.routerInternal))
    #expect(headers[HeaderName.attempt] == 1 && headers["huge"] == nil)
    #expect(headers[HeaderName.failedAt] == .string("2026-03-01T12:00:00Z"))
  }

  @Test func aReportThatCannotBePublishedKeepsWhatItSays() throws {
    var message = try posted()
    message.headers = [
      "huge": .string("x"), HeaderName.attempt: 3, HeaderName.firstPublisher: "billing",
      HeaderName.originQueue: .string(Queue.cashApplication),
    ]
    message.userID = "cash-application"
    let headers = headers(router.unpublishable(message, .rejected(reason: "too large"), from: Queue.routerFailed))
    #expect(headers[HeaderName.firstPublisher] == "billing" && headers[HeaderName.attempt] == 3)
    #expect(headers[HeaderName.originQueue] == .string(Queue.cashApplication) && headers["huge"] == nil)
    #expect(headers[HeaderName.failureCode] == "not-publishable")
  }

  @Test func theDigestIsOverTheDataAlone() throws {
    let first = headers(router.route(try posted(), from: Queue.routerInternal))[HeaderName.contentDigest]
    let again = headers(router.route(try posted(causation: nil), from: Queue.routerInternal))[HeaderName.contentDigest]
    #expect(first == again, "another envelope is not another content")
    var changed = try posted()
    changed.body = Array(String(decoding: changed.body, as: UTF8.self).replacing("GL-1", with: "GL-2").utf8)
    #expect(headers(router.route(changed, from: Queue.routerInternal))[HeaderName.contentDigest] != first)
  }

  @Test func theBodyDecidesAndNotTheMessagesProperties() throws {
    var message = try posted()
    message.id = "another"
    message.type = "tributary.charge.posted.v1"
    message.routingKey = "charge.posted.v1"
    message.correlationID = "another"
    let outgoing = router.route(message, from: Queue.routerInternal)
    #expect(outgoing.message.id == "id-1" && outgoing.message.routingKey == "journal.posted.v1")
    #expect(outgoing.message.correlationID == "file-1")
  }

  @Test func hostileHeadersAreStripped() throws {
    var message = try posted()
    let hostile: [String: HeaderValue] = [
      HeaderName.contentDigest: .string("false"), HeaderName.source: .string("/false"),
      HeaderName.firstPublisher: .string("router"), HeaderName.attempt: .integer(-5), "Tributary-Attempt": .integer(9),
      "CC": .array([.string("pay.dead")]), "BCC": .array([.string("x")]), "x-death": .array([]),
      "x-delivery-count": .integer(7), "x-first-death-queue": .string("q"), "x-opt-rabbitmq-x": .null,
      HeaderName.originQueue: .string("operations"), "other-system": .string("kept"),
    ]
    message.headers = hostile
    let clean = headers(router.route(try posted(), from: Queue.routerInternal))
    var expected = clean
    expected["other-system"] = .string("kept")
    #expect(headers(router.route(message, from: Queue.routerInternal)) == expected)
  }

  // MARK: - Refusals

  private func dead(_ outgoing: OutgoingMessage) -> [String?] {
    #expect(outgoing.exchange == Exchange.dead)
    return [
      HeaderName.failureClass, HeaderName.failureCode, HeaderName.failurePointer, HeaderName.failureRule,
    ].map { outgoing.message.headers[$0]?.stringValue }
  }

  @Test func anInvalidEventIsDeadWithPointerAndRule() throws {
    var message = try posted()
    message.body = Array(String(decoding: message.body, as: UTF8.self).replacing("\"GL-1\"", with: "17").utf8)
    message.headers = [HeaderName.attempt: .integer(40), HeaderName.firstPublisher: .string("router")]
    let outgoing = router.route(message, from: Queue.routerIngress)
    let found = dead(outgoing)
    #expect(found[0] == "invalid" && found[2] == "/data/reference" && found[3] == "type")
    let headers = headers(outgoing)
    #expect(headers[HeaderName.attempt] == .integer(1), "the publisher's count is not believed")
    #expect(headers[HeaderName.firstPublisher] == .string("erp-posting"))
    #expect(headers[HeaderName.originQueue] == .string(Queue.routerIngress))
    #expect(headers[HeaderName.failedWorker] == .string("router"))
    #expect(headers[HeaderName.firstFailedAt] == .string("2026-03-01T12:00:00Z"))
    #expect(outgoing.message.body == message.body, "the whole message is kept")
    #expect(outgoing.message.userID == nil, "the broker would refuse another's name")
  }

  @Test(arguments: ["", "{", "[]", "null", "{\"a\":1}", "\u{FEFF}{}", "{\"type\":\"tributary.journal.posted.v1\"}"])
  func whatIsNoEventIsInvalid(_ body: String) throws {
    var message = try posted()
    message.body = Array(body.utf8)
    #expect(dead(router.route(message, from: Queue.routerIngress))[0] == "invalid")
  }

  @Test func anUnknownTypeIsInvalid() throws {
    var message = try posted()
    message.body = Array(
      String(decoding: message.body, as: UTF8.self).replacing("journal.posted.v1", with: "journal.posted.v9").utf8)
    #expect(dead(router.route(message, from: Queue.routerIngress))[0] == "invalid")
  }

  @Test(
    arguments: [
      ("billing", "publisher-not-allowed"), ("nobody", "publisher-unknown"), (nil, "publisher-unknown"),
      ("", "publisher-unknown"),
    ] as [(String?, String)])
  func aPublisherThatMayNotIsRefused(_ user: String?, _ code: String) throws {
    var message = try posted()
    message.userID = user
    let found = dead(router.route(message, from: Queue.routerIngress))
    #expect(found[0] == "invalid" && found[1] == code)
  }

  @Test func anotherSourceIsRefused() throws {
    let found = dead(router.route(try posted(source: "/services/cash-application"), from: Queue.routerInternal))
    #expect(found == ["invalid", "source-not-allowed", "/source", "publisher"])
  }

  @Test func theReasonHoldsNothingOfTheBody() throws {
    var message = try posted()
    message.body = Array(String(decoding: message.body, as: UTF8.self).replacing("GL-1", with: "PATIENT-7\\u0000").utf8)
    let reason = headers(router.route(message, from: Queue.routerIngress))[HeaderName.failureReason]?.stringValue
    #expect(reason?.contains("PATIENT-7") != true)
  }

  // MARK: - Failed deliveries

  private func failed(_ failureClass: FailureClass, times: Int, queue: String = Queue.cashApplication) throws -> Message
  {
    var message = router.route(try posted(), from: Queue.routerInternal).message
    for _ in 0..<times {
      message = message.failed(
        Failure(failureClass, code: "time-out", reason: "no answer"), queue: queue, worker: "w",
        at: "2026-03-01T00:00:00Z")
    }
    message.userID = "cash-application"
    message.routingKey = queue
    return message
  }

  @Test(arguments: Array(RetryPolicy.standard.tiers.enumerated()).map { ($0.offset + 1, $0.element.name) })
  func eachAttemptHasItsTier(_ attempt: Int, _ tier: String) throws {
    let outgoing = router.route(try failed(.transient, times: attempt), from: Queue.routerFailed)
    #expect(outgoing.exchange == "pay.retry.\(tier)")
    #expect(outgoing.message.routingKey == Queue.cashApplication, "the key brings it back")
    #expect(outgoing.message.userID == nil)
    #expect(headers(outgoing)[HeaderName.attempt] == .integer(Int64(attempt)))
    #expect(headers(outgoing)[HeaderName.contentDigest] != nil, "the receiver needs the router's headers again")
    #expect(headers(outgoing)[HeaderName.source] == .string("/adapters/erp-posting"))
  }

  @Test func afterTheLastTierItIsDead() throws {
    let tiers = RetryPolicy.standard.tiers.count
    let outgoing = router.route(try failed(.transient, times: tiers + 1), from: Queue.routerFailed)
    #expect(dead(outgoing) == ["transient", "time-out", nil, nil])
    #expect(headers(outgoing)[HeaderName.originQueue] == .string(Queue.cashApplication))
  }

  @Test(arguments: [FailureClass.permanent, .invalid, .crash])
  func whatCannotWorkLaterIsDeadAtOnce(_ failureClass: FailureClass) throws {
    let outgoing = router.route(try failed(failureClass, times: 1), from: Queue.routerFailed)
    #expect(dead(outgoing)[0] == failureClass.rawValue)
  }

  @Test(arguments: ["elsewhere", "router.internal", "dead-letters", "pay.retry.1s"])
  func anOriginThatIsNoWorkersQueueIsNotObeyed(_ queue: String) throws {
    let outgoing = router.route(try failed(.transient, times: 1, queue: queue), from: Queue.routerFailed)
    #expect(dead(outgoing)[1] == "unknown-origin-queue")
  }

  @Test func aFailedDeliveryWithoutHeadersIsDead() throws {
    let outgoing = router.route(try posted(), from: Queue.routerFailed)
    #expect(dead(outgoing)[1] == "malformed-failure")
  }
}
