// The events of a verified set: its header and its pages.

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
///
/// The pages of an ordinary set are still held when it has been verified. Those of a larger one are read again, page by
/// page, so that memory does not grow with the document.
final class SetEmitter {
  private let reader: SegmentReader
  private let remittance: RemittanceReader
  private let writer: ClaimWriter
  private let scratch = JSONBuffer(capacity: 1 << 16)

  init(_ source: any ByteSource, writer: ClaimWriter) {
    reader = SegmentReader(source)
    self.writer = writer
    remittance = RemittanceReader(sink: writer) { _, _, _, _ in }
  }

  /// What the sender may get wrong; as it was when the set was verified.
  var relaxations: Set<Relaxation> {
    get { remittance.relaxations }
    set { remittance.relaxations = newValue }
  }

  /// Emits the header, then the pages.
  func emit(
    _ header: RemittanceHeader, set: TransactionSet, delimiters: Delimiters, to emit: (EncodedEvent) throws -> Void
  ) throws {
    try emit(header.event)
    let frame = header.pages.frame(scratch: scratch)
    var page = 0
    func emitComplete() throws {
      for place in writer.pages.complete {
        page += 1
        try emit(header.pages.event(page: page, claims: writer.pages.claims, place, in: frame))
      }
      writer.pages.dropComplete()
    }
    if !writer.pages.isHolding { try readAgain(set, delimiters, emitComplete) }
    writer.pages.end()
    try emitComplete()
  }

  private func readAgain(_ set: TransactionSet, _ delimiters: Delimiters, _ emitComplete: () throws -> Void) throws {
    reader.restart(
      from: set.startOffset, to: set.endOffset, delimiters: delimiters, segmentNumber: set.firstSegment - 1)
    remittance.begin(componentSeparator: delimiters.component)
    writer.begin(componentSeparator: delimiters.component, holding: .max)
    while try reader.next() {
      let segment = reader.segment
      if segment.tag == .st || segment.tag == .se { continue }
      remittance.take(segment)
      try emitComplete()
    }
    remittance.end(lastSegment: set.lastSegment)
  }
}
