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

  /// What pages have around their data.
  func frame(scratch: JSONBuffer) -> EventFrame {
    EventFrame(
      of: RemittanceClaimsReceived.self, tenant: header.tenant, source: header.source,
      correlationID: header.correlationID, digest: digest, scratch: scratch)
  }

  /// The event of page `page` (from 1) with the claims at a place in a buffer.
  func event(page: Int, claims: JSONBuffer, _ place: Range<Int>, in frame: EventFrame) -> EncodedEvent {
    let id = frame.id { $0.append(text: "\(position), page \(page)") }
    return frame.event(id: id, subject: header.subject, time: header.time) { out in
      writeData(page: page, claims: claims, place, to: out)
    }
  }

  private func writeData(page: Int, claims: JSONBuffer, _ place: Range<Int>, to out: JSONBuffer) {
    out.append("{\"claims\":[")
    out.append(claims, place)
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
}
