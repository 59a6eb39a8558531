// The day-end report: what came in and was posted on a day, and what is held, ties out, waits and ages by now.

import CashRules
import PaymentEvents
import Storage

/// The report of one business day. What came in and was posted is that of the day; everything else is as it is when the
/// report is made, so it is made when the day ends.
package struct DayEnd: Sendable, Codable {
  /// The business day.
  package let day: String
  /// Everything in lines, section by section.
  package let lines: [Line]
  /// The tie-out of everything.
  package let tieOut: CashReader.TieOut
  /// Whether it holds.
  package let tiesOut: Bool

  /// One line.
  package struct Line: Sendable, Codable, Equatable {
    /// `received`, `posted`, `held`, `tie-out`, `exceptions`, `denials`, `contracts`, `ageing`.
    package let section: String
    /// What is counted, for instance `deposits`.
    package let kind: String
    /// Which of them, for instance the account.
    package let detail: String
    package let count: Int64
    /// Cents.
    package let amount: Int64
    /// ISO 4217; empty where the line is no sum of one currency.
    package let currency: String
    /// Ageing: since when, and how many calendar days that is.
    package let since: String?
    package let days: Int?

    init(
      _ section: String, _ kind: String, _ detail: String, count: Int64, amount: Int64, currency: String = "",
      since: String? = nil, days: Int? = nil
    ) {
      self.section = section
      self.kind = kind
      self.detail = detail
      self.count = count
      self.amount = amount
      self.currency = currency
      self.since = since
      self.days = days
    }
  }

  /// The sections in their order, with their titles.
  package static let sections = [
    ("received", "Received"), ("posted", "Posted"), ("held", "Held"), ("tie-out", "Does it tie out?"),
    ("exceptions", "Exceptions"), ("denials", "Open denials"), ("contracts", "Beside contracts"), ("ageing", "Ageing"),
  ]

  /// Makes it. - Throws: ``StorageError``.
  package init(_ reader: CashReader, on day: LocalDate) async throws {
    let tied = try await reader.tieOut()
    var lines = try await reader.received(on: day)
    lines += try await reader.posted(on: day)
    lines += try await reader.held()
    lines += tied.byCurrency.flatMap(DayEnd.tieOutLines)
    lines += try await reader.exceptions(on: day)
    lines += try await reader.denials()
    lines += try await reader.contractLines()
    lines += DayEnd.ageingLines(try await reader.ageing(on: day))
    self.day = day.iso
    self.lines = lines
    tieOut = tied
    tiesOut = tied.holds
  }

  private static func tieOutLines(_ tieOut: CashReader.TieOut) -> [Line] {
    let fees = tieOut.cardFees == 0 ? [] : [("kept by card processors", tieOut.cardFees)]
    let sums =
      [("at the bank", tieOut.bank)] + fees + [
        ("pays advices", tieOut.applied), ("has no advice yet", tieOut.withoutAdvice),
        ("advices with their money", tieOut.fundedAdvices), ("of them posted", tieOut.posted),
        ("of them held", tieOut.held), ("posted without money", tieOut.postedWithoutMoney),
        ("advices without money", tieOut.unfundedAdvices), ("told by the bank, not booked", tieOut.depositsHeld),
      ]
    return sums.map { Line("tie-out", $0.0, "", count: 0, amount: $0.1, currency: tieOut.currency) }
      + [
        Line(
          "tie-out", tieOut.holds ? "it holds" : "IT DOES NOT HOLD", tieOut.holds ? "yes" : "no", count: 0, amount: 0,
          currency: tieOut.currency)
      ]
  }

  private static func ageingLines(_ ageing: [CashReader.AgedLine]) -> [Line] {
    let sums = Dictionary(grouping: ageing) { [$0.kind, $0.step, $0.currency] }
    let order = Dictionary(
      CashReader.AgedLine.steps.enumerated().map { ($0.element.1, $0.offset) }, uniquingKeysWith: { first, _ in first })
    let steps = sums.sorted {
      ($0.key[0], order[$0.key[1]] ?? 0, $0.key[2]) < ($1.key[0], order[$1.key[1]] ?? 0, $1.key[2])
    }.map { key, lines in
      Line(
        "ageing", key[0], key[1], count: Int64(lines.count), amount: lines.map(\.amount).reduce(0, +), currency: key[2])
    }
    return steps
      + ageing.map {
        Line(
          "ageing", $0.kind, $0.about, count: 1, amount: $0.amount, currency: $0.currency, since: $0.since,
          days: $0.days)
      }
  }
}

// MARK: - Sections

extension CashReader {
  fileprivate func sums(_ section: String, _ sql: String, _ arguments: [SQLValue] = []) async throws -> [DayEnd.Line] {
    try await database.read { connection in
      try connection.query(sql, arguments).map { row in
        DayEnd.Line(
          section, row.text(0), row.text(1), count: row.integer(2), amount: row.integer(3),
          currency: row.optionalText(4) ?? "")
      }
    }
  }

  /// The inputs that were applied on a day, as a part of a statement: they are stored by sequence, not by day.
  private static let ofDay = """
    i.sequence > (SELECT COALESCE(MAX(last_input), 0) FROM batches WHERE as_of < ?1)
      AND i.sequence <= (SELECT COALESCE(MAX(last_input), 0) FROM batches WHERE as_of <= ?1) AND i.as_of = ?1
    """

  fileprivate func received(on day: LocalDate) async throws -> [DayEnd.Line] {
    let argument = [SQLValue.text(day.iso)]
    let deposits = try await sums(
      "received",
      """
      SELECT CASE WHEN d.books = 1 THEN 'deposits' ELSE 'deposits not booked' END, d.account || ' ' || d.format,
        COUNT(*), SUM(d.amount), d.currency
      FROM inputs i JOIN deposits d ON d.id = i.event_id WHERE \(Self.ofDay) GROUP BY 1, 2, 5 ORDER BY 1, 2, 5
      """, argument)
    let advices = try await sums(
      "received",
      """
      SELECT 'advices', r.payer, COUNT(*), SUM(r.amount), r.currency
      FROM inputs i JOIN remittances r ON r.id = i.event_id WHERE \(Self.ofDay) GROUP BY 2, 5 ORDER BY 2, 5
      """, argument)
    let charges = try await sums(
      "received",
      """
      SELECT 'charges', '', COUNT(*), SUM(c.amount), NULL FROM inputs i
        JOIN charges c ON c.id = i.event_id AND i.type = '\(ChargePosted.type)'
      WHERE \(Self.ofDay) HAVING COUNT(*) > 0
      """, argument)
    return deposits + advices + charges
  }

  fileprivate func posted(on day: LocalDate) async throws -> [DayEnd.Line] {
    try await sums(
      "posted",
      """
      SELECT 'journals for ' || unit, CASE WHEN substr(original_date, 1, 7) < substr(posting_date, 1, 7)
        THEN 'carried forward; ' ELSE '' END || state, COUNT(*), SUM(amount), currency
      FROM journals WHERE as_of = ? GROUP BY 1, 2, 5 ORDER BY 1, 2, 5
      """, [.text(day.iso)])
  }

  fileprivate func held() async throws -> [DayEnd.Line] {
    let claims = try await sums(
      "held",
      """
      SELECT 'claims', c.reason, COUNT(*), SUM(c.paid), r.currency
      FROM claims c JOIN remittances r ON r.id = c.remittance
      WHERE c.state = 'held' GROUP BY 2, 5 ORDER BY 2 NULLS FIRST, 5
      """)
    let advices = try await sums(
      "held",
      """
      SELECT 'advices', COALESCE((SELECT MIN(w.reason) FROM work_items w WHERE w.unit = r.id AND w.state = 'open'),
        'incomplete'), COUNT(*), SUM(r.amount), r.currency
      FROM remittances r WHERE r.runs = 0 AND r.state <> 'withdrawn' GROUP BY 2, 5 ORDER BY 2, 5
      """)
    return claims + advices
  }

  fileprivate func exceptions(on day: LocalDate) async throws -> [DayEnd.Line] {
    let moved = try await sums(
      "exceptions",
      """
      SELECT 'opened', reason, COUNT(*), SUM(amount), currency FROM work_items WHERE opened_on = ?1 GROUP BY 2, 5
      UNION ALL SELECT 'resolved', reason, COUNT(*), SUM(amount), currency FROM work_items
        WHERE state = 'resolved' AND resolved_on = ?1 GROUP BY 2, 5 ORDER BY 1, 2, 5
      """, [.text(day.iso)])
    let open = try await workItems(state: "open", on: day)
    let late = Dictionary(grouping: open.filter { $0.escalation > 0 }) { [$0.queue, $0.role, $0.currency] }
    let queues = Dictionary(grouping: open) { [$0.queue, $0.currency] }
    return moved
      + queues.sorted { $0.key.lexicographicallyPrecedes($1.key) }.map { key, items in
        DayEnd.Line(
          "exceptions", "open", "queue \(key[0])", count: Int64(items.count),
          amount: items.map(\.amount).reduce(0, +), currency: key[1])
      }
      + late.sorted { $0.key.lexicographicallyPrecedes($1.key) }.map { key, items in
        DayEnd.Line(
          "exceptions", "overdue", "queue \(key[0]), for \(key[1])", count: Int64(items.count),
          amount: items.map(\.amount).reduce(0, +), currency: key[2])
      }
  }

  fileprivate func denials() async throws -> [DayEnd.Line] {
    try await sums(
      "denials",
      """
      SELECT COALESCE(subcategory, 'other'), '', COUNT(*), SUM(amount), currency FROM work_items
      WHERE state = 'open' AND category = 'denial' GROUP BY 1, 5 ORDER BY 4 DESC, 1
      """)
  }

  fileprivate func contractLines() async throws -> [DayEnd.Line] {
    try await contractTotals().filter { $0.claims != 0 }.flatMap { total in
      let parts = [("underpaid", total.underpaid), ("paid above contract", total.overpaid)].filter { $0.1 != 0 }
      return (parts.isEmpty ? [("as agreed", 0)] : parts).map { kind, amount in
        DayEnd.Line(
          "contracts", kind, "\(total.payer) \(total.contract)", count: total.claims, amount: amount,
          currency: total.currency)
      }
    }
  }
}
