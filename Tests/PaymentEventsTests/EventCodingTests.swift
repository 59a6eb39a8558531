// Events to bytes and back: the envelope, the same bytes each time, and refusals.

import Foundation
import PaymentEvents
import Testing

@Suite struct EventCodingTests {
  private func event(causation: String? = "cause-1") throws -> Event<JournalPosted> {
    Event(
      EventContext(
        id: EventID("id-1"), source: "/tests", subject: "subject/1", time: Instant(milliseconds: 1_772_357_400_120),
        tenant: "clinic", correlationID: "file-1", causationID: causation),
      data: JournalPosted(journal: EventID("journal-1"), reference: "GL-1", target: "ledger"))
  }

  private func json(_ event: EncodedEvent) throws -> [String: Any] {
    try #require(try JSONSerialization.jsonObject(with: Data(event.body)) as? [String: Any])
  }

  @Test func theEnvelopeIsThatOfCloudEvents() throws {
    let encoded = try event().encoded()
    let attributes = try json(encoded).filter { $0.key != "data" }.mapValues { "\($0)" }
    #expect(
      attributes.filter { $0.key != "traceparent" } == [
        "specversion": "1.0", "id": "id-1", "source": "/tests", "type": "tributary.journal.posted.v1",
        "subject": "subject/1", "time": "2026-03-01T09:30:00.120Z", "datacontenttype": "application/json",
        "dataschema": "urn:tributary:schema:journal.posted.v1", "tenant": "clinic", "correlationid": "file-1",
        "causationid": "cause-1", "producerversion": producerVersion,
      ])
    #expect(encoded.id == "id-1" && encoded.type == "tributary.journal.posted.v1")
    #expect(encoded.routingKey == "journal.posted.v1")
    #expect(encoded.subject == "subject/1" && encoded.correlationID == "file-1")
  }

  @Test func itIsReadAsItWasWrittenAndWrittenTheSameEachTime() throws {
    let event = try event()
    let encoded = try event.encoded()
    #expect(try Event<JournalPosted>(json: encoded.body) == event)
    #expect(try Event<JournalPosted>(json: encoded.body).encoded() == encoded)
    #expect(String(decoding: encoded.body, as: UTF8.self).contains(#""subject":"subject/1""#))
  }

  @Test func anEventWithoutACauseSaysNothingOfOne() throws {
    let encoded = try event(causation: nil).encoded()
    #expect(try json(encoded)["causationid"] == nil)
    #expect(try Event<JournalPosted>(json: encoded.body).context.causationID == nil)
  }

  @Test func anotherTypeIsRefused() throws {
    let encoded = try event().encoded()
    #expect(throws: DecodingError.self) { try Event<JournalRejected>(json: encoded.body) }
    #expect(throws: DecodingError.self) { try Event<JournalPosted>(json: encoded.body.dropLast()) }
    #expect(throws: DecodingError.self) { try Event<JournalPosted>(json: []) }
  }

  @Test func anEventOfAnotherSystemMayLackOurExtensions() throws {
    let text = """
      {"specversion":"1.0","id":"x","source":"/erp","type":"tributary.journal.posted.v1","time":"2026-03-01T00:00:00Z",
      "data":{"journal":"j","reference":"r","target":"t"}}
      """
    let event = try Event<JournalPosted>(json: Array(text.utf8))
    #expect(event.context.correlationID == "x" && event.context.tenant == "" && event.context.subject == "")
  }

  @Test func oneTraceACorrelationAndOneSpanAnEvent() throws {
    let first = TraceContext.traceParent(correlationID: "file-1", eventID: EventID("a")).split(separator: "-")
    let second = TraceContext.traceParent(correlationID: "file-1", eventID: EventID("b")).split(separator: "-")
    let other = TraceContext.traceParent(correlationID: "file-2", eventID: EventID("a")).split(separator: "-")
    #expect(first.map(\.count) == [2, 32, 16, 2] && first[0] == "00" && first[3] == "01")
    #expect(first[1] == second[1] && first[2] != second[2])
    #expect(first[1] != other[1] && first[2] == other[2])
  }

  @Test func theEnvelopeOfAnyEventCanBeRead() throws {
    let envelope = try EventCoding.decoder().decode(EventEnvelope.self, from: Data(event().encoded().body))
    #expect(envelope.id == "id-1" && envelope.type == "tributary.journal.posted.v1" && envelope.tenant == "clinic")
    #expect(envelope.correlationid == "file-1" && envelope.causationid == "cause-1")
  }

  @Test func aTypeWithoutOurPrefixIsItsOwnRoutingKey() {
    #expect(EncodedEvent(id: "", type: "other.x", subject: "", correlationID: "", body: []).routingKey == "other.x")
  }
}
