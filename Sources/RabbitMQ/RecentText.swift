// Texts that come again with every message.

import CRabbitMQ

/// The last long text of one property: content types, event types and keys are the same in most messages, and comparing
/// one is cheaper than making it again.
struct RecentText {
  /// Swift keeps texts up to this many bytes without allocating.
  private static let shortBytes = 15

  private var last = ""

  /// The text of these bytes.
  mutating func text(_ bytes: amqp_bytes_t) -> String {
    guard bytes.len > Self.shortBytes else { return String(amqp: bytes) }
    if !isLast(bytes) { last = String(amqp: bytes) }
    return last
  }

  private func isLast(_ bytes: amqp_bytes_t) -> Bool {
    let bytes = UnsafeRawBufferPointer(start: bytes.bytes, count: bytes.len)
    return last.utf8.withContiguousStorageIfAvailable { text in
      guard text.count == bytes.count, let left = text.baseAddress, let right = bytes.baseAddress else { return false }
      return memcmp(left, right, bytes.count) == 0
    } ?? false
  }
}

/// One for each property that repeats.
struct RecentTexts {
  var contentType = RecentText()
  var type = RecentText()
  var userID = RecentText()
  var exchange = RecentText()
  var routingKey = RecentText()
  /// Names of headers by their place in the table: messages of one publisher have the same ones in the same order.
  var headerNames: [RecentText] = []

  /// So many names are kept.
  static let keptHeaderNames = 32
}
