// Advices: header and pages come in any order; an advice is complete when all are here.

import AdapterKit
import CashRules
import Foundation
import Messaging
import PaymentEvents
import Storage

extension CashTransaction {
  func receive(remittance event: Event<RemittanceReceived>, input: Int64) throws {
    let advice = event.data
    let reference = AdviceReference(event.context.id, advice, directory: configuration.payers)
    let trace = Trace.normalised(advice.traceNumber)
    let fingerprint = AdviceFingerprint(advice, reference)
    try connection.execute(
      """
      INSERT INTO remittances (id, trace, payer, payer_listed, amount, currency, payment_date, fingerprint, claim_count,
        pages, state, correlation_id, input, extracted)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'waiting', ?, ?, ?)
      """,
      [
        .text(event.context.id.text), .text(trace), .text(reference.payer.key),
        .integer(reference.payer.isListed ? 1 : 0), .integer(advice.payment.amount.cents), .text(advice.currency),
        .optional(advice.payment.date?.iso), .text(fingerprint.text), .integer(Int64(advice.claimCount)),
        .integer(Int64(advice.pages)), .text(event.context.correlationID), .integer(input),
        .integer(advice.extraction == nil ? 0 : 1),
      ])
    try connection.execute("INSERT INTO traces_to_match (trace) VALUES (?) ON CONFLICT DO NOTHING", [.text(trace)])
    try markForPosting(event.context.id.text)
    try reviewTwins(of: fingerprint.text)
  }

  /// Advices that say the same, or that may on paper, and have not posted are looked at again: which of them stands
  /// back may have changed.
  func reviewTwins(of fingerprint: String) throws {
    try connection.execute(
      """
      INSERT INTO advices_to_post (remittance)
      SELECT id FROM remittances WHERE fingerprint = ? AND runs = 0 AND state <> 'withdrawn'
      UNION SELECT r.id FROM remittances s JOIN remittances r
        ON r.payer = s.payer AND r.trace = s.trace AND r.extracted + s.extracted > 0
      WHERE s.fingerprint = ? AND r.runs = 0 AND r.state <> 'withdrawn' ON CONFLICT DO NOTHING
      """, [.text(fingerprint), .text(fingerprint)])
  }

  func receive(page: PageHead, input: Int64) throws {
    let inserted = try connection.execute(
      "INSERT INTO pages (remittance, page, input) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
      [.text(page.remittance.text), .integer(Int64(page.page)), .integer(input)])
    guard inserted == 1 else {
      throw Failure(
        .permanent, code: "page-conflict", reason: "page \(page.page) of advice \(page.remittance) is here already")
    }
    try markForPosting(page.remittance.text)
  }

  /// The advice is looked at when the batch has been applied.
  func markForPosting(_ remittance: String) throws {
    try connection.execute(
      "INSERT INTO advices_to_post (remittance) VALUES (?) ON CONFLICT DO NOTHING", [.text(remittance)])
  }

  /// Something new is known of a patient control number: advices with claims of it that are held are looked at again.
  func reviewHeldClaims(of claim: String) throws {
    try connection.execute(
      """
      INSERT INTO advices_to_post (remittance)
      SELECT DISTINCT remittance FROM claims WHERE claim = ? AND state = 'held' ON CONFLICT DO NOTHING
      """, [.text(claim)])
  }
}

/// What is needed of a page when it arrives. Its claims are read once, when the advice is posted.
struct PageHead: Decodable {
  let remittance: EventID
  let page: Int

  private struct Document: Decodable {
    let data: PageHead
  }

  init(_ event: IncomingEvent) throws {
    do {
      self = try EventCoding.decoder().decode(Document.self, from: Data(event.message.body)).data
    } catch {
      throw Failure(.permanent, code: "undecodable", reason: "the event passed its schema but is no page of claims")
    }
  }
}

extension AdviceFingerprint {
  /// As one column. The parts are few and short; the separator is in none of them.
  var text: String {
    [payer, payee, trace, date?.iso ?? "", String(amount.cents), content].joined(separator: "\u{1F}")
  }
}
