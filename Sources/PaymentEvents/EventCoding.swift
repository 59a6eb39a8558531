// Events to and from JSON bytes.

import Foundation

/// An event in its published form, with what routing needs of it.
public struct EncodedEvent: Sendable, Equatable {
  /// The event's identity.
  public var id: String
  /// Its full type.
  public var type: String
  /// Its subject.
  public var subject: String
  /// Its correlation id.
  public var correlationID: String
  /// The structured-mode JSON document.
  public var body: [UInt8]

  /// Creates it.
  public init(id: String, type: String, subject: String, correlationID: String, body: [UInt8]) {
    self.id = id
    self.type = type
    self.subject = subject
    self.correlationID = correlationID
    self.body = body
  }

  /// The routing key: the type without `tributary.`.
  public var routingKey: String { type.hasPrefix("tributary.") ? String(type.dropFirst(10)) : type }
}

/// The envelope alone: what can be read of any event, whatever its data.
public struct EventEnvelope: Codable, Sendable, Equatable {
  /// The attributes of CloudEvents 1.0, section 3, then our extensions; nil where the event has none.
  public let specversion: String
  public let id: String
  public let source: String
  public let type: String
  public let subject: String?
  public let time: Instant
  public let tenant: String?
  public let correlationid: String?
  public let causationid: String?
  public let traceparent: String?
}

extension Event: Codable {
  private enum Key: String, CodingKey {
    case specversion, id, source, type, subject, time, datacontenttype, dataschema
    case tenant, correlationid, causationid, producerversion, traceparent, data
  }

  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: Key.self)
    let type = try values.decode(String.self, forKey: .type)
    guard type == Body.type else {
      throw DecodingError.dataCorruptedError(
        forKey: .type, in: values, debugDescription: "the event is a \(type), expected was \(Body.type)")
    }
    let id = try values.decode(String.self, forKey: .id)
    context = EventContext(
      id: EventID(id), source: try values.decode(String.self, forKey: .source),
      subject: try values.decodeIfPresent(String.self, forKey: .subject) ?? "",
      time: try values.decode(Instant.self, forKey: .time),
      tenant: try values.decodeIfPresent(String.self, forKey: .tenant) ?? "",
      correlationID: try values.decodeIfPresent(String.self, forKey: .correlationid) ?? id,
      causationID: try values.decodeIfPresent(String.self, forKey: .causationid))
    data = try values.decode(Body.self, forKey: .data)
  }

  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: Key.self)
    try values.encode("1.0", forKey: .specversion)
    try values.encode(context.id.text, forKey: .id)
    try values.encode(context.source, forKey: .source)
    try values.encode(Body.type, forKey: .type)
    try values.encode(context.subject, forKey: .subject)
    try values.encode(context.time, forKey: .time)
    try values.encode("application/json", forKey: .datacontenttype)
    try values.encode(Body.dataSchema, forKey: .dataschema)
    try values.encode(context.tenant, forKey: .tenant)
    try values.encode(context.correlationID, forKey: .correlationid)
    try values.encodeIfPresent(context.causationID, forKey: .causationid)
    try values.encode(producerVersion, forKey: .producerversion)
    try values.encode(
      TraceContext.traceParent(correlationID: context.correlationID, eventID: context.id), forKey: .traceparent)
    try values.encode(data, forKey: .data)
  }
}

extension Event {
  /// The event as published: JSON with sorted keys.
  /// - Throws: `EncodingError`.
  public func encoded() throws -> EncodedEvent {
    EncodedEvent(
      id: context.id.text, type: Body.type, subject: context.subject, correlationID: context.correlationID,
      body: Array(try EventCoding.encoder().encode(self)))
  }

  /// Reads an event of this type.
  /// - Throws: `DecodingError` where the JSON is not such an event.
  public init(json: some Sequence<UInt8>) throws {
    self = try EventCoding.decoder().decode(Event.self, from: Data(json))
  }
}

/// The one way in which events are written and read with Foundation.
public enum EventCoding {
  /// Sorted keys, slashes as they are: canonical for the strings and integers that events consist of.
  public static func encoder() -> JSONEncoder {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return encoder
  }

  /// A decoder with default settings.
  public static func decoder() -> JSONDecoder { JSONDecoder() }
}
