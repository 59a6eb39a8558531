// W3C Trace Context on messages: https://www.w3.org/TR/trace-context/, section 3.2.

/// A `traceparent`: which trace a message belongs to, and which span sent it.
///
/// A publisher puts its own span on the message; a receiver reads it and works under a ``child(using:)`` of it, which
/// it puts on what it publishes in turn:
///
///     outgoing.traceParent = delivery.message.traceParent?.child(using: &generator) ?? .root(using: &generator)
public struct TraceParent: Sendable, Hashable, CustomStringConvertible {
  /// The whole trace: 16 bytes as 32 lower-case hexadecimal digits, not all zero.
  public let traceID: String
  /// The span that sent the message: 8 bytes as 16 lower-case hexadecimal digits, not all zero.
  public let spanID: String
  /// Whether the sender recorded its span.
  public var isSampled: Bool

  /// Creates one; nil unless both ids have the form that their documentation says.
  public init?(traceID: String, spanID: String, isSampled: Bool = true) {
    guard Self.isID(traceID, digits: 32), Self.isID(spanID, digits: 16) else { return nil }
    self.init(known: traceID, spanID, isSampled)
  }

  /// Reads a header. Later versions are read as far as version 00 goes, as the recommendation asks; what breaks its
  /// form is nil, and a receiver then starts a trace of its own.
  public init?(_ header: String) {
    let parts = header.split(separator: "-", omittingEmptySubsequences: false).map(String.init)
    guard parts.count >= 4, Self.isHex(parts[0], digits: 2), parts[0] != "ff", parts[0] != "00" || parts.count == 4,
      Self.isHex(parts[3], digits: 2), let flags = UInt8(parts[3], radix: 16)
    else { return nil }
    self.init(traceID: parts[1], spanID: parts[2], isSampled: flags & 1 == 1)
  }

  private init(known traceID: String, _ spanID: String, _ isSampled: Bool) {
    self.traceID = traceID
    self.spanID = spanID
    self.isSampled = isSampled
  }

  /// The first span of a new trace.
  public static func root(
    isSampled: Bool = true, using generator: inout some RandomNumberGenerator
  ) -> TraceParent {
    let traceID = randomDigits(using: &generator) + randomDigits(using: &generator)
    return TraceParent(known: traceID, randomDigits(using: &generator), isSampled)
  }

  /// A new span in the same trace.
  public func child(using generator: inout some RandomNumberGenerator) -> TraceParent {
    TraceParent(known: traceID, Self.randomDigits(using: &generator), isSampled)
  }

  /// The header's text, version 00.
  public var description: String { "00-\(traceID)-\(spanID)-\(isSampled ? "01" : "00")" }

  /// Eight bytes that are not all zero, as hexadecimal digits.
  private static func randomDigits(using generator: inout some RandomNumberGenerator) -> String {
    let digits = String(UInt64.random(in: 1...UInt64.max, using: &generator), radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }

  private static func isID(_ text: String, digits: Int) -> Bool {
    isHex(text, digits: digits) && text.utf8.contains { $0 != UInt8(ascii: "0") }
  }

  private static func isHex(_ text: String, digits: Int) -> Bool {
    let decimal = UInt8(ascii: "0")...UInt8(ascii: "9")
    let letters = UInt8(ascii: "a")...UInt8(ascii: "f")
    return text.utf8.count == digits && text.utf8.allSatisfy { decimal.contains($0) || letters.contains($0) }
  }
}

extension Message {
  /// The W3C trace context in the header `traceparent`; nil if there is none or it breaks the form.
  public var traceParent: TraceParent? {
    get { headers[HeaderName.traceParent]?.stringValue.flatMap { TraceParent($0) } }
    set { headers[HeaderName.traceParent] = newValue.map { .string($0.description) } }
  }
}
