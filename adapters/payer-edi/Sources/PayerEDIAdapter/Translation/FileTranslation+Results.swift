// What a set came to: its header, its place, its summary.

import PaymentEvents
import X12

extension FileTranslation {
  /// What the interchange's sender may get wrong is allowed in both readings.
  func relax() {
    relaxedInterchange = envelope.interchange.ordinal
    let profile = profiles.profile(
      senderQualifier: envelope.interchange.senderQualifier, sender: envelope.interchange.sender)
    verifier.relaxations = profile.allows
    emitter.relaxations = profile.allows
    traceRule = profile.trace
  }

  /// Gives the advice the trace number that its payer's profile says.
  func applyTraceRule() {
    guard traceRule != TraceRule() else { return }
    guard let number = traceRule.number(of: verifier.facts) else {
      return envelope.report(
        .traceReferenceMissing, "the advice has no reference of the kind that the profile takes its trace number from")
    }
    verifier.rename(trace: number, keepingAs: TraceRule.asSent)
  }

  func makeHeader() throws -> RemittanceHeader? {
    let header = try RemittanceHeader(
      facts: verifier.facts, pages: writer.pages.pages, context: context(), digest: digest, position: envelope.position,
      source: source())
    guard header.event.body.count <= maximumEventBytes else {
      envelope.report(.headerTooLarge, "the header is larger than an event may be (\(maximumEventBytes) bytes)")
      return nil
    }
    return header
  }

  func context() -> EventContext {
    EventContext(
      id: eventID(), source: RemittanceTranslator.source, subject: verifier.facts.traceNumber, time: time(),
      tenant: tenant, correlationID: correlationID)
  }

  func eventID() -> EventID {
    EventID(tenant: tenant, digest: digest, position: envelope.position, type: RemittanceReceived.type)
  }

  /// What the events of a set that is read by its guide share. The last segment is not known yet.
  func context(at position: String) -> SetContext {
    let date = envelope.group.date ?? envelope.interchange.date
    return SetContext(
      tenant: tenant, correlationID: correlationID, position: position,
      time: Instant(startOf: date.flatMap(LocalDate.init) ?? LocalDate(daysSinceEpoch: 0)), source: source(),
      sender: envelope.interchange.sender.isEmpty ? nil : envelope.interchange.sender, version: envelope.set.version,
      delimiters: envelope.reader.delimiters)
  }

  func source() -> RemittanceReceived.Source {
    RemittanceReceived.Source(
      digest: digest, interchange: orDash(envelope.interchange.controlNumber),
      group: orDash(envelope.group.controlNumber), transaction: orDash(envelope.set.controlNumber),
      segmentRange: [envelope.set.firstSegment, envelope.set.lastSegment])
  }

  /// The contract wants a control number; a dash says that there is none.
  func orDash(_ number: String) -> String { number.isEmpty ? "-" : number }

  /// The document's own date: BPR16, else GS04, ISA09, DTM*405, and 1970 where it has none at all.
  func time() -> Instant {
    let facts = verifier.facts
    let date = facts.paymentDate ?? envelope.group.date ?? envelope.interchange.date ?? facts.productionDate
    return Instant(startOf: date.flatMap(LocalDate.init) ?? LocalDate(daysSinceEpoch: 0))
  }

  func summarize() -> SetSummary {
    let set = envelope.set
    let outcome = outcome == .translated && envelope.setFindings.isRejected ? .rejected : outcome
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
