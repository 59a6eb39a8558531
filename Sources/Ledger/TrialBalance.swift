// Balances of all accounts; together they are zero.

/// Sums by currency and account.
package struct TrialBalance: Sendable, Equatable {
  /// Debits and credits of one account, in cents.
  package struct Sums: Sendable, Equatable {
    /// All debits.
    package var debits: Int64 = 0
    /// All credits.
    package var credits: Int64 = 0

    /// Debits less credits. - Throws: ``LedgerError/overflow`` never: both are zero or more.
    package var balance: Int64 { debits - credits }
  }

  private var sums: [String: [Account: Sums]] = [:]

  /// No balances.
  package init() {}

  /// The balances of journals. - Throws: ``LedgerError/overflow``, ``LedgerError/trialBalance(currency:total:)``.
  package init(_ journals: some Sequence<Journal>) throws(LedgerError) {
    for journal in journals { try add(journal) }
    try check()
  }

  /// Adds a journal's lines. - Throws: ``LedgerError/overflow``.
  package mutating func add(_ journal: Journal) throws(LedgerError) {
    for line in journal.lines {
      var sum = sums[journal.currency]?[line.account] ?? Sums()
      sum.debits = try Cents.add(sum.debits, line.debit)
      sum.credits = try Cents.add(sum.credits, line.credit)
      sums[journal.currency, default: [:]][line.account] = sum
    }
  }

  /// Currencies with a line, sorted.
  package var currencies: [String] { sums.keys.sorted() }

  /// Accounts with a line in this currency, sorted, with their sums.
  package func rows(_ currency: String) -> [(account: Account, sums: Sums)] {
    (sums[currency] ?? [:]).sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }

  /// Debits less credits, in cents, of an account and everything below it.
  /// - Throws: ``LedgerError/overflow``.
  package func balance(of account: Account, currency: String) throws(LedgerError) -> Int64 {
    var total: Int64 = 0
    for (other, sum) in sums[currency] ?? [:] where other.isWithin(account) {
      total = try Cents.add(total, sum.balance)
    }
    return total
  }

  /// Checks that all balances of a currency add up to zero.
  /// - Throws: ``LedgerError/trialBalance(currency:total:)``, ``LedgerError/overflow``.
  package func check() throws(LedgerError) {
    for currency in currencies {
      var debits: Int64 = 0
      var credits: Int64 = 0
      for (_, sum) in rows(currency) {
        debits = try Cents.add(debits, sum.debits)
        credits = try Cents.add(credits, sum.credits)
      }
      guard debits == credits else {
        throw .trialBalance(currency: currency, total: try Cents.subtract(debits, credits))
      }
    }
  }
}
