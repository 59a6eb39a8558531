// Whether a message fits the wire: the library does not check, and too much of it puts the channel out of step.

import Messaging

/// The limits of AMQP 0-9-1 and ours on a message, and the size of its content header.
package enum MessageSize {
  /// The largest frame we negotiate, in bytes; also RabbitMQ's own default.
  package static let maximumFrameBytes = 131_072
  /// What a frame adds around its payload: type, channel, size and end mark (section 4.2.3).
  package static let frameOverheadBytes = 8
  /// The longest short string: exchange, routing key, message id, type, names of headers (section 4.2.5.3).
  package static let maximumShortBytes = 255
  /// The deepest nesting of headers that is sent.
  package static let maximumHeaderDepth = 32

  /// The bytes of the content header's payload, or why the message cannot be sent.
  package static func headerBytes(_ message: Message, exchange: String) throws(PublishError) -> Int {
    // Class, weight, body size, flags (section 4.2.6.1) and the delivery mode.
    var total = 2 + 2 + 8 + 2 + 1
    total += try short(message.id, "message id")
    total += try short(message.type, "type")
    total += try short(message.contentType, "content type")
    if let id = message.correlationID { total += try short(id, "correlation id") }
    if let user = message.userID { total += try short(user, "user id") }
    _ = try short(exchange, "exchange name")
    _ = try short(message.routingKey, "routing key")
    total += try table(message.headers, depth: 1)
    try check(headerBytes: total, frameMaximum: maximumFrameBytes)
    return total
  }

  /// The bytes of a table, or why it cannot be sent.
  package static func tableBytes(_ values: [String: HeaderValue]) throws(PublishError) -> Int {
    try table(values, depth: 1)
  }

  /// Refuses a header that does not fit one frame of the size agreed with the broker.
  package static func check(headerBytes: Int, frameMaximum: Int) throws(PublishError) {
    let room = frameMaximum - frameOverheadBytes
    guard headerBytes <= room else {
      throw .rejected(reason: "its properties and headers take \(headerBytes) bytes, but one frame holds \(room)")
    }
  }

  /// Refuses a body over the configured limit.
  package static func check(bodyBytes: Int, maximum: Int) throws(PublishError) {
    guard bodyBytes <= maximum else {
      throw .rejected(reason: "its body has \(bodyBytes) bytes, more than the \(maximum) that are allowed")
    }
  }

  private static func short(_ text: String, _ what: String) throws(PublishError) -> Int {
    let count = text.utf8.count
    guard count <= maximumShortBytes else {
      throw .rejected(reason: "its \(what) has \(count) bytes, more than the \(maximumShortBytes) that AMQP allows")
    }
    return 1 + count
  }

  private static func table(_ headers: [String: HeaderValue], depth: Int) throws(PublishError) -> Int {
    guard depth <= maximumHeaderDepth else {
      throw .rejected(reason: "its headers are nested deeper than \(maximumHeaderDepth) levels")
    }
    var total = 4
    for (name, value) in headers { total += try short(name, "header name") + field(value, depth: depth) }
    return total
  }

  private static func field(_ value: HeaderValue, depth: Int) throws(PublishError) -> Int {
    switch value {
    case .string(let text): return 1 + 4 + text.utf8.count
    case .bytes(let bytes): return 1 + 4 + bytes.count
    case .double(let number):
      // RabbitMQ cannot read it, and would end the connection.
      guard number.isFinite else { throw .rejected(reason: "a header is \(number), which is not a number to send") }
      return 1 + 8
    case .integer, .timestamp: return 1 + 8
    case .boolean: return 1 + 1
    case .decimal: return 1 + 5
    case .null: return 1
    case .table(let nested): return try 1 + table(nested, depth: depth + 1)
    case .array(let values):
      guard depth < maximumHeaderDepth else {
        throw .rejected(reason: "its headers are nested deeper than \(maximumHeaderDepth) levels")
      }
      var total = 1 + 4
      for value in values { total += try field(value, depth: depth + 1) }
      return total
    }
  }
}
