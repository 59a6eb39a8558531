// How long money has waited: receipts that nobody knows, clearing accounts that are open, advices without money.

import CashRules
import PaymentEvents
import Storage

extension CashReader {
  /// Money that waits, and since when.
  package struct AgedLine: Sendable, Codable {
    /// `unidentified-receipt`, `open-clearing` or `advice-without-money`.
    package let kind: String
    /// The trace number or the bank's reference; for clearing payer and trace number.
    package let about: String
    package let payer: String?
    /// The value date of the deposit or the date of the payment, whichever is first: not the day on which it was told.
    package let since: String
    /// Calendar days.
    package let days: Int
    /// Cents. Open clearing is above zero where money waits for claims, below zero where claims are posted without it.
    package let amount: Int64
    package let currency: String

    /// Ages are told in these steps: the last day of each, in words.
    package static let steps = [
      (7, "to 7 days"), (30, "8 to 30"), (60, "31 to 60"), (90, "61 to 90"), (Int.max, "over 90"),
    ]

    /// The step that it is in.
    package var step: String { Self.steps.first { days <= $0.0 }?.1 ?? "" }
  }

  /// Everything that waits, the oldest first.
  package func ageing(on day: LocalDate) async throws -> [AgedLine] {
    let lines = try await unidentified(on: day) + openClearing(on: day) + withoutMoney(on: day)
    return lines.sorted { ($0.kind, $0.since, $0.about) < ($1.kind, $1.since, $1.about) }
  }

  private static func age(_ since: String, _ day: LocalDate) -> Int {
    LocalDate(iso: since).map { Int(day.daysSinceEpoch) - Int($0.daysSinceEpoch) } ?? 0
  }

  /// What is left of booked deposits and stands in unidentified receipts. What a payer and a trace number are known of
  /// stands in clearing while it has no advice.
  private func unidentified(on day: LocalDate) async throws -> [AgedLine] {
    try await database.read { connection in
      try connection.query(
        """
        SELECT * FROM (
          SELECT COALESCE(NULLIF(d.trace, ''), NULLIF(d.reference, ''), d.id), d.payer, d.value_date, d.currency,
            d.amount + d.fee + d.fee_added
              - (SELECT COALESCE(SUM(l.amount), 0) FROM links l WHERE l.deposit = d.id) AS rest
          FROM deposits d WHERE d.books = 1
            AND (d.identified = 0 OR EXISTS (SELECT 1 FROM links l WHERE l.deposit = d.id))) AS receipt
        WHERE rest <> 0
        """
      ).map { row in
        AgedLine(
          kind: "unidentified-receipt", about: row.text(0), payer: row.optionalText(1), since: row.text(2),
          days: Self.age(row.text(2), day), amount: row.integer(4), currency: row.text(3))
      }
    }
  }

  private func openClearing(on day: LocalDate) async throws -> [AgedLine] {
    let prefix = clearing + ":"
    return try await database.read { connection in
      try connection.query(
        """
        SELECT e.account, MIN(e.party), MIN(COALESCE(d.value_date, r.payment_date)),
          MIN(COALESCE(d.currency, r.currency)), SUM(e.credit - e.debit)
        FROM entries e LEFT JOIN deposits d ON d.id = e.unit LEFT JOIN remittances r ON r.id = e.unit
        WHERE substr(e.account, 1, length(?1)) = ?1 GROUP BY e.account HAVING SUM(e.credit - e.debit) <> 0
        """, [.text(prefix)]
      ).map { row in
        AgedLine(
          kind: "open-clearing", about: String(row.text(0).dropFirst(prefix.count)), payer: row.optionalText(1),
          since: row.optionalText(2) ?? "", days: Self.age(row.optionalText(2) ?? "", day), amount: row.integer(4),
          currency: row.optionalText(3) ?? "")
      }
    }
  }

  private func withoutMoney(on day: LocalDate) async throws -> [AgedLine] {
    try await advices().filter { $0.runs == 0 && $0.funded < $0.amount }.map { advice in
      let since = advice.paymentDate ?? day.iso
      return AgedLine(
        kind: "advice-without-money", about: advice.trace, payer: advice.payer, since: since,
        days: Self.age(since, day), amount: advice.amount - advice.funded, currency: advice.currency)
    }
  }
}
