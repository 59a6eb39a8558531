// Decides what becomes of a document that is read, or that a person corrected, and writes the events that say so.

import AdapterKit
import Documents
import Foundation
import PaymentEvents
import Storage

/// What a decision needs besides the document.
package struct ExtractionDesk: Sendable {
  let tenant: String
  let extractor: Extractor
  let cipher: any BodyCipher
  let clock: any WallClock
  let businessTime: BusinessTime

  /// Creates it; see the properties.
  package init(
    tenant: String, extractor: Extractor, cipher: any BodyCipher, clock: any WallClock, businessTime: BusinessTime
  ) {
    (self.tenant, self.extractor, self.cipher) = (tenant, extractor, cipher)
    (self.clock, self.businessTime) = (clock, businessTime)
  }

  /// The most reasons that are listed, and the longest.
  private static let (mostReasons, longestReason) = (50, 500)

  /// What was made of a document.
  struct Finding: Sendable {
    var extraction: Extraction?
    var refusal: DocumentRefusal?
    var pages: Int
    var images: [String] = []
    /// The person who corrected it, and the event by which they asked for it.
    var person: String?
    var request: String?
  }

  /// Today, in the tenant's time zone.
  var today: LocalDate { businessTime.date(of: clock.now()) }

  /// Why a person has to look at it; empty where it may be published.
  func obstacles(_ finding: Finding) -> [String] {
    if let refusal = finding.refusal { return [refusal.reason] }
    guard let extraction = finding.extraction else { return ["no template fits"] }
    return ExtractionGate(asOf: today).reasons(extraction)
  }

  /// Stores what becomes of a document, with its events.
  /// - Throws: `StorageError`, and what cannot be written as an event.
  func settle(_ entry: ExtractionBook.Entry, _ finding: Finding, in connection: any SQLConnection) throws {
    let (now, revision) = (clock.now(), entry.revision + 1)
    let reasons = obstacles(finding)
    var said = said(entry, finding, reasons)
    var events: [EncodedEvent] = []
    if reasons.isEmpty, let extraction = finding.extraction {
      let advice = AdviceEvents(
        desk: self, entry: entry, revision: revision, causationID: finding.request ?? entry.causationID,
        confirmedBy: finding.person)
      events = try advice.events(extraction, pages: finding.pages)
      said.remittance = advice.remittance
    }
    let context = EventContext(
      id: EventID(tenant: tenant, cause: entry.digest, step: "extracted \(revision)", type: DocumentExtracted.type),
      source: "/adapters/\(DocumentExtractionWorker.name)", subject: entry.digest, time: now, tenant: tenant,
      correlationID: entry.correlationID, causationID: finding.request ?? entry.causationID)
    events.insert(try Event(context, data: said).encoded(), at: 0)
    if let extraction = finding.extraction {
      try ExtractionBook.keep(
        extraction: sealed(extraction), of: entry.digest, revision: revision, by: finding.person ?? "", at: now,
        in: connection)
    }
    try ExtractionBook.settle(entry.digest, said, emitted: events.count, at: now, in: connection)
    for event in events { try Outbox.append(event.message(), to: Exchange.internal, in: connection) }
  }

  private func said(
    _ entry: ExtractionBook.Entry, _ finding: Finding, _ reasons: [String]
  ) -> DocumentExtracted {
    let extraction = finding.extraction
    let fields = extraction?.fields ?? []
    return DocumentExtracted(
      digest: entry.digest, revision: entry.revision + 1,
      outcome: finding.refusal != nil ? .refused : reasons.isEmpty ? .published : .held, mediaType: entry.mediaType,
      pages: finding.pages, kind: extraction?.kind ?? "other", template: extraction?.template,
      reasons: reasons.prefix(Self.mostReasons).map { String($0.prefix(Self.longestReason)) },
      refusal: finding.refusal?.code.rawValue, payer: extraction?.payer?.value,
      traceNumber: extraction?.traceNumber.map { String($0.value.prefix(80)) }, amount: extraction?.amount?.value,
      confirmedBy: finding.person,
      fields: fields.prefix(DocumentExtracted.maximumFields).map(DocumentExtracted.Field.init),
      fieldCount: fields.count, pageImages: finding.images)
  }

  func sealed(_ value: some Encodable) throws -> [UInt8] {
    try cipher.seal(Array(EventCoding.encoder().encode(value)))
  }

  func opened<Value: Decodable>(_ sealed: [UInt8], as type: Value.Type) throws -> Value {
    try EventCoding.decoder().decode(type, from: Data(cipher.open(sealed)))
  }
}

extension DocumentExtracted.Field {
  /// A field as an event carries it: whole numbers, since other numbers are not the same for every reader.
  package init(_ field: ListedField) {
    let box = [field.box.left, field.box.top, field.box.width, field.box.height]
    self.init(
      name: field.name, claim: field.claim, line: field.line,
      value: field.amount == nil ? String(field.value.prefix(128)) : nil, amount: field.amount,
      text: String(field.text.prefix(200)), page: field.page,
      box: box.map { Int(min(max($0 * 10, -1_000_000), 1_000_000)) },
      confidence: Int(min(max(field.confidence, 0), 1) * 10_000))
  }
}
