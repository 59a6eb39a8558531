// Payers that people hold: their advices wait with the reason `payer-paused` until somebody resumes them.

import CashRules
import Messaging
import PaymentEvents
import Storage

extension CashTransaction {
  /// Applies a request, unless a newer one about the same payer was applied before.
  func receive(payerState event: Event<PayerStateRequested>) throws {
    let request = event.data
    guard try isKnown(payer: request.payer) else {
      throw Failure(
        .permanent, code: "payer-unknown",
        reason: "the payer '\(request.payer)' is neither in the payer list nor of any advice; ask with a key of "
          + "config/payers.yaml", pointer: "/data/payer", rule: "payer-list")
    }
    guard try record(request, at: event.context.time) else { return }
    // Those that have not posted show the reason, or lose it; those with held claims are looked at when it is over.
    let touched = try connection.execute(
      """
      INSERT INTO advices_to_post (remittance)
      SELECT id FROM remittances r WHERE payer = ? AND state <> 'withdrawn'
        AND (runs = 0 OR EXISTS (SELECT 1 FROM claims c WHERE c.remittance = r.id AND c.state = 'held'))
      ON CONFLICT DO NOTHING
      """, [.text(request.payer)])
    try send(
      PayerStateChanged(
        payer: request.payer, state: request.state, number: request.number, request: event.context.id,
        requestedBy: request.requestedBy, advices: touched),
      subject: request.payer, cause: event.context.id.text, step: "applied", about: unit(of: event.context))
  }

  /// Whether a person holds this payer's payments.
  func isPaused(payer: String) throws -> Bool {
    let sql = "SELECT 1 FROM payer_states WHERE payer = ? AND state = ?"
    return try connection.first(sql, [.text(payer), .text(RunState.paused.rawValue)]) != nil
  }

  private func isKnown(payer: String) throws -> Bool {
    let listed = configuration.payers.resolve(identifiers: [payer], name: nil)
    if let listed, listed.isListed, listed.key == payer { return true }
    return try connection.first("SELECT 1 FROM remittances WHERE payer = ? LIMIT 1", [.text(payer)]) != nil
  }

  private func record(_ request: PayerStateRequested, at time: Instant) throws -> Bool {
    try connection.execute(
      """
      INSERT INTO payer_states (payer, number, state, requested_by, reason, at) VALUES (?, ?, ?, ?, ?, ?)
      ON CONFLICT (payer) DO UPDATE SET number = excluded.number, state = excluded.state,
        requested_by = excluded.requested_by, reason = excluded.reason, at = excluded.at
      WHERE excluded.number > payer_states.number
      """,
      [
        .text(request.payer), .integer(request.number), .text(request.state.rawValue), .text(request.requestedBy),
        .text(request.reason), .text(time.rfc3339),
      ]) == 1
  }

  /// What a person's request is about: nothing is booked under it.
  func unit(of request: EventContext) -> UnitContext {
    UnitContext(
      id: request.id.text, kind: "request", date: asOf, currency: "", correlationID: request.correlationID)
  }
}
