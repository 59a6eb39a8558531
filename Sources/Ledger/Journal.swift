// A journal: lines that balance, or an error that says what does not.

/// One line. Exactly one of debit and credit is positive, the other is zero.
package struct JournalEntryLine: Sendable, Equatable, Codable {
  /// The account.
  package let account: Account
  /// Cents; zero or more.
  package let debit: Int64
  /// Cents; zero or more.
  package let credit: Int64
  /// The payer, where the line is about one.
  package let party: String?
  /// The facility's code.
  package let facility: String?
  /// The cost centre's code.
  package let costCenter: String?
  /// What it refers to.
  package let evidence: String

  /// Creates it; the journal checks the amounts.
  package init(
    account: Account, debit: Int64 = 0, credit: Int64 = 0, party: String? = nil, facility: String? = nil,
    costCenter: String? = nil, evidence: String = ""
  ) {
    self.account = account
    self.debit = debit
    self.credit = credit
    self.party = party
    self.facility = facility
    self.costCenter = costCenter
    self.evidence = evidence
  }
}

/// A balanced journal. It cannot be made in any other way than by the checked initialiser.
package struct Journal: Sendable, Equatable {
  /// The journal's identity.
  package let id: String
  /// What it is, for people.
  package let description: String
  /// The day from which the money counts.
  package let valueDate: Day
  /// The day under which it stands in the books.
  package let postingDate: Day
  /// The day under which it would stand had its period been open.
  package let originalDate: Day
  /// The accounting period, `YYYY-MM`.
  package let period: String
  /// The legal entity.
  package let entity: String
  /// ISO 4217.
  package let currency: String
  /// At least two; debits equal credits.
  package let lines: [JournalEntryLine]

  /// Creates it.
  /// - Throws: ``LedgerError`` naming the line (counted from 1) that is wrong, or the sums that differ.
  package init(
    id: String, description: String, valueDate: Day, postingDate: Day, originalDate: Day, period: String,
    entity: String, currency: String, lines: [JournalEntryLine]
  ) throws(LedgerError) {
    guard !lines.isEmpty else { throw .emptyJournal(journal: id) }
    guard currency.utf8.count == 3, currency.utf8.allSatisfy({ (65...90).contains($0) }) else {
      throw .currency(journal: id, text: currency)
    }
    var debits: Int64 = 0
    var credits: Int64 = 0
    for (index, line) in lines.enumerated() {
      try Journal.check(line, number: index + 1, journal: id)
      debits = try Cents.add(debits, line.debit)
      credits = try Cents.add(credits, line.credit)
    }
    guard debits == credits else { throw .unbalanced(journal: id, debits: debits, credits: credits) }
    self.id = id
    self.description = description
    self.valueDate = valueDate
    self.postingDate = postingDate
    self.originalDate = originalDate
    self.period = period
    self.entity = entity
    self.currency = currency
    self.lines = lines
  }

  private static func check(_ line: JournalEntryLine, number: Int, journal: String) throws(LedgerError) {
    guard line.debit >= 0, line.credit >= 0 else { throw .negativeAmount(journal: journal, line: number) }
    guard line.debit == 0 || line.credit == 0 else { throw .bothSides(journal: journal, line: number) }
    guard line.debit != 0 || line.credit != 0 else { throw .neitherSide(journal: journal, line: number) }
  }
}
