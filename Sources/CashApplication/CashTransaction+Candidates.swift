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
      let isOpen = try keepOpen(unit)
      if !isOpen { deposits.insert(unit) }
    }
    for unit in touched {
      deposits.formUnion(try units("SELECT deposit FROM candidates WHERE other = ?", [.text(unit)]))
      deposits.formUnion(try openDeposits(around: unit))
    }
    for deposit in deposits.sorted() { try syncCandidates(of: deposit) }
    try connection.execute("DELETE FROM candidates_to_check")
  }

  /// Keeps a deposit of which something is left, or an advice that needs money, among the open payments, and nothing
  /// else. Returns whether it is open.
  private func keepOpen(_ unit: String) throws -> Bool {
    var row: [SQLValue] = []
    if let deposit = try self.deposit(unit) {
      if try !deposit.rest.isZero {
        row = [
          .text(unit), .integer(1), .text(deposit.payer?.key ?? ""), .text(deposit.valueDate.iso),
          .integer(try deposit.rest.cents), .text(deposit.unit.currency),
        ]
      }
    } else if let advice = try openAdvice(unit) {
      row = [
        .text(unit), .integer(0), .text(advice.advice.payer.key), .text(advice.advice.date?.iso ?? ""),
        .integer(advice.advice.amount.cents), .text(advice.currency),
      ]
    }
    try connection.execute("DELETE FROM open_payments WHERE unit = ?", [.text(unit)])
    guard !row.isEmpty else { return false }
    try connection.execute(
      "INSERT INTO open_payments (unit, is_deposit, payer, day, amount, currency) VALUES (?, ?, ?, ?, ?, ?)", row)
    return true
  }

  /// The open deposits for which an open payment is of interest: itself, and of the same payer, near in time, where any
  /// advice waits for money at all; of an advice also those of the same amount.
  private func openDeposits(around unit: String) throws -> [String] {
    guard
      let row = try connection.first(
        "SELECT is_deposit, payer, day, amount FROM open_payments WHERE unit = ?", [.text(unit)])
    else { return [] }
    let isDeposit = row.integer(0) == 1
    var found = isDeposit ? [unit] : []
    if let day = LocalDate(iso: row.text(2)), !row.text(1).isEmpty {
      let near: [SQLValue] = [
        .text(row.text(1)), .text(day.adding(days: -reach).iso), .text(day.adding(days: reach).iso), .text(day.iso),
        .integer(Self.most),
      ]
      let window = "payer = ?1 AND day BETWEEN ?2 AND ?3"
      found += try units(
        """
        SELECT unit FROM open_payments WHERE is_deposit = 1 AND \(window)
          AND EXISTS (SELECT 1 FROM open_payments WHERE is_deposit = 0 AND \(window))
        ORDER BY ABS(julianday(day) - julianday(?4)), unit LIMIT ?5
        """, near)
    }
    guard !isDeposit else { return found }
    return try found
      + units(
        "SELECT unit FROM open_payments WHERE is_deposit = 1 AND amount = ? ORDER BY day DESC, unit LIMIT ?",
        [.integer(row.integer(3)), .integer(Self.most)])
  }

  private func units(_ sql: String, _ arguments: [SQLValue]) throws -> [String] {
    try connection.query(sql, arguments).map { $0.text(0) }
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
    let advices = try advicesNear(deposit)
    guard !advices.isEmpty else { return [] }
    return try rules.candidates(
      for: deposit.candidate(), advices: advices, others: others(of: deposit).map { try $0.candidate() },
      parted: partedPairs(of: [deposit]))
  }

  // MARK: - What is near

  /// Calendar days on either side in which there are surely as many business days as the date window has.
  private var reach: Int32 { Int32(clamping: rules.dateWindow) * 2 + 4 }

  /// The most documents that are looked at on either side.
  private static let most: Int64 = 50

  /// Advices that need money: of the payer and near in time, or of the deposit's amount.
  private func advicesNear(_ deposit: LinkedDeposit) throws -> [AdviceCandidate] {
    let rows = try connection.query(
      """
      SELECT r.id, r.trace, r.payer, r.payer_listed, r.payment_date, o.amount FROM open_payments o
      JOIN remittances r ON r.id = o.unit
      WHERE o.unit IN (
        SELECT unit FROM open_payments WHERE is_deposit = 0 AND payer = ?1 AND day BETWEEN ?2 AND ?3
        UNION SELECT unit FROM open_payments WHERE is_deposit = 0 AND amount = ?4)
      AND o.currency = ?5 ORDER BY ABS(julianday(o.day) - julianday(?6)), o.unit LIMIT ?7
      """,
      [
        .text(deposit.payer?.key ?? ""), .text(deposit.valueDate.adding(days: -reach).iso),
        .text(deposit.valueDate.adding(days: reach).iso), .integer(try deposit.rest.cents),
        .text(deposit.unit.currency), .text(deposit.valueDate.iso), .integer(Self.most),
      ])
    return try rows.map(Self.advice)
  }

  private static func advice(_ row: SQLRow) throws -> AdviceCandidate {
    AdviceCandidate(
      id: EventID(row.text(0)), trace: row.text(1), payer: Payer(key: row.text(2), isListed: row.integer(3) == 1),
      amount: try Money(cents: row.integer(5)), date: row.optionalText(4).flatMap { LocalDate(iso: $0) })
  }

  private func openAdvice(_ id: String) throws -> (advice: AdviceCandidate, currency: String)? {
    try connection.first(
      """
      SELECT * FROM (
        SELECT id, trace, payer, payer_listed, payment_date,
          amount - (SELECT COALESCE(SUM(l.amount), 0) FROM links l WHERE l.remittance = r.id) AS needed, currency
        FROM remittances r WHERE id = ? AND amount > 0 AND state <> 'withdrawn') AS advice
      WHERE needed > 0
      """, [.text(id)]
    ).map { (advice: try Self.advice($0), currency: $0.text(6)) }
  }

  /// Further deposits of the payer, near in time, of which something is left.
  private func others(of deposit: LinkedDeposit) throws -> [LinkedDeposit] {
    guard let payer = deposit.payer, payer.isListed else { return [] }
    return try connection.query(
      """
      SELECT \(LinkedDeposit.columns) FROM open_payments o JOIN deposits d ON d.id = o.unit
      WHERE o.is_deposit = 1 AND o.payer = ? AND o.day BETWEEN ? AND ? AND o.currency = ? AND o.unit <> ?
      ORDER BY ABS(julianday(o.day) - julianday(?)), o.unit LIMIT ?
      """,
      [
        .text(payer.key), .text(deposit.valueDate.adding(days: -reach).iso),
        .text(deposit.valueDate.adding(days: reach).iso), .text(deposit.unit.currency), .text(deposit.id.text),
        .text(deposit.valueDate.iso), .integer(Self.most),
      ]
    ).compactMap { try LinkedDeposit($0) }
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
