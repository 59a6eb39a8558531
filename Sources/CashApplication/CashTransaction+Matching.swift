// Which deposit pays which advice: looked at again whenever one of a trace number arrives.

import CashRules
import PaymentEvents
import Storage

extension CashTransaction {
  /// Matches everything open on the trace numbers that this batch touched.
  func matchOpenTraces() throws {
    let traces = try connection.query("SELECT trace FROM traces_to_match ORDER BY trace").map { $0.text(0) }
    guard !traces.isEmpty else { return }
    for trace in traces { try matchIfPossible(trace) }
    try connection.execute("DELETE FROM traces_to_match")
  }

  private func matchIfPossible(_ trace: String) throws {
    let deposits = try openDeposits(trace)
    do {
      for currency in Set(deposits.map(\.unit.currency)).sorted() {
        try connection.savepoint { try match(trace, deposits.filter { $0.unit.currency == currency }, currency) }
      }
    } catch let error as StorageError {
      throw error
    } catch {
      for deposit in deposits {
        try open(WorkItem(.notPostable, amount: deposit.candidate.amount, subject: "deposit"), unit: deposit.unit)
      }
    }
  }

  /// Money pays advices of its own currency only.
  private func match(_ trace: String, _ deposits: [OpenDeposit], _ currency: String) throws {
    let advices = try openAdvices(trace, currency)
    let result = try rules.match(deposits: deposits.map(\.candidate), advices: advices)
    for match in result.matches { try settle(match, deposits, advices) }
    let matched = Set(result.matches.map(\.deposit))
    for deposit in deposits where !matched.contains(deposit.candidate.id) {
      try open(withoutAdvice(deposit), unit: deposit.unit)
    }
    let differing = Set(result.differences.map(\.deposit))
    for deposit in deposits where !differing.contains(deposit.candidate.id) {
      try resolve(
        where: "unit = ? AND reason = ?", [.text(deposit.unit.id), .text(HoldReason.amountDiffers.rawValue)],
        resolution: "The advice has its money.")
    }
    for difference in result.differences {
      guard let deposit = deposits.first(where: { $0.candidate.id == difference.deposit }) else { continue }
      try open(difference.workItem, unit: deposit.unit)
    }
  }

  private func withoutAdvice(_ deposit: OpenDeposit) -> WorkItem {
    WorkItem(
      .depositWithoutAdvice, amount: deposit.candidate.amount, subject: "deposit",
      references: ["traceNumber": deposit.candidate.trace ?? ""])
  }

  private func settle(_ match: DepositMatch, _ deposits: [OpenDeposit], _ advices: [AdviceCandidate]) throws {
    guard let deposit = deposits.first(where: { $0.candidate.id == match.deposit }),
      let advice = advices.first(where: { $0.id == match.remittance })
    else { return }
    try connection.execute(
      "UPDATE deposits SET remittance = ?, excess = ? WHERE id = ?",
      [.text(match.remittance.text), .integer(match.excess.cents), .text(match.deposit.text)])
    try connection.execute(
      "UPDATE remittances SET deposit = ? WHERE id = ?", [.text(match.deposit.text), .text(match.remittance.text)])
    try book(match, deposit, advice)
    try announce(match, deposit, advice)
    try resolveAll(unit: deposit.unit, resolution: "The advice arrived.", except: [])
    try resolve(
      where: "unit = ? AND reason = ?", [.text(match.remittance.text), .text(HoldReason.fundingWithdrawn.rawValue)],
      resolution: "The advice has its money again.")
    try markForPosting(match.remittance.text)
  }

  /// Money in unidentified receipts moves to the payment's clearing account; what is above the advice moves the other
  /// way.
  private func book(_ match: DepositMatch, _ deposit: OpenDeposit, _ advice: AdviceCandidate) throws {
    var unit = deposit.unit
    unit.kind = "identification"
    let booking: Booking
    if !deposit.identified {
      booking = try rules.identify(
        match.applied, payer: advice.payer, trace: advice.trace, evidence: deposit.evidence)
    } else if match.excess > .zero {
      booking = try rules.splitExcess(
        match.excess, payer: advice.payer, trace: advice.trace, evidence: deposit.evidence)
    } else {
      return
    }
    try book(booking.entries, unit: unit, run: nextRun(of: unit.id), description: "Deposit identified")
  }

  private func announce(_ match: DepositMatch, _ deposit: OpenDeposit, _ advice: AdviceCandidate) throws {
    try send(
      RemittanceMatched(
        remittance: match.remittance, deposit: match.deposit, traceNumber: advice.trace, payer: advice.payer.key,
        amount: match.applied, currency: deposit.unit.currency, rule: match.rule, confidence: match.confidence),
      subject: advice.trace, cause: match.remittance.text, step: "matched \(match.deposit)", about: deposit.unit)
    try send(
      DepositReconciled(
        deposit: match.deposit, amount: deposit.candidate.amount, currency: deposit.unit.currency,
        remittance: match.remittance, applied: match.applied, unidentified: match.excess),
      subject: advice.trace, cause: match.deposit.text, step: "reconciled \(match.remittance)", about: deposit.unit)
  }

  private struct OpenDeposit {
    var candidate: DepositCandidate
    var identified: Bool
    var evidence: String
    var unit: UnitContext
  }

  private func openDeposits(_ trace: String) throws -> [OpenDeposit] {
    try connection.query(
      """
      SELECT id, payer, payer_listed, amount, value_date, identified, evidence, currency, correlation_id
      FROM deposits WHERE trace = ? AND books = 1 AND remittance IS NULL ORDER BY id
      """, [.text(trace)]
    ).compactMap { row in
      guard let date = LocalDate(iso: row.text(4)) else { return nil }
      let payer = row.optionalText(1).map { Payer(key: $0, isListed: row.integer(2) == 1) }
      return OpenDeposit(
        candidate: DepositCandidate(
          id: EventID(row.text(0)), trace: trace, payer: payer, amount: try Money(cents: row.integer(3)),
          valueDate: date),
        identified: row.integer(5) == 1, evidence: row.text(6),
        unit: UnitContext(
          id: row.text(0), kind: "deposit", date: date, currency: row.text(7), correlationID: row.text(8)))
    }
  }

  private func openAdvices(_ trace: String, _ currency: String) throws -> [AdviceCandidate] {
    try connection.query(
      """
      SELECT id, payer, payer_listed, amount, payment_date FROM remittances
      WHERE trace = ? AND currency = ? AND deposit IS NULL AND amount > 0 AND state <> 'withdrawn' ORDER BY id
      """, [.text(trace), .text(currency)]
    ).map { row in
      AdviceCandidate(
        id: EventID(row.text(0)), trace: trace, payer: Payer(key: row.text(1), isListed: row.integer(2) == 1),
        amount: try Money(cents: row.integer(3)), date: LocalDate(iso: row.text(4)))
    }
  }
}
