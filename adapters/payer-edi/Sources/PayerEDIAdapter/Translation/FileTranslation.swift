// The work of translating one file: verify each set, then emit its events.

import PaymentEvents
import X12

/// One file on its way through. Buffers are made once and serve all sets.
final class FileTranslation {
  private let tenant: String
  private let digest: String
  private let correlationID: String
  private let emitsEvents: Bool
  private let envelope: EnvelopeReader
  private let verifier: RemittanceReader
  private let emitter: SetEmitter
  private let writer: ClaimWriter
  private var report = TranslationReport()
  private var isRemittance = false
  /// The separators under which the current set began.
  private var delimiters = Delimiters.usual

  /// Creates it; without `emitsEvents` it only verifies.
  init(_ source: any ByteSource, tenant: String, digest: String, correlationID: String, emitsEvents: Bool) {
    self.emitsEvents = emitsEvents
    self.tenant = tenant
    self.digest = digest
    self.correlationID = correlationID
    let envelope = EnvelopeReader(SegmentReader(source))
    self.envelope = envelope
    verifier = RemittanceReader { rule, element, loop, message in
      envelope.report(rule, element: element, loop: loop, message)
    }
    let writer = ClaimWriter()
    self.writer = writer
    emitter = SetEmitter(source, writer: writer)
  }

  /// Reads the whole file.
  func run(emit: (EncodedEvent) throws -> Void, onSet: (SetSummary) throws -> Void) throws -> TranslationReport {
    while true {
      switch try envelope.next() {
      case .setBegan: beginSet()
      case .segment: if isRemittance { take(envelope.segment) }
      case .setEnded: try endSet(emit: emit, onSet: onSet)
      case .end:
        report.findings = envelope.fileFindings
        report.isX12 = !envelope.fileFindings.listed.contains { [.notX12, .fileEmpty].contains($0.rule) }
        return report
      }
    }
  }

  private func beginSet() {
    isRemittance = envelope.set.identifier == "835"
    guard isRemittance else { return reportNotHandled() }
    delimiters = envelope.reader.delimiters
    verifier.begin(sink: writer, componentSeparator: delimiters.component)
    writer.begin(componentSeparator: delimiters.component, holding: emitsEvents ? TranslationLimits.heldBytes : 0)
    if envelope.group.isOpen, envelope.group.functionalID != "HP" {
      envelope.report(
        .groupFunctionalID, "the group's GS01 is not HP; the set is read as the 835 that its ST says it is")
    }
    let version = envelope.set.version
    if !version.hasPrefix("005010"), !version.hasPrefix("004010") {
      envelope.report(.versionUnknown, "the version is neither 004010 nor 005010; the set is read as 005010")
    }
  }

  private func take(_ segment: Segment) {
    verifier.take(segment)
    if writer.oversized != nil { reportOversizedClaim() }
    if writer.hasLeftOut { reportLeftOut() }
  }

  private func endSet(emit: (EncodedEvent) throws -> Void, onSet: (SetSummary) throws -> Void) throws {
    var header: RemittanceHeader?
    if isRemittance {
      verifier.end(lastSegment: envelope.set.lastSegment)
      if writer.oversized != nil { reportOversizedClaim() }
      if !envelope.setFindings.isRejected { header = try makeHeader() }
    }
    let summary = summarize()
    report.add(summary)
    try onSet(summary)
    guard emitsEvents, let header, summary.outcome == .translated else { return }
    try emitter.emit(header, set: envelope.set, delimiters: delimiters) { event in
      report.eventCount += 1
      try emit(event)
    }
  }

  private func reportNotHandled() {
    let known: Set = ["270", "271", "275", "276", "277", "278", "820", "834", "837", "997", "999"]
    let name = envelope.set.identifier
    if known.contains(name) {
      envelope.report(.setNotHandled, "a \(name) is recognised, but not handled; sets beside it are not affected")
    } else {
      envelope.report(.setUnknown, element: 1, "the transaction set is not recognised; sets beside it are not affected")
    }
  }

  private func reportLeftOut() {
    writer.hasLeftOut = false
    envelope.report(
      .listTooLong, loop: RemittanceLoop.claim.rawValue, "more than \(TranslationLimits.details) in a list")
  }

  private func reportOversizedClaim() {
    guard let place = writer.oversized else { return }
    writer.oversized = nil
    envelope.setFindings.add(
      Finding(
        .claimTooLarge, segmentNumber: place.segment, segmentID: "CLP", byteOffset: place.offset,
        loop: RemittanceLoop.claim.rawValue,
        message: "the claim is larger than a page (\(TranslationLimits.claimsBytes) bytes of JSON) or has more than "
          + "\(TranslationLimits.services) lines or adjustments; the payer must split it"))
  }
}

// MARK: - What a set came to

extension FileTranslation {
  private func makeHeader() throws -> RemittanceHeader? {
    let header = try RemittanceHeader(
      facts: verifier.facts, pages: writer.pages.pages, context: context(), digest: digest, position: envelope.position,
      source: source())
    guard header.event.body.count <= maximumEventBytes else {
      envelope.report(.headerTooLarge, "the header is larger than an event may be (\(maximumEventBytes) bytes)")
      return nil
    }
    return header
  }

  private func context() -> EventContext {
    EventContext(
      id: eventID(), source: RemittanceTranslator.source, subject: verifier.facts.traceNumber, time: time(),
      tenant: tenant, correlationID: correlationID)
  }

  private func eventID() -> EventID {
    EventID(tenant: tenant, digest: digest, position: envelope.position, type: RemittanceReceived.type)
  }

  private func source() -> RemittanceReceived.Source {
    RemittanceReceived.Source(
      digest: digest, interchange: orDash(envelope.interchange.controlNumber),
      group: orDash(envelope.group.controlNumber), transaction: orDash(envelope.set.controlNumber),
      segmentRange: [envelope.set.firstSegment, envelope.set.lastSegment])
  }

  /// The contract wants a control number; a dash says that there is none.
  private func orDash(_ number: String) -> String { number.isEmpty ? "-" : number }

  /// The document's own date: BPR16, else GS04, ISA09, DTM*405, and 1970 where it has none at all.
  private func time() -> Instant {
    let facts = verifier.facts
    let date = facts.paymentDate ?? envelope.group.date ?? envelope.interchange.date ?? facts.productionDate
    return Instant(startOf: date.flatMap(LocalDate.init) ?? LocalDate(daysSinceEpoch: 0))
  }

  private func summarize() -> SetSummary {
    let set = envelope.set
    let outcome: SetOutcome = !isRemittance ? .notHandled : envelope.setFindings.isRejected ? .rejected : .translated
    return SetSummary(
      position: envelope.position, identifier: set.identifier, version: set.version,
      controlNumbers: [envelope.interchange.controlNumber, envelope.group.controlNumber, set.controlNumber],
      segmentRange: [set.firstSegment, set.lastSegment],
      byteRange: set.startOffset..<max(set.startOffset, set.endOffset),
      outcome: outcome, findings: envelope.setFindings,
      remittance: isRemittance
        ? RemittanceSummary(verifier.facts, eventID: eventID().text, pages: writer.pages.pages) : nil)
  }
}
