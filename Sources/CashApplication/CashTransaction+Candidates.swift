// Deposits that no rule matches, with what they may pay: kept up to date for a person, whatever arrives.

import CashRules
import PaymentEvents
import Storage

extension CashTransaction {
  /// What has changed of a trace number may be a candidate, or need some.
  func checkCandidates(ofTrace trace: String) throws {
    try connection.execute(
      """
      INSERT INTO candidates_to_check (unit)
      SELECT id FROM deposits WHERE trace = ?1 UNION SELECT id FROM remittances WHERE trace = ?1
      ON CONFLICT DO NOTHING
      """, [.text(trace)])
  }

  /// The same of one deposit or advice.
  func checkCandidates(of unit: String) throws {
    try connection.execute("INSERT INTO candidates_to_check (unit) VALUES (?) ON CONFLICT DO NOTHING", [.text(unit)])
  }

  /// Looks again at each deposit for which this batch may have changed what it may pay.
  func suggestAdvices() throws {
    let touched = try connection.query("SELECT unit FROM candidates_to_check ORDER BY unit").map { $0.text(0) }
    guard !touched.isEmpty else { return }
    var deposits: Set<String> = []
    for unit in touched {
      let named = try connection.query("SELECT deposit FROM candidates WHERE other = ?", [.text(unit)])
      deposits.formUnion(named.map { $0.text(0) })
      if let deposit = try self.deposit(unit) {
        deposits.insert(unit)
        if try !deposit.rest.isZero { deposits.formUnion(try others(of: deposit).map(\.id.text)) }
      } else if let advice = try openAdvice(unit) {
        deposits.formUnion(try depositsNear(advice))
      } else {
        deposits.insert(unit)
      }
    }
    for deposit in deposits.sorted() { try syncCandidates(of: deposit) }
    try connection.execute("DELETE FROM candidates_to_check")
  }

  /// Opens, renews or closes the item that names a deposit's candidates.
  private func syncCandidates(of id: String) throws {
    let before = try connection.query("SELECT other FROM candidates WHERE deposit = ? ORDER BY other", [.text(id)])
      .map { $0.text(0) }
    guard let deposit = try deposit(id) else {
      guard !before.isEmpty else { return }
      return try replaceCandidates(of: id, by: [], resolution: "The deposit is withdrawn.")
    }
    let found = try candidates(of: deposit)
    let now = Set(found.flatMap { $0.advices.map(\.id.text) + $0.deposits.map(\.id.text) }).sorted()
    guard now != before else { return }
    try replaceCandidates(
      of: id, by: now, resolution: now.isEmpty ? "Nothing fits the deposit any more." : "Others fit the deposit now.")
    guard !found.isEmpty else { return }
    try open(
      WorkItem(
        .adviceSuggested, amount: try deposit.rest, detail: found.map(\.sentence).joined(separator: " "),
        subject: "deposit",
        references: [
          "traceNumber": deposit.trace ?? "",
          "remittances": found.flatMap { $0.advices.map(\.id.text) }.joined(separator: ","),
        ]),
      unit: deposit.unit)
  }

  private func replaceCandidates(of deposit: String, by others: [String], resolution: String) throws {
    try connection.execute("DELETE FROM candidates WHERE deposit = ?", [.text(deposit)])
    for other in others {
      try connection.execute(
        "INSERT INTO candidates (deposit, other) VALUES (?, ?)", [.text(deposit), .text(other)])
    }
    try resolve(
      where: "unit = ? AND reason = ?", [.text(deposit), .text(HoldReason.adviceSuggested.rawValue)],
      resolution: resolution)
  }

  private func candidates(of deposit: LinkedDeposit) throws -> [ReassociationCandidate] {
    guard try !deposit.rest.isZero else { return [] }
    return try rules.candidates(
      for: deposit.candidate(), advices: advicesNear(deposit), others: others(of: deposit).map { try $0.candidate() },
      parted: partedPairs(of: [deposit]))
  }

  // MARK: - What is near

  /// Calendar days on either side in which there are surely as many business days as the date window has.
  private var reach: Int32 { Int32(clamping: rules.dateWindow) * 2 + 4 }

  /// The most documents that are looked at on either side.
  private static let most: Int64 = 50

  private static let advice = """
    SELECT id, trace, payer, payer_listed, payment_date,
      amount - (SELECT COALESCE(SUM(l.amount), 0) FROM links l WHERE l.remittance = r.id) AS needed
    FROM remittances r
    """

  /// Advices that need money: of the payer and near in time, or of the deposit's amount.
  private func advicesNear(_ deposit: LinkedDeposit) throws -> [AdviceCandidate] {
    let rows = try connection.query(
      """
      \(Self.advice) WHERE id IN (
        SELECT id FROM remittances WHERE payer = ?1 AND payment_date BETWEEN ?2 AND ?3
        UNION SELECT id FROM remittances WHERE amount = ?4)
      AND currency = ?5 AND amount > 0 AND state <> 'withdrawn' AND needed > 0 ORDER BY payment_date, id LIMIT ?6
      """,
      [
        .text(deposit.payer?.key ?? ""), .text(deposit.valueDate.adding(days: -reach).iso),
        .text(deposit.valueDate.adding(days: reach).iso), .integer(try deposit.rest.cents),
        .text(deposit.unit.currency), .integer(Self.most),
      ])
    return try rows.map(Self.advice)
  }

  private static func advice(_ row: SQLRow) throws -> AdviceCandidate {
    AdviceCandidate(
      id: EventID(row.text(0)), trace: row.text(1), payer: Payer(key: row.text(2), isListed: row.integer(3) == 1),
      amount: try Money(cents: row.integer(5)), date: row.optionalText(4).flatMap { LocalDate(iso: $0) })
  }

  private func openAdvice(_ id: String) throws -> AdviceCandidate? {
    try connection.first(
      "\(Self.advice) WHERE id = ? AND amount > 0 AND state <> 'withdrawn' AND needed > 0", [.text(id)]
    ).map(Self.advice)
  }

  /// Further deposits of the payer, near in time, of which something is left.
  private func others(of deposit: LinkedDeposit) throws -> [LinkedDeposit] {
    guard let payer = deposit.payer, payer.isListed else { return [] }
    return try connection.query(
      """
      SELECT \(LinkedDeposit.columns) FROM deposits d
      WHERE d.payer = ? AND d.value_date BETWEEN ? AND ? AND d.currency = ? AND d.books = 1 AND d.id <> ?
      ORDER BY d.value_date, d.id LIMIT ?
      """,
      [
        .text(payer.key), .text(deposit.valueDate.adding(days: -reach).iso),
        .text(deposit.valueDate.adding(days: reach).iso), .text(deposit.unit.currency), .text(deposit.id.text),
        .integer(Self.most),
      ]
    ).compactMap { try LinkedDeposit($0) }.filter { try !$0.rest.isZero }
  }

  /// Deposits that an advice may be a candidate of.
  private func depositsNear(_ advice: AdviceCandidate) throws -> [String] {
    let from = advice.date?.adding(days: -reach).iso ?? ""
    let to = advice.date?.adding(days: reach).iso ?? ""
    var found = try connection.query(
      """
      SELECT id FROM deposits
      WHERE payer = ? AND value_date BETWEEN ? AND ? AND books = 1 ORDER BY value_date, id LIMIT ?
      """, [.text(advice.payer.key), .text(from), .text(to), .integer(Self.most)]
    ).map { $0.text(0) }
    for account in configuration.bookingFormats.keys.sorted() {
      found += try connection.query(
        "SELECT id FROM deposits WHERE account = ? AND amount = ? AND books = 1 ORDER BY value_date DESC, id LIMIT ?",
        [.text(account), .integer(advice.amount.cents), .integer(Self.most)]
      ).map { $0.text(0) }
    }
    return found
  }
}

extension ReassociationCandidate {
  /// For people, for instance `Advice LHP0310002 of larkspur over 530.50: same amount, trace number like it.`
  fileprivate var sentence: String {
    let names = advices.map { "\($0.trace) of \($0.payer.key) over \($0.amount)" }.joined(separator: ", ")
    let beside = deposits.map { "deposit \($0.trace ?? "without a trace number") over \($0.amount)" }
      .joined(separator: ", ")
    return "Advice \(names)\(beside.isEmpty ? "" : ", with \(beside)"): \(likeness.rawValue)."
  }
}
