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
    try checkCandidates(ofTrace: trace)
    let deposits = try openDeposits(trace)
    do {
      for currency in Set(deposits.map(\.unit.currency)).sorted() {
        try connection.savepoint { try match(trace, deposits.filter { $0.unit.currency == currency }, currency) }
      }
    } catch let error as StorageError {
      throw error
    } catch {
      for deposit in deposits {
        try open(WorkItem(.notPostable, amount: deposit.amount, subject: "deposit"), unit: deposit.unit)
      }
    }
  }

  /// Money pays advices of its own currency only.
  private func match(_ trace: String, _ deposits: [LinkedDeposit], _ currency: String) throws {
    let advices = try openAdvices(trace, currency)
    let result = try rules.match(
      deposits: deposits.map { try $0.candidate() }, advices: advices, parted: partedPairs(of: deposits))
    for deposit in deposits {
      let matches = result.matches.filter { $0.deposit == deposit.id }
      if !matches.isEmpty { try settle(deposit, matches, advices) }
    }
    let differing = Set(result.differences.map(\.deposit))
    for deposit in deposits {
      try syncRest(of: deposit)
      guard !differing.contains(deposit.id) else { continue }
      try resolve(
        where: "unit = ? AND reason = ?", [.text(deposit.unit.id), .text(HoldReason.amountDiffers.rawValue)],
        resolution: "The advice has its money.")
    }
    for difference in result.differences {
      guard let deposit = deposits.first(where: { $0.id == difference.deposit }) else { continue }
      try open(difference.workItem, unit: deposit.unit)
    }
  }

  /// What is left of a deposit is told of by an item, as long as something is.
  func syncRest(of deposit: LinkedDeposit) throws {
    guard let now = try self.deposit(deposit.id.text) else { return }
    let rest = try now.rest
    guard rest.isZero else {
      return try open(
        WorkItem(
          .depositWithoutAdvice, amount: rest, subject: "deposit", references: ["traceNumber": now.trace ?? ""]),
        unit: now.unit)
    }
    try resolveAll(unit: now.unit, resolution: "The advice arrived.", except: [])
  }

  private func settle(_ deposit: LinkedDeposit, _ matches: [DepositMatch], _ advices: [AdviceCandidate]) throws {
    try link(
      deposit,
      to: matches.map {
        DepositLink(
          remittance: $0.remittance.text, amount: $0.applied, rule: $0.rule, confidence: $0.confidence)
      })
    for match in matches {
      guard let advice = advices.first(where: { $0.id == match.remittance }) else { continue }
      try announce(match, deposit, advice)
    }
  }

  private func announce(_ match: DepositMatch, _ deposit: LinkedDeposit, _ advice: AdviceCandidate) throws {
    let rest = try self.deposit(deposit.id.text)?.rest ?? .zero
    try send(
      RemittanceMatched(
        remittance: match.remittance, deposit: match.deposit, traceNumber: advice.trace, payer: advice.payer.key,
        amount: match.applied, currency: deposit.unit.currency, rule: match.rule, confidence: match.confidence),
      subject: advice.trace, cause: match.remittance.text, step: "matched \(match.deposit)", about: deposit.unit)
    try send(
      DepositReconciled(
        deposit: match.deposit, amount: deposit.amount, currency: deposit.unit.currency,
        remittance: match.remittance, applied: match.applied, unidentified: rest),
      subject: advice.trace, cause: match.deposit.text, step: "reconciled \(match.remittance)", about: deposit.unit)
  }

  /// Deposits of which something is left.
  private func openDeposits(_ trace: String) throws -> [LinkedDeposit] {
    try connection.query(
      "SELECT \(LinkedDeposit.columns) FROM deposits d WHERE d.trace = ? AND d.books = 1 ORDER BY d.id", [.text(trace)]
    ).compactMap { try LinkedDeposit($0) }.filter { try !$0.rest.isZero }
  }

  /// Advices that still need money, with what they need. One on paper that has not posted leaves the money to its 835.
  private func openAdvices(_ trace: String, _ currency: String) throws -> [AdviceCandidate] {
    try connection.query(
      """
      SELECT * FROM (
        SELECT id, payer, payer_listed, payment_date,
          amount - (SELECT COALESCE(SUM(l.amount), 0) FROM links l WHERE l.remittance = r.id) AS needed
        FROM remittances r
        WHERE trace = ? AND currency = ? AND amount > 0 AND state <> 'withdrawn'
          AND NOT (extracted = 1 AND runs = 0 AND EXISTS (SELECT 1 FROM remittances e
            WHERE e.trace = r.trace AND e.payer = r.payer AND e.extracted = 0 AND e.state <> 'withdrawn'))) AS advice
      WHERE needed > 0 ORDER BY id
      """, [.text(trace), .text(currency)]
    ).map { row in
      AdviceCandidate(
        id: EventID(row.text(0)), trace: trace, payer: Payer(key: row.text(1), isListed: row.integer(2) == 1),
        amount: try Money(cents: row.integer(4)), date: LocalDate(iso: row.text(3)))
    }
  }
}

extension LinkedDeposit {
  /// What is left of it, as matching sees it.
  func candidate() throws -> DepositCandidate {
    DepositCandidate(id: id, trace: trace, payer: payer, amount: try rest, valueDate: valueDate)
  }
}
