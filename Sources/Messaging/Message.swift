// A message on its way to or from the broker: bytes and the properties that routing and tracing need.

/// A message as the broker sees it.
///
/// Properties never carry patient data: they appear in logs, metrics and the broker's own management pages.
public struct Message: Sendable, Equatable {
  /// The event's identity (AMQP `message-id`). The same event always has the same id, however often it is sent.
  public var id: String
  /// The event's full type, for instance `tributary.deposit.received.v1` (AMQP `type`).
  public var type: String
  /// What topic exchanges route by: the type without its `tributary.` prefix.
  public var routingKey: String
  /// The payload, as published; for events a CloudEvents 1.0 JSON document.
  public var body: [UInt8]
  /// AMQP `content-type`.
  public var contentType: String
  /// The file or request that started it all (AMQP `correlation-id`).
  public var correlationID: String?
  /// The broker user who published it (AMQP `user-id`). The broker refuses a value that is not the connection's user.
  public var userID: String?
  /// Application headers.
  public var headers: [String: HeaderValue]

  /// Creates a message; see the properties for their meaning.
  public init(
    id: String, type: String, routingKey: String, body: [UInt8],
    contentType: String = "application/cloudevents+json", correlationID: String? = nil, userID: String? = nil,
    headers: [String: HeaderValue] = [:]
  ) {
    self.id = id
    self.type = type
    self.routingKey = routingKey
    self.body = body
    self.contentType = contentType
    self.correlationID = correlationID
    self.userID = userID
    self.headers = headers
  }
}

/// A value in a message's header table: the AMQP 0-9-1 field types (section 4.2.5.5, with RabbitMQ's errata).
public indirect enum HeaderValue: Sendable, Equatable {
  /// A UTF-8 string (`S`).
  case string(String)
  /// A signed integer (`b`, `s`, `I`, `l`), and unsigned ones that fit.
  case integer(Int64)
  /// A boolean (`t`).
  case boolean(Bool)
  /// A double or a float (`d`, `f`).
  case double(Double)
  /// A decimal: `value` divided by ten to the power of `scale` (`D`).
  case decimal(scale: UInt8, value: Int32)
  /// Seconds since 1970 (`T`).
  case timestamp(UInt64)
  /// Raw bytes (`x`), and strings that are not UTF-8.
  case bytes([UInt8])
  /// An array (`A`).
  case array([HeaderValue])
  /// A nested table (`F`).
  case table([String: HeaderValue])
  /// No value (`V`).
  case null

  /// The string, if this is one.
  public var stringValue: String? {
    if case .string(let value) = self { value } else { nil }
  }

  /// The integer, if this is one.
  public var integerValue: Int64? {
    if case .integer(let value) = self { value } else { nil }
  }
}
