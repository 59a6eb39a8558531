// The event around a page of claims, written as bytes: everything but the claims is the same for all pages of a set.

import PaymentEvents
import X12

/// Writes `remittance.claims-received` events of one set. Keys are sorted, as in every event.
struct PageEnvelope {
  /// The header event's context; the pages share all but the id.
  let header: EventContext
  let digest: String
  /// The set's place in the file.
  let position: String
  let traceNumber: String
  let currency: String
  let pages: Int

  /// The event of page `page` (from 1) with the claims at a place in a buffer.
  func event(page: Int, claims: JSONBuffer, _ place: Range<Int>, scratch: JSONBuffer) -> EncodedEvent {
    let type = RemittanceClaimsReceived.type
    let id = EventID(tenant: header.tenant, digest: digest, position: "\(position), page \(page)", type: type)
    scratch.clear()
    scratch.append("{\"correlationid\":")
    scratch.append(string: header.correlationID)
    scratch.append(",\"data\":{\"claims\":[")
    let middle = scratch.count
    writeData(page: page, to: scratch)
    writeAttributes(id: id, type: type, to: scratch)
    return EncodedEvent(
      id: id.text, type: type, subject: header.subject, correlationID: header.correlationID,
      body: scratch.bytes(with: claims, place, insertedAt: middle))
  }

  private func writeData(page: Int, to out: JSONBuffer) {
    out.append("],\"currency\":")
    out.append(string: currency)
    out.append(",\"page\":")
    out.append(number: Int64(page))
    out.append(",\"pages\":")
    out.append(number: Int64(pages))
    out.append(",\"remittance\":")
    out.append(string: header.id.text)
    out.append(",\"traceNumber\":")
    out.append(string: traceNumber)
    out.append(UInt8(ascii: "}"))
  }

  private func writeAttributes(id: EventID, type: String, to out: JSONBuffer) {
    out.append(",\"datacontenttype\":\"application/json\",\"dataschema\":")
    out.append(string: RemittanceClaimsReceived.dataSchema)
    out.append(",\"id\":")
    out.append(string: id.text)
    out.append(",\"producerversion\":")
    out.append(string: producerVersion)
    out.append(",\"source\":")
    out.append(string: header.source)
    out.append(",\"specversion\":\"1.0\",\"subject\":")
    out.append(string: header.subject)
    out.append(",\"tenant\":")
    out.append(string: header.tenant)
    out.append(",\"time\":")
    out.append(string: header.time.rfc3339)
    out.append(",\"traceparent\":")
    out.append(string: TraceContext.traceParent(correlationID: header.correlationID, eventID: id))
    out.append(",\"type\":")
    out.append(string: type)
    out.append(UInt8(ascii: "}"))
  }
}
