// One full and one minimal value of each body that the code publishes.

import PaymentEvents
import Testing

/// A body in two forms: with everything that may be there, and with nothing that may be left out.
struct BodySample: Sendable, CustomTestStringConvertible {
  var name: String
  var full: @Sendable () throws -> EncodedEvent
  var minimal: @Sendable () throws -> EncodedEvent

  init<Body: EventBody>(full: Body, minimal: Body) {
    name = Body.name
    self.full = { try BodySample.event(full).encoded() }
    self.minimal = { try BodySample.event(minimal).encoded() }
  }

  var testDescription: String { name }

  private static func event<Body: EventBody>(_ body: Body) -> Event<Body> {
    let id = EventID(tenant: "riverside", digest: digest, position: "1", type: Body.type)
    return Event(
      EventContext(
        id: id, source: "/adapters/payer-edi", subject: "TRN-1", time: Instant(milliseconds: 1_772_409_600_123),
        tenant: "riverside", correlationID: digest, causationID: id.text), data: body)
  }

  static let digest = String(repeating: "0f", count: 32)
}
