// The work of translating one file: verify each set, then emit its events.

import PaymentEvents
import X12

/// One file on its way through. Buffers are made once and serve all sets.
final class FileTranslation {
  let tenant: String
  let digest: String
  let correlationID: String
  let emitsEvents: Bool
  let envelope: EnvelopeReader
  let verifier: RemittanceReader
  let emitter: SetEmitter
  let writer: ClaimWriter
  let guided: GuidedSets
  /// Whether advices are checked against their guide, too; it costs time and changes no event.
  let checksGuides: Bool
  /// What is agreed with the senders of interchanges.
  var profiles = PayerProfiles()
  /// Which number is the trace number, for the sender of the interchange.
  var traceRule = TraceRule()
  /// The interchange whose sender's relaxations are in force.
  var relaxedInterchange = 0
  var report = TranslationReport()
  var isRemittance = false
  /// Whether the current set is read by its guide.
  var isGuided = false
  var outcome = SetOutcome.translated
  /// The separators under which the current set began.
  var delimiters = Delimiters.usual

  /// Creates it; without `emitsEvents` it only verifies.
  init(
    _ source: any ByteSource, tenant: String, digest: String, correlationID: String, emitsEvents: Bool,
    checksGuides: Bool = false
  ) {
    self.emitsEvents = emitsEvents
    self.checksGuides = checksGuides
    self.tenant = tenant
    self.digest = digest
    self.correlationID = correlationID
    let envelope = EnvelopeReader(SegmentReader(source))
    self.envelope = envelope
    let writer = ClaimWriter()
    self.writer = writer
    verifier = RemittanceReader(sink: writer) { rule, element, loop, message in
      envelope.report(rule, element: element, loop: loop, message)
    }
    emitter = SetEmitter(source, writer: writer)
    guided = GuidedSets(
      source, envelope: envelope,
      context: SetContext(
        tenant: tenant, correlationID: correlationID, position: "", time: Instant(milliseconds: 0),
        source: RemittanceReceived.Source(
          digest: digest, interchange: "", group: "", transaction: "", segmentRange: []),
        version: ""))
  }

  /// Reads the whole file.
  func run(emit: (EncodedEvent) throws -> Void, onSet: (SetSummary) throws -> Void) throws -> TranslationReport {
    envelope.observer = self
    while true {
      switch try envelope.next() {
      case .setBegan: beginSet()
      case .segment: take(envelope.segment)
      case .acknowledgement: try takeAcknowledgement(emit: emit)
      case .setEnded: try endSet(emit: emit, onSet: onSet)
      case .end:
        report.findings = envelope.fileFindings
        report.isX12 = !envelope.fileFindings.listed.contains { [.notX12, .fileEmpty].contains($0.rule) }
        return report
      }
    }
  }

  func beginSet() {
    isRemittance = envelope.set.identifier == "835"
    delimiters = envelope.reader.delimiters
    outcome = .translated
    guard isRemittance else { return beginOther() }
    if envelope.interchange.ordinal != relaxedInterchange { relax() }
    isGuided = checksGuides && guided.begin(set: envelope.set, context: context(at: envelope.position))
    verifier.begin(componentSeparator: delimiters.component)
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

  func take(_ segment: Segment) {
    if isGuided { guided.take(segment) }
    guard isRemittance else { return }
    verifier.take(segment)
    if writer.oversized != nil { reportOversizedClaim() }
    if writer.hasLeftOut { reportLeftOut() }
  }

  func endSet(emit: (EncodedEvent) throws -> Void, onSet: (SetSummary) throws -> Void) throws {
    var header: RemittanceHeader?
    if isGuided { guided.end() }
    if isRemittance {
      verifier.end(lastSegment: envelope.set.lastSegment)
      if writer.oversized != nil { reportOversizedClaim() }
      applyTraceRule()
      if !envelope.setFindings.isRejected { header = try makeHeader() }
    }
    let summary = summarize()
    let isListed = report.add(summary)
    report.receive(summary, isListed: isListed, envelope.interchange, envelope.group)
    try onSet(summary)
    guard emitsEvents, summary.outcome == .translated else { return }
    guard let header else {
      return try guided.emit(envelope.set) { event in
        report.eventCount += 1
        try emit(event)
      }
    }
    try emitter.emit(header, set: envelope.set, delimiters: delimiters) { event in
      report.eventCount += 1
      try emit(event)
    }
  }

  /// A set other than an advice: read by its guide if there is one, kept if it is known.
  func beginOther() {
    isGuided = guided.begin(set: envelope.set, context: context(at: envelope.position))
    if isGuided, guided.makesEvents { return }
    let name = envelope.set.identifier
    if isGuided || ["275", "278", "834"].contains(name) {
      outcome = .kept
      envelope.report(.setKept, "a \(name) is read and kept; no event is made of it")
    } else {
      outcome = .notHandled
      envelope.report(.setUnknown, element: 1, "the transaction set is not recognised; sets beside it are not affected")
    }
  }

  func takeAcknowledgement(emit: (EncodedEvent) throws -> Void) throws {
    report.acknowledgementCount += 1
    guard emitsEvents else { return }
    let number = envelope.interchange.acknowledgements
    var context = context(at: "interchange \(envelope.interchange.ordinal), TA1 \(number)")
    context.source.group = "-"
    context.source.transaction = "-"
    context.source.segmentRange = [envelope.segment.number, envelope.segment.number]
    try guided.emitAcknowledgement(envelope.segment, context: context) { event in
      report.eventCount += 1
      try emit(event)
    }
  }

  func reportLeftOut() {
    writer.hasLeftOut = false
    envelope.report(
      .listTooLong, loop: RemittanceLoop.claim.rawValue, "more than \(TranslationLimits.details) in a list")
  }

  func reportOversizedClaim() {
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
