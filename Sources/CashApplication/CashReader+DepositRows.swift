// The tie-out deposit by deposit: the rows add up to the totals, however deposits and advices are joined.

import Storage

extension CashReader {
  /// A booked deposit, with its share of what became of its advices.
  package struct DepositRow: Sendable, Codable, Equatable {
    package let deposit: String
    package let valueDate: String
    package let account: String
    package let trace: String?
    package let currency: String
    /// What came in.
    package let bank: Int64
    /// What a card processor kept of it.
    package let fee: Int64
    /// What its advices get of it.
    package let advice: Int64
    /// Of that: posted.
    package let posted: Int64
    /// Bank and fee less posted: what has no advice, and what is held of its advices.
    package let open: Int64
    /// The trace numbers of its advices.
    package let advices: [String]
    /// Why something is held.
    package let reasons: [String]
  }

  /// A row for each of some deposits that is booked.
  /// - Parameters:
  ///   - deposits: those that are wanted.
  ///   - advices: all advices.
  package func depositRows(_ deposits: [DepositLine], _ advices: [AdviceLine]) async throws -> [DepositRow] {
    let shares = PostedShares(try await links(), advices)
    let byID = Dictionary(advices.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    return deposits.filter(\.books).map { deposit in
      let own = shares.advices[deposit.id] ?? []
      let posted = shares.posted[deposit.id] ?? 0
      return DepositRow(
        deposit: deposit.id, valueDate: deposit.valueDate, account: deposit.account, trace: deposit.trace,
        currency: deposit.currency, bank: deposit.amount, fee: deposit.fee, advice: deposit.linked, posted: posted,
        open: deposit.amount + deposit.fee - posted,
        advices: own.compactMap { byID[$0]?.trace }, reasons: Set(own.flatMap { byID[$0]?.reasons ?? [] }).sorted())
    }
  }

  /// What an advice gets of a deposit.
  private struct Link {
    var deposit: String
    var amount: Int64
  }

  /// By advice; the earliest deposit first.
  private func links() async throws -> [String: [Link]] {
    let rows = try await database.read { connection in
      try connection.query(
        """
        SELECT l.remittance, l.deposit, l.amount FROM links l JOIN deposits d ON d.id = l.deposit
        ORDER BY d.value_date, l.deposit
        """)
    }
    return Dictionary(grouping: rows) { $0.text(0) }
      .mapValues { $0.map { Link(deposit: $0.text(1), amount: $0.integer(2)) } }
  }

  /// What is posted of an advice, shared out among its deposits: the earliest is used up first, and the last one has
  /// what remains, so that no cent is counted twice or left out.
  private struct PostedShares {
    private(set) var posted: [String: Int64] = [:]
    private(set) var advices: [String: [String]] = [:]

    init(_ links: [String: [Link]], _ lines: [AdviceLine]) {
      for line in lines {
        let own = links[line.id] ?? []
        // What was posted without money is no deposit's.
        var left = line.runs == 0 ? 0 : line.posted - (line.amount - line.funded)
        for (index, link) in own.enumerated() {
          let share = index == own.count - 1 ? left : min(max(left, 0), link.amount)
          posted[link.deposit, default: 0] += share
          advices[link.deposit, default: []].append(line.id)
          left -= share
        }
      }
    }
  }
}
