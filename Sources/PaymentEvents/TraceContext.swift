// W3C trace context, derived from what the event already says, so that output stays the same each time.

import Crypto

/// Derives a `traceparent` (W3C Trace Context, section 3.2): one trace a correlation id, one span an event.
public enum TraceContext {
  /// The header's value for an event.
  public static func traceParent(correlationID: String, eventID: EventID) -> String {
    "00-\(trace(correlationID))-\(span(eventID))-01"
  }

  /// The trace's id: 32 digits.
  static func trace(_ correlationID: String) -> String { digits(correlationID, bytes: 16) }

  /// The span's id: 16 digits.
  static func span(_ eventID: EventID) -> String { digits(eventID.text, bytes: 8) }

  private static func digits(_ text: String, bytes: Int) -> String {
    var text = text
    return text.withUTF8 { utf8 in
      var hash = SHA256()
      hash.update(bufferPointer: UnsafeRawBufferPointer(utf8))
      return hash.finalize().withUnsafeBytes { Hexadecimal.text($0.prefix(bytes)) }
    }
  }
}
