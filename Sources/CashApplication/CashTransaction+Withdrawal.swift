// A bad file is withdrawn: what was posted is inverted on the accounts of the original, what was not never will be.

import CashRules
import PaymentEvents
import Storage

extension CashTransaction {
  /// Whether a file was withdrawn: what still comes of it has no effect.
  func isWithdrawn(file digest: String) throws -> Bool {
    try connection.first("SELECT 1 FROM withdrawn_files WHERE digest = ?", [.text(digest)]) != nil
  }

  /// Withdraws all of a file, or nothing and says why. Of a file that is withdrawn already nothing is left to do.
  func receive(withdrawal event: Event<FileWithdrawalRequested>) throws {
    let found = try FileWithdrawal(file: event.data.digest, in: connection)
    guard found.obstacles.isEmpty else { return try refuse(event, found.obstacles) }
    do {
      try connection.savepoint { try withdraw(event, found) }
    } catch let obstacle as Obstacle {
      try refuse(event, [obstacle.text])
    }
  }

  private func withdraw(_ event: Event<FileWithdrawalRequested>, _ found: FileWithdrawal) throws {
    let request = event.data
    try connection.execute(
      """
      INSERT INTO withdrawn_files (digest, request, requested_by, reason, as_of) VALUES (?, ?, ?, ?, ?)
      ON CONFLICT DO NOTHING
      """,
      [
        .text(request.digest), .text(event.context.id.text), .text(request.requestedBy), .text(request.reason),
        .text(asOf.iso),
      ])
    // Claims of a bad 837 are no longer what payments are matched to.
    try connection.execute("DELETE FROM claim_keys WHERE file = ?", [.text(request.digest)])
    var journals = 0
    for advice in found.advices { journals += try withdraw(advice, file: request.digest) }
    journals += try withdrawOpenings(ofFile: request.digest)
    for deposit in found.deposits { journals += try withdraw(deposit, file: request.digest) }
    try withdrawReturns(ofFile: request.digest)
    try reviewRepeated(ofWithdrawn: found.deposits, file: request.digest)
    try reviewExpected(of: found.deposits.map(\.id))
    try reviewOpenings(ofWithdrawn: request.digest)
    try reviewHeldCharges(ofWithdrawn: request.digest)
    try send(
      FileWithdrawn(
        digest: request.digest, number: request.number, request: event.context.id, requestedBy: request.requestedBy,
        reason: request.reason, advices: found.advices.count, deposits: found.deposits.count, journals: journals,
        workItems: found.workItems),
      subject: request.digest, cause: event.context.id.text, step: "withdrawn", about: unit(of: event.context))
  }

  private func refuse(_ event: Event<FileWithdrawalRequested>, _ reasons: [String]) throws {
    let obstacles = reasons.prefix(FileWithdrawalRefused.maximumObstacles).map { String($0.prefix(500)) }
    try send(
      FileWithdrawalRefused(
        digest: event.data.digest, number: event.data.number, request: event.context.id,
        requestedBy: event.data.requestedBy, obstacles: obstacles),
      subject: event.data.digest, cause: event.context.id.text, step: "refused", about: unit(of: event.context))
  }

  static let resolution = "The file was withdrawn."

  // MARK: - Advices

  /// Returns how many journals reverse it.
  private func withdraw(_ advice: FileWithdrawal.Advice, file: String) throws -> Int {
    let unit = UnitContext(
      id: advice.id, kind: "remittance", date: asOf, currency: advice.currency, correlationID: file)
    var journals = 0
    let deposits = try connection.query(
      "SELECT deposit FROM links WHERE remittance = ? ORDER BY deposit", [.text(advice.id)])
    for row in deposits {
      guard var deposit = try self.deposit(row.text(0)) else { continue }
      deposit.unit.date = asOf
      journals += try unlink(deposit, from: advice.id)
    }
    if advice.runs > 0 { journals += try invert(advice, unit) }
    try dropVariance(of: advice.id)
    let claims = try connection.query(
      "SELECT DISTINCT claim FROM claims WHERE remittance = ? ORDER BY claim", [.text(advice.id)])
    try connection.execute(
      "UPDATE claims SET state = 'withdrawn', reason = NULL WHERE remittance = ?", [.text(advice.id)])
    try connection.execute(
      "UPDATE remittances SET state = 'withdrawn', held_adjustments = 0 WHERE id = ?", [.text(advice.id)])
    try connection.execute("DELETE FROM advices_to_post WHERE remittance = ?", [.text(advice.id)])
    try checkCandidates(of: advice.id)
    try resolveAll(unit: unit, resolution: CashTransaction.resolution, except: [])
    // What stood back behind this advice, or waited for what its claims say, is looked at again.
    try reviewTwins(of: advice.fingerprint)
    for claim in claims { try reviewHeldClaims(of: claim.text(0)) }
    return journals
  }

  private func invert(_ advice: FileWithdrawal.Advice, _ unit: UnitContext) throws -> Int {
    let moved = try movements(of: advice)
    let run = try invert(unit, where: "1 = 1", [])
    for movement in moved { try takeBack(movement, unit, run: run) }
    let entries = try entries(unit: unit.id, run: run)
    guard !entries.isEmpty else { return 0 }
    return try requestJournals(
      entries, unit: unit, run: run, description: "Withdrawal of remittance \(advice.trace) of \(advice.payer)")
  }

  // MARK: - Open items with the payer

  /// What an advice did to an open item.
  struct Movement {
    var key: OpenItemKey
    var credits: Money
    var debits: Money
  }

  /// Read from the clearing legs of its entries: a credit of the item debits clearing, and the other way round.
  private func movements(of advice: FileWithdrawal.Advice) throws -> [Movement] {
    let clearing = try rules.chart.account(.clearing).path + ":"
    let rows = try connection.query(
      """
      SELECT open_item, SUM(debit), SUM(credit) FROM entries
      WHERE unit = ? AND open_item IS NOT NULL AND substr(account, 1, length(?)) = ? GROUP BY open_item
      ORDER BY open_item
      """, [.text(advice.id), .text(clearing), .text(clearing)])
    guard !rows.isEmpty, let open = try OpenAdvice(advice.id, self) else { return [] }
    let keys = Dictionary(
      open.advice.providerAdjustments.compactMap { rules.openItem($0, advice: open.reference) }.map { ($0.text, $0) },
      uniquingKeysWith: { first, _ in first })
    return try rows.compactMap { row in
      try keys[row.text(0)].map {
        Movement(key: $0, credits: try Money(cents: row.integer(1)), debits: try Money(cents: row.integer(2)))
      }
    }
  }

  /// Takes a movement out of the item's sums. Others may have built on it (taken back what it had left): then the item
  /// is divided anew between what is owed and what is in suspense.
  func takeBack(_ movement: Movement, _ unit: UnitContext, run: Int64) throws {
    let before = try openItem(movement.key)
    let after = OpenItemSums(
      credits: try before.credits - movement.credits, debits: try before.debits - movement.debits)
    try store(movement.key, after)
    let owed = try rules.chart.owed(payer: movement.key.payer).path
    let row = try connection.first(
      "SELECT SUM(credit - debit) FROM entries WHERE open_item = ? AND account = ?",
      [.text(movement.key.text), .text(owed)])
    let entries = try rules.settleAnew(
      movement.key, booked: Money(cents: row?.optionalInteger(0) ?? 0), sums: after,
      evidence: "withdrawal of \(unit.id)")
    try insert(entries.map { .init(claimSequence: 0, entry: $0) }, unit: unit, run: run)
    if try after.suspended().isZero {
      try resolveTakeBack(movement.key)
    } else if try before.suspended().isZero {
      try openTakeBack(movement.key, amount: after.suspended(), except: unit.id)
    }
  }

  /// A take-back that had its item is without it now: told of with the advice that carries it.
  private func openTakeBack(_ key: OpenItemKey, amount: Money, except withdrawn: String) throws {
    guard
      let row = try connection.first(
        """
        SELECT r.id, r.currency, r.correlation_id FROM entries e JOIN remittances r ON r.id = e.unit
        WHERE e.open_item = ? AND r.id <> ? AND r.state <> 'withdrawn' ORDER BY e.sequence DESC LIMIT 1
        """, [.text(key.text), .text(withdrawn)])
    else { return }
    let unit = UnitContext(
      id: row.text(0), kind: "remittance", date: asOf, currency: row.text(1), correlationID: row.text(2))
    try open(
      WorkItem(
        .takeBackUnmatched, amount: amount, detail: "The file that told of the open item was withdrawn.",
        subject: key.takeBackSubject, references: ["payer": key.payer]), unit: unit)
  }

  // MARK: - Deposits

  /// Returns how many journals reverse it.
  private func withdraw(_ deposit: FileWithdrawal.Deposit, file: String) throws -> Int {
    let unit = UnitContext(
      id: deposit.id, kind: "deposit", date: asOf, currency: deposit.currency, correlationID: file)
    // Advices of the same file have let it go already.
    let journals = try takeOff(deposit.id, on: asOf, description: "Withdrawal of a deposit")
    try connection.execute("UPDATE deposits SET books = 0, withdrawn = 1 WHERE id = ?", [.text(deposit.id)])
    try checkCandidates(of: deposit.id)
    try resolveAll(unit: unit, resolution: CashTransaction.resolution, except: [])
    return journals
  }

  /// An advice of another file has lost its money: it waits again, or, if it is posted, somebody is told.
  func unfund(_ advice: String) throws {
    guard
      let row = try connection.first(
        "SELECT runs, amount, currency, correlation_id FROM remittances WHERE id = ?", [.text(advice)])
    else { return }
    if row.integer(0) == 0 { return try markForPosting(advice) }
    let unit = UnitContext(
      id: advice, kind: "remittance", date: asOf, currency: row.text(2), correlationID: row.text(3))
    let missing = try Money(cents: row.integer(1)) - funding(of: advice)
    try open(WorkItem(.fundingWithdrawn, amount: missing, subject: "advice"), unit: unit)
  }

  // MARK: - Entries

  /// Books the inverse of a unit's entries on the same accounts, last to first, as a run of its own. Each keeps the
  /// evidence of its original. Returns the run.
  func invert(_ unit: UnitContext, where condition: String, _ arguments: [SQLValue]) throws -> Int64 {
    let run = try nextRun(of: unit.id)
    try connection.execute(
      """
      INSERT INTO entries (unit, run, claim_sequence, account, debit, credit, claim, party, open_item, facility,
        cost_center, rule, evidence)
      SELECT unit, ?, claim_sequence, account, credit, debit, claim, party, open_item, facility, cost_center,
        'withdrawn ' || rule, evidence
      FROM entries WHERE unit = ? AND \(condition) ORDER BY sequence DESC
      """, [.integer(run), .text(unit.id)] + arguments)
    try addToReceivables(entries(unit: unit.id, run: run), unit: unit)
    return run
  }
}
