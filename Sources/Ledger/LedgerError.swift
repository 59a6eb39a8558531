// Why the ledger refuses something, in words that name the place and the way out.

/// A refusal by the ledger. Nothing is changed when one is thrown.
package enum LedgerError: Error, Sendable, Equatable, CustomStringConvertible {
  /// The path is not an account: what is wrong with it.
  case account(path: String, problem: String)
  /// The text is not a day of the form `YYYY-MM-DD`, or there is no such day.
  case day(String)
  /// A sum is beyond 64 bits of cents.
  case overflow
  /// A journal without lines.
  case emptyJournal(journal: String)
  /// A line (counted from 1) whose debit or credit is below zero.
  case negativeAmount(journal: String, line: Int)
  /// A line (counted from 1) that has a debit and a credit.
  case bothSides(journal: String, line: Int)
  /// A line (counted from 1) that has neither a debit nor a credit.
  case neitherSide(journal: String, line: Int)
  /// Debits and credits (cents) are not the same.
  case unbalanced(journal: String, debits: Int64, credits: Int64)
  /// The currency is not three upper-case letters.
  case currency(journal: String, text: String)
  /// A journal of this id is in the ledger with another content.
  case conflict(journal: String)
  /// All balances together (cents) are not zero in this currency: the books are damaged.
  case trialBalance(currency: String, total: Int64)
  /// The period is closed.
  case closedPeriod(String)
  /// No open period at or after the day within ``Periods/searchLimit`` months.
  case noOpenPeriod(after: Day)

  package var description: String {
    switch self {
    case .account(let path, let problem): "account '\(path)': \(problem)"
    case .day(let text): "'\(text)' is not a day; write YYYY-MM-DD"
    case .overflow: "the sum of the amounts is beyond 64 bits of cents; split the journal"
    case .emptyJournal(let journal): "journal \(journal) has no lines; a journal needs at least two"
    case .negativeAmount(let journal, let line):
      "journal \(journal), line \(line): an amount is below zero; put it on the other side instead"
    case .bothSides(let journal, let line):
      "journal \(journal), line \(line): it has a debit and a credit; write two lines"
    case .neitherSide(let journal, let line):
      "journal \(journal), line \(line): it has neither a debit nor a credit; leave the line out"
    case .unbalanced(let journal, let debits, let credits):
      "journal \(journal): debits are \(Cents.text(debits)), credits \(Cents.text(credits)); they must be equal"
    case .currency(let journal, let text): "journal \(journal): '\(text)' is not an ISO 4217 code such as USD"
    case .conflict(let journal): "journal \(journal) is in the ledger already, with another content"
    case .trialBalance(let currency, let total):
      "the balances in \(currency) add up to \(Cents.text(total)) instead of zero; recompute them from the journals"
    case .closedPeriod(let period): "period \(period) is closed; post on the first day of the next open period"
    case .noOpenPeriod(let day): "no period is open at \(day) or in the years after; open one"
    }
  }
}
