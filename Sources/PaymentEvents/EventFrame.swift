// The envelope around the data of many events of one document: written as bytes, what they share only once.

/// Writes events of one type from one document, byte for byte as `Event.encoded()` does.
///
/// Encoding with Foundation costs more than reading a bank's entry or a claim does. Where a document makes events by
/// the hundred thousand, its translator writes the data itself and lets the frame put the envelope around it.
public final class EventFrame {
  private let type: String
  private let correlationID: String
  /// What stands before the data, and the constant pieces behind it.
  private let head: [UInt8]
  private let beforeID: [UInt8]
  private let beforeSubject: [UInt8]
  private let beforeTime: [UInt8]
  private let beforeSpan: [UInt8]
  private let end: [UInt8]
  /// What is hashed for an id before and behind the position.
  private let beforePosition: [UInt8]
  private let behindPosition: [UInt8]
  private let scratch: JSONBuffer
  private let hashed = JSONBuffer(capacity: 512)
  /// The last time that was written, as text: most events of a document share it.
  private var time: (instant: Instant, text: String)?

  /// - Parameters:
  ///   - body: the events' body type.
  ///   - tenant: the tenant, part of every id.
  ///   - source: who says it.
  ///   - correlationID: what started it all.
  ///   - digest: SHA-256 of the document, lower-case hexadecimal.
  ///   - scratch: a buffer to write in, where frames may share one.
  public init<Body: EventBody>(
    of body: Body.Type, tenant: String, source: String, correlationID: String, digest: String,
    scratch: JSONBuffer = JSONBuffer(capacity: 1 << 12)
  ) {
    type = Body.type
    self.correlationID = correlationID
    self.scratch = scratch
    func written(_ write: (JSONBuffer) -> Void) -> [UInt8] {
      let buffer = JSONBuffer(capacity: 256)
      write(buffer)
      return Array(buffer.bytes)
    }
    head = written {
      $0.append("{\"correlationid\":")
      $0.append(string: correlationID)
      $0.append(",\"data\":")
    }
    beforeID = written {
      $0.append(",\"datacontenttype\":\"application/json\",\"dataschema\":")
      $0.append(string: Body.dataSchema)
      $0.append(",\"id\":")
    }
    beforeSubject = written {
      $0.append(",\"producerversion\":")
      $0.append(string: producerVersion)
      $0.append(",\"source\":")
      $0.append(string: source)
      $0.append(",\"specversion\":\"1.0\",\"subject\":")
    }
    beforeTime = written {
      $0.append(",\"tenant\":")
      $0.append(string: tenant)
      $0.append(",\"time\":")
    }
    beforeSpan = written {
      $0.append(",\"traceparent\":\"00-")
      $0.append(text: TraceContext.trace(correlationID))
      $0.append(UInt8(ascii: "-"))
    }
    end = written {
      $0.append("-01\",\"type\":")
      $0.append(string: Body.type)
      $0.append(UInt8(ascii: "}"))
    }
    let separator = String(UnicodeScalar(EventID.separator))
    beforePosition = Array((["document", tenant, digest, ""]).joined(separator: separator).utf8)
    behindPosition = Array("\(separator)\(Body.type)".utf8)
  }

  /// The id of the event at a position of the document, the same as that of `EventID(tenant:digest:position:type:)`.
  /// - Parameter position: writes the position's text as it is.
  public func id(at position: (JSONBuffer) -> Void) -> EventID {
    hashed.clear()
    hashed.append(beforePosition)
    position(hashed)
    hashed.append(behindPosition)
    return EventID(hashing: UnsafeRawBufferPointer(hashed.bytes))
  }

  /// An event.
  /// - Parameters:
  ///   - id: its identity.
  ///   - subject: its business key.
  ///   - instant: when it happened.
  ///   - data: writes the data, an object with sorted keys.
  public func event(
    id: EventID, subject: String, time instant: Instant, data: (JSONBuffer) throws -> Void
  ) rethrows -> EncodedEvent {
    scratch.clear()
    scratch.append(head)
    try data(scratch)
    scratch.append(beforeID)
    scratch.append(string: id.text)
    scratch.append(beforeSubject)
    scratch.append(string: subject)
    scratch.append(beforeTime)
    scratch.append(string: text(of: instant))
    scratch.append(beforeSpan)
    scratch.append(text: TraceContext.span(id))
    scratch.append(end)
    return EncodedEvent(
      id: id.text, type: type, subject: subject, correlationID: correlationID, body: Array(scratch.bytes))
  }

  private func text(of instant: Instant) -> String {
    if let time, time.instant == instant { return time.text }
    let text = instant.rfc3339
    time = (instant, text)
    return text
  }
}
