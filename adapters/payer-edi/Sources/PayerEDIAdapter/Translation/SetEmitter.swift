// The second pass over a set: emits the header and reads the claims again, page by page.

import PaymentEvents
import X12

/// The header event of a set, made when the set was verified, and what its pages need.
struct RemittanceHeader {
  let event: EncodedEvent
  let pages: PageEnvelope

  init(
    facts: RemittanceFacts, pages: Int, context: EventContext, digest: String, position: String,
    source: RemittanceReceived.Source
  ) throws {
    let body = try RemittanceReceived(facts, pages: pages, source: source)
    event = try Event(context, data: body).encoded()
    self.pages = PageEnvelope(
      header: context, digest: digest, position: position, traceNumber: facts.traceNumber, currency: facts.currency,
      pages: pages)
  }
}

/// Emits the events of sets that were verified.
final class SetEmitter {
  private let reader: SegmentReader
  private let remittance = RemittanceReader { _, _, _, _ in }
  private let writer: ClaimWriter
  private let scratch = JSONBuffer(capacity: 1 << 16)

  init(_ source: any ByteSource, writer: ClaimWriter) {
    reader = SegmentReader(source)
    self.writer = writer
  }

  /// Emits the header, then the pages.
  func emit(
    _ header: RemittanceHeader, set: TransactionSet, delimiters: Delimiters, to emit: (EncodedEvent) throws -> Void
  ) throws {
    try emit(header.event)
    guard header.pages.pages > 0 else { return }
    reader.restart(
      from: set.startOffset, to: set.endOffset, delimiters: delimiters, segmentNumber: set.firstSegment - 1)
    remittance.begin(sink: writer, componentSeparator: delimiters.component)
    writer.begin(componentSeparator: delimiters.component, keepsClaims: true)
    var page = 0
    func emitReady() throws {
      guard let claims = writer.pages.takeReady() else { return }
      page += 1
      try emit(header.pages.event(page: page, claims: claims, scratch: scratch))
    }
    while try reader.next() {
      let segment = reader.segment
      if segment.tag == .st || segment.tag == .se { continue }
      remittance.take(segment)
      try emitReady()
    }
    remittance.end(lastSegment: set.lastSegment)
    try emitReady()
    writer.pages.end()
    try emitReady()
  }
}
