// What a publisher sends in its own form: translated, checked like any other event, or refused with place and rule.

import AdapterKit
import Foundation
import JSONRules
import Messaging
import PaymentEvents
import RouterService
import Routing
import SchemaValidation
import Testing

@Suite struct ForeignEventTests {
  private let router: EventRouter
  private let sample: String

  init() throws {
    let schemas = try Shipped.schemas
    let files = RuleFiles(home: Shipped.root, zone: "America/New_York")
    router = EventRouter(
      schemas: schemas, rules: try files.load(schemas), tenant: "clinic",
      retries: RetryDecision(policy: .standard, queues: []), clock: FixedClock(Instant(milliseconds: 0)))
    sample = try String(contentsOf: Shipped.root.appendingPathComponent("samples/ehr/charge.json"), encoding: .utf8)
  }

  private func route(
    _ body: String, user: String = "ehr", queue: String = Queue.routerIngress
  ) -> OutgoingMessage {
    let message = Message(
      id: "theirs", type: "charge", routingKey: "charge", body: Array(body.utf8), correlationID: "theirs", userID: user)
    return router.route(message, from: queue)
  }

  private func failure(_ outgoing: OutgoingMessage) -> [String?] {
    #expect(outgoing.exchange == Exchange.dead)
    return [HeaderName.failureClass, HeaderName.failureCode, HeaderName.failurePointer, HeaderName.failureRule]
      .map { outgoing.message.headers[$0]?.stringValue }
  }

  @Test func itBecomesACanonicalEvent() throws {
    let outgoing = route(sample)
    #expect(outgoing.exchange == Exchange.events && outgoing.message.routingKey == "charge.posted.v1")
    #expect(outgoing.message.headers[HeaderName.translation] == .string("ehr-charges"))
    #expect(outgoing.message.headers[HeaderName.firstPublisher] == .string("ehr"))
    let event = try Event<ChargePosted>(json: outgoing.message.body)
    #expect(outgoing.message.id == event.context.id.text && outgoing.message.correlationID == "B-2026-0209")
    #expect(event.context.tenant == "clinic" && event.context.source == "urn:example:ehr")
    #expect(event.data.amount.cents == 118_000 && event.data.services.map(\.charge.cents) == [100_000, 18_000])
    #expect(event.data.payers == ["LRK01", "BBT33"] && event.data.facility == "FERN-MAIN")
    #expect(event.data.costCenter == "SURG" && event.data.chargeDate == LocalDate(iso: "2026-02-09"))
  }

  @Test func theSameDocumentIsTheSameEventAndAChangedOneAConflict() {
    let first = route(sample).message
    let again = route(sample.replacing("\n", with: " ")).message
    #expect(again.id == first.id)
    #expect(again.headers[HeaderName.contentDigest] == first.headers[HeaderName.contentDigest])
    let changed = route(sample.replacing("1,180.00", with: "1,180.01")).message
    #expect(changed.id == first.id, "the same account and version")
    #expect(changed.headers[HeaderName.contentDigest] != first.headers[HeaderName.contentDigest])
    #expect(route(sample.replacing("\"version\": 1", with: "\"version\": 2")).message.id != first.id)
  }

  @Test(
    arguments: [
      ("1,180.00", "1,180.005", "translation-not-money", "/totals/gross", "ehr-charges: data.amount: money"),
      (
        "LARKSPUR PPO ", "NEW PLAN", "translation-unknown-code", "/coverages/0/plan",
        "ehr-charges: data.payers.item: lookup"
      ),
      (
        "\"29881\"", "null", "translation-missing-value", "/lines/0/code",
        "ehr-charges: data.services.item.fields.procedure.concat[1]"
      ),
      ("2/9/2026", "2/30/2026", "translation-not-a-date", "/dateOfService", "ehr-charges: data.chargeDate: date"),
      ("CHARGE_POSTED", "CHARGE_VOIDED", "no-translation", "", "when"),
      ("\"usd\"", "\"dollars\"", "schema-violation", "/data/currency", "maxLength"),
    ])
  func whatCannotBeTranslatedHasPlaceAndRule(
    _ old: String, _ new: String, _ code: String, _ pointer: String, _ rule: String
  ) {
    let outgoing = route(sample.replacing(old, with: new))
    #expect(failure(outgoing) == ["invalid", code, pointer, rule])
    let reason = outgoing.message.headers[HeaderName.failureReason]?.stringValue
    #expect(reason?.contains(new) != true || code == "no-translation", "\(reason ?? "")")
    #expect(String(decoding: outgoing.message.body, as: UTF8.self).contains(new), "the letter holds what was sent")
  }

  @Test func aSystemWithATranslationMayPublishCanonicalEventsToo() throws {
    let canonical = String(decoding: route(sample).message.body, as: UTF8.self)
    #expect(route(canonical).message.headers[HeaderName.translation] == nil)
    #expect(route(canonical).message.id == route(sample).message.id)
  }

  @Test func nobodyElseIsTranslated() {
    #expect(failure(route(sample, user: "billing"))[1] == "missing-attribute")
    #expect(failure(route(sample, queue: Queue.routerInternal))[1] == "missing-attribute")
    #expect(failure(route("{", user: "ehr"))[1] == "not-json")
    #expect(failure(route("[1]", user: "ehr"))[1] == "not-an-object")
  }
}
