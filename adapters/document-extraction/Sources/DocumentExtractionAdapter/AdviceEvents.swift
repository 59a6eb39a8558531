// The events of an advice that was read from a document: as an 835's, and marked as extracted.

import AdapterKit
import Documents
import PaymentEvents
import Storage

/// Writes the events of one document's advice.
struct AdviceEvents {
  let desk: ExtractionDesk
  let entry: ExtractionBook.Entry
  let revision: Int
  let causationID: String
  let confirmedBy: String?

  /// What a page of claims may take, below the limit of the event by what stands around it.
  private static let pageBytes = RemittanceClaimsReceived.maximumBytes - 16_384
  private static let currency = "USD"

  /// The id of the advice: of the document, and of the revision that was right.
  var remittance: EventID {
    EventID(
      tenant: desk.tenant, digest: entry.digest, position: "advice \(revision)", type: RemittanceReceived.type)
  }

  /// Header and pages. Nothing for an extraction that lacks what the gate asks for.
  /// - Throws: `MoneyError`, `EncodingError`.
  func events(_ extraction: Extraction, pages: Int) throws -> [EncodedEvent] {
    guard let trace = extraction.traceNumber?.value, let date = extraction.date?.value,
      let amount = extraction.paid, let payer = extraction.payer?.value
    else { return [] }
    let draft = AdviceDraft(extraction)
    let parts = try Self.parts(draft.claims)
    let totals = try draft.totals()
    let provider = extraction.provider?.value ?? ""
    let adjustments = extraction.providerAdjustments.map {
      RemittanceReceived.ProviderAdjustment(
        provider: provider, fiscalPeriod: nil, reason: $0.code, reference: $0.reference?.value,
        amount: $0.effect.value.negated)
    }
    let sum = try totals.paid - adjustments.map(\.amount).total()
    let header = RemittanceReceived(
      traceNumber: trace, traceOriginator: nil, currency: Self.currency,
      payment: .init(amount: amount, direction: .credit, method: amount.isZero ? "NON" : "CHK", date: date),
      payer: .init(name: name(payer, extraction), identifier: payer),
      payee: .init(name: nil, identifier: nil, taxIdentifier: nil), claimCount: draft.claims.count, pages: parts.count,
      totals: totals, providerAdjustments: adjustments,
      balance: .init(balanced: sum == amount, findings: [], findingCount: 0),
      extraction: .init(
        document: entry.digest, template: extraction.template, confidence: Int(extraction.leastConfidence * 10_000),
        confirmedBy: confirmedBy),
      source: .init(
        digest: entry.digest, interchange: "document", group: String(extraction.template.prefix(16)),
        transaction: "\(revision)", segmentRange: [1, max(pages, 1)]))
    var events = [try event(header, remittance, trace, date)]
    for (index, claims) in parts.enumerated() {
      let id = EventID(
        tenant: desk.tenant, digest: entry.digest, position: "advice \(revision), page \(index + 1)",
        type: RemittanceClaimsReceived.type)
      let page = RemittanceClaimsReceived(
        remittance: remittance, traceNumber: trace, currency: Self.currency, page: index + 1, pages: parts.count,
        claims: claims)
      events.append(try event(page, id, trace, date))
    }
    return events
  }

  private func name(_ payer: String, _ extraction: Extraction) -> String? {
    desk.extractor.payers.first { $0.key == payer }?.names.first.map { String($0.prefix(120)) }
  }

  private func event<Body: EventBody>(
    _ body: Body, _ id: EventID, _ trace: String, _ date: LocalDate
  ) throws -> EncodedEvent {
    let context = EventContext(
      id: id, source: "/adapters/\(DocumentExtractionWorker.name)", subject: trace, time: Instant(startOf: date),
      tenant: desk.tenant, correlationID: entry.correlationID, causationID: causationID)
    return try Event(context, data: body).encoded()
  }

  /// Claims by page: at most 100, and no more than fit.
  private static func parts(_ claims: [Claim]) throws -> [[Claim]] {
    var (parts, bytes): ([[Claim]], Int) = ([], 0)
    for claim in claims {
      let size = try EventCoding.encoder().encode(claim).count + 1
      if parts.isEmpty || bytes + size > pageBytes
        || parts[parts.count - 1].count == RemittanceClaimsReceived.maximumClaims
      {
        parts.append([])
        bytes = 0
      }
      parts[parts.count - 1].append(claim)
      bytes += size
    }
    return parts
  }
}
