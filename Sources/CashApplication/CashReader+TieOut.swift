// The tie-out: bank = advice = posted + open items, deposit by deposit and in all.

import CashRules
import Storage

extension CashReader {
  /// A deposit and where its money is.
  package struct DepositLine: Sendable, Codable {
    package let id: String
    package let trace: String?
    package let payer: String?
    package let valueDate: String
    package let account: String
    package let format: String
    package let kind: String
    package let amount: Int64
    package let currency: String
    /// Whether its account books cash from this format; the others only tell about the same money.
    package let books: Bool
    /// The advice that it pays, the first of several.
    package let remittance: String?
    /// What its advices get.
    package let linked: Int64

    /// What a card processor kept: the payer paid ``amount`` and this.
    package let fee: Int64

    /// What no advice gets of it.
    package var rest: Int64 { amount + fee - linked }
    /// What it has above its advices, in unidentified receipts.
    package var excess: Int64 { linked == 0 ? 0 : rest }
  }

  /// An advice and where its money is.
  package struct AdviceLine: Sendable, Codable {
    package let id: String
    package let trace: String
    package let payer: String
    package let paymentDate: String?
    package let amount: Int64
    package let currency: String
    package let claims: Int64
    /// The deposit that pays it, the first of several.
    package let deposit: String?
    /// What it gets of deposits.
    package let funded: Int64
    package let runs: Int64
    /// What was posted of it, as the sub-ledger's entries say.
    package let posted: Int64
    /// What is held of it, as the held claims and adjustments say (all of it while the advice itself is held).
    package let held: Int64
    /// Why, where it is held.
    package let reasons: [String]

    /// Whether the two independent counts add up to the payment.
    package var tiesOut: Bool { posted + held == amount }
  }

  /// All deposits, by value date.
  package func deposits(on date: String? = nil) async throws -> [DepositLine] {
    try await database.read { connection in
      try connection.query(
        """
        SELECT id, trace, payer, value_date, account, format, kind, amount, currency, books,
          (SELECT MIN(l.remittance) FROM links l WHERE l.deposit = d.id),
          (SELECT COALESCE(SUM(l.amount), 0) FROM links l WHERE l.deposit = d.id), fee + fee_added
        FROM deposits d WHERE withdrawn = 0 AND (value_date = ?1 OR ?1 IS NULL)
        ORDER BY value_date, account, trace NULLS FIRST, id
        """, [.optional(date)]
      ).map { row in
        DepositLine(
          id: row.text(0), trace: row.optionalText(1), payer: row.optionalText(2), valueDate: row.text(3),
          account: row.text(4), format: row.text(5), kind: row.text(6), amount: row.integer(7), currency: row.text(8),
          books: row.integer(9) == 1, remittance: row.optionalText(10), linked: row.integer(11),
          fee: row.integer(12))
      }
    }
  }

  /// All advices, by payment date.
  package func advices() async throws -> [AdviceLine] {
    let clearing = clearing
    return try await database.read { connection in
      let posted = try sums(
        """
        SELECT e.unit, SUM(e.debit - e.credit) FROM entries e JOIN remittances r ON r.id = e.unit
        WHERE substr(e.account, 1, length(?)) = ? GROUP BY e.unit
        """, [.text(clearing + ":"), .text(clearing + ":")], connection)
      let held = try sums(
        "SELECT remittance, SUM(paid) FROM claims WHERE state = 'held' GROUP BY remittance", [], connection)
      let reasons = try openReasons(connection)
      return try connection.query(
        """
        SELECT id, trace, payer, payment_date, amount, currency, claim_count,
          (SELECT MIN(l.deposit) FROM links l WHERE l.remittance = r.id), runs, held_adjustments,
          (SELECT COALESCE(SUM(l.amount), 0) FROM links l WHERE l.remittance = r.id)
        FROM remittances r WHERE state <> 'withdrawn' ORDER BY payment_date NULLS FIRST, payer, trace, id
        """
      ).map { row in
        let id = row.text(0)
        let amount = row.integer(4)
        let isPosted = row.integer(8) > 0
        return AdviceLine(
          id: id, trace: row.text(1), payer: row.text(2), paymentDate: row.optionalText(3), amount: amount,
          currency: row.text(5), claims: row.integer(6), deposit: row.optionalText(7), funded: row.integer(10),
          runs: row.integer(8),
          posted: posted[id] ?? 0, held: isPosted ? (held[id] ?? 0) - row.integer(9) : amount,
          reasons: reasons[id] ?? [])
      }
    }
  }

  /// The tie-out of everything.
  package struct TieOut: Sendable, Codable {
    /// ISO 4217; empty where there are several, whose cents are added as they are: see ``parts``.
    package var currency = ""
    /// Where there are several currencies: the tie-out of each, by which alone it is judged.
    package var parts: [TieOut] = []
    /// Booked deposits, as the sub-ledger's entries say: what they added to cash, and opening balances of it.
    package var bank: Int64 = 0
    /// What card processors kept of them, as the entries say.
    package var cardFees: Int64 = 0
    /// Of them: what pays advices.
    package var applied: Int64 = 0
    /// Of them: deposits without an advice, and what deposits have above theirs.
    package var withoutAdvice: Int64 = 0
    /// Advices that have their money.
    package var fundedAdvices: Int64 = 0
    /// Of them: posted.
    package var posted: Int64 = 0
    /// Of them: held, as open items.
    package var held: Int64 = 0
    /// Of what is posted or held: advices that were posted without a deposit, or whose deposit was withdrawn.
    package var postedWithoutMoney: Int64 = 0
    /// Advices that wait for their money.
    package var unfundedAdvices: Int64 = 0
    /// Of them: suspected to be an advice that is here already; a person decides.
    package var suspectedAdvices: Int64 = 0
    /// Deposits that are not booked until a person has decided: suspected duplicates, accounts that are not listed.
    package var depositsHeld: Int64 = 0
    /// What the bank takes back and nothing has been undone for: which deposit it was is not plain, or the account is
    /// not listed. The bank has this much less than ``bank`` says.
    package var returnsHeld: Int64 = 0
    /// Traces of advices that do not tie out; must be empty.
    package var faults: [String] = []

    /// An advice that has not posted counts with the money that it has; one that has, in full.
    fileprivate mutating func add(_ advice: AdviceLine) {
      if advice.runs == 0 {
        fundedAdvices += advice.funded
        held += advice.funded
        unfundedAdvices += advice.amount - advice.funded
        let isSuspected = advice.reasons.contains(HoldReason.adviceDuplicateSuspected.rawValue)
        if isSuspected { suspectedAdvices += advice.amount - advice.funded }
      } else {
        fundedAdvices += advice.amount
        posted += advice.posted
        held += advice.held
        postedWithoutMoney += advice.amount - advice.funded
      }
    }

    /// Adds the sums of another currency.
    fileprivate mutating func add(_ other: TieOut) {
      bank += other.bank
      cardFees += other.cardFees
      applied += other.applied
      withoutAdvice += other.withoutAdvice
      fundedAdvices += other.fundedAdvices
      posted += other.posted
      held += other.held
      postedWithoutMoney += other.postedWithoutMoney
      unfundedAdvices += other.unfundedAdvices
      suspectedAdvices += other.suspectedAdvices
      depositsHeld += other.depositsHeld
      returnsHeld += other.returnsHeld
      faults += other.faults
    }

    /// bank = advice = posted + open items; with what card processors kept. In each currency.
    package var holds: Bool {
      guard parts.isEmpty else { return parts.allSatisfy(\.holds) }
      return faults.isEmpty && bank + cardFees == applied + withoutAdvice
        && applied + postedWithoutMoney == fundedAdvices && fundedAdvices == posted + held
    }

    /// What is to be printed: each currency for itself.
    package var byCurrency: [TieOut] { parts.isEmpty ? [self] : parts }
  }

  /// Ties out all deposits and advices, currency by currency.
  package func tieOut() async throws -> TieOut {
    var found: [String: TieOut] = [:]
    for (currency, sum) in try await booked([.bank, .openingBalance]) { found[currency, default: .init()].bank = sum }
    for (currency, sum) in try await booked([.cardFees]) { found[currency, default: .init()].cardFees = sum }
    for deposit in try await deposits() where deposit.books {
      found[deposit.currency, default: .init()].applied += deposit.linked
      found[deposit.currency, default: .init()].withoutAdvice += deposit.rest
    }
    for advice in try await advices() {
      if !advice.tiesOut { found[advice.currency, default: .init()].faults.append(advice.trace) }
      found[advice.currency, default: .init()].add(advice)
    }
    let held = try await held("deposits", "books = 0", [.depositDuplicateSuspected, .bankAccountNotListed])
    for (currency, sum) in held { found[currency, default: .init()].depositsHeld = sum }
    let returns = try await self.held(
      "deposit_returns", "deposit IS NULL", [.returnWithoutDeposit, .returnDuplicateSuspected, .bankAccountNotListed])
    for (currency, sum) in returns { found[currency, default: .init()].returnsHeld = sum }
    return CashReader.joined(found)
  }

  private static func joined(_ found: [String: TieOut]) -> TieOut {
    let parts = found.sorted { $0.key < $1.key }.map { currency, part in
      var part = part
      part.currency = currency
      return part
    }
    guard parts.count != 1 else { return parts[0] }
    var result = TieOut()
    for part in parts { result.add(part) }
    result.parts = parts
    return result
  }

  /// What the entries of all deposits, withdrawn ones too, have debited accounts by: a count beside the deposits' own.
  private func booked(_ purposes: [Chart.Purpose]) async throws -> [String: Int64] {
    let chart = rules.chart
    let paths = try purposes.map { try chart.account($0).path }
    return try await database.read { connection in
      var found: [String: Int64] = [:]
      for path in paths {
        let rows = try connection.query(
          """
          SELECT d.currency, SUM(e.debit - e.credit) FROM entries e JOIN deposits d ON d.id = e.unit
          WHERE e.account = ? OR substr(e.account, 1, length(?)) = ? GROUP BY d.currency
          """, [.text(path), .text(path + ":"), .text(path + ":")])
        for row in rows { found[row.text(0), default: 0] += row.integer(1) }
      }
      return found
    }
  }

  /// The sums of what a table has that waits for a person for one of some reasons.
  private func held(_ table: String, _ condition: String, _ reasons: [HoldReason]) async throws -> [String: Int64] {
    let marks = Array(repeating: "?", count: reasons.count).joined(separator: ", ")
    return try await database.read { connection in
      let rows = try connection.query(
        """
        SELECT currency, SUM(amount) FROM \(table) WHERE \(condition) AND id IN
          (SELECT unit FROM work_items WHERE state = 'open' AND reason IN (\(marks))) GROUP BY currency
        """, reasons.map { .text($0.rawValue) })
      return Dictionary(uniqueKeysWithValues: rows.map { ($0.text(0), $0.integer(1)) })
    }
  }
}

private func sums(
  _ sql: String, _ arguments: [SQLValue], _ connection: any SQLConnection
) throws -> [String: Int64] {
  let rows = try connection.query(sql, arguments)
  return Dictionary(uniqueKeysWithValues: rows.map { ($0.text(0), $0.integer(1)) })
}

private func openReasons(_ connection: any SQLConnection) throws -> [String: [String]] {
  let rows = try connection.query(
    "SELECT DISTINCT unit, reason FROM work_items WHERE state = 'open' ORDER BY unit, reason")
  return Dictionary(grouping: rows) { $0.text(0) }.mapValues { $0.map { $0.text(1) } }
}
