// W3C trace context, derived from what the event already says, so that output stays the same each time.

import Crypto
import Foundation

/// Derives a `traceparent` (W3C Trace Context, section 3.2): one trace a correlation id, one span an event.
public enum TraceContext {
  /// The header's value for an event.
  public static func traceParent(correlationID: String, eventID: EventID) -> String {
    "00-\(hex(correlationID, bytes: 16))-\(hex(eventID.text, bytes: 8))-01"
  }

  private static func hex(_ text: String, bytes: Int) -> String {
    SHA256.hash(data: Data(text.utf8)).prefix(bytes).map { byte in
      let digits = String(byte, radix: 16)
      return digits.count == 1 ? "0" + digits : digits
    }.joined()
  }
}
