// What a journal and a book refuse.

import Ledger
import Testing

@Suite struct JournalTests {
  @Test func takesLinesThatBalance() throws {
    let good = try journal([line("assets:bank:1", debit: 500), line("income:interest", credit: 500)])
    #expect(good.lines.count == 2)
  }

  @Test func refusesNoLines() {
    #expect(throws: LedgerError.emptyJournal(journal: "j-1")) { try journal([]) }
  }

  @Test func refusesDebitsThatDifferFromCredits() {
    #expect(throws: LedgerError.unbalanced(journal: "j-1", debits: 500, credits: 499)) {
      try journal([line("assets:bank:1", debit: 500), line("income:interest", credit: 499)])
    }
  }

  @Test func refusesAnAmountBelowZeroAndNamesTheLine() {
    #expect(throws: LedgerError.negativeAmount(journal: "j-1", line: 2)) {
      try journal([line("assets:bank:1", debit: 500), line("income:interest", debit: -500)])
    }
  }

  @Test func refusesALineWithBothSidesOrNone() {
    #expect(throws: LedgerError.bothSides(journal: "j-1", line: 1)) {
      try journal([line("assets:bank:1", debit: 5, credit: 5)])
    }
    #expect(throws: LedgerError.neitherSide(journal: "j-1", line: 3)) {
      try journal([line("assets:a", debit: 5), line("assets:b", credit: 5), line("assets:c")])
    }
  }

  @Test func refusesSumsBeyond64Bits() {
    #expect(throws: LedgerError.overflow) {
      try journal([line("assets:a", debit: .max), line("assets:b", debit: 1)])
    }
  }

  @Test func refusesWhatIsNoCurrency() {
    #expect(throws: LedgerError.currency(journal: "j-1", text: "usd")) {
      try journal([line("assets:a", debit: 5), line("assets:b", credit: 5)], currency: "usd")
    }
  }

  @Test func saysWhatIsWrongInWords() {
    let error = LedgerError.unbalanced(journal: "j-9", debits: 12_345, credits: -5)
    #expect(error.description == "journal j-9: debits are 123.45, credits -0.05; they must be equal")
  }
}

@Suite struct BookTests {
  @Test func postsAJournalOnceHoweverOftenItComes() throws {
    var book = Book()
    let one = try journal([line("assets:bank:1", debit: 500), line("income:interest", credit: 500)])
    #expect(try book.post(one) == .posted)
    #expect(try book.post(one) == .repeated)
    #expect(try book.trialBalance().balance(of: Account("assets:bank"), currency: "USD") == 500)
  }

  @Test func refusesAnotherJournalUnderAKnownID() throws {
    var book = Book()
    _ = try book.post(journal([line("assets:a", debit: 5), line("assets:b", credit: 5)]))
    #expect(throws: LedgerError.conflict(journal: "j-1")) {
      try book.post(journal([line("assets:a", debit: 6), line("assets:b", credit: 6)]))
    }
    #expect(try book.trialBalance().balance(of: Account("assets:a"), currency: "USD") == 5)
  }

  @Test func aClosedPeriodTakesNothing() throws {
    var book = Book(periods: Periods(closed: ["2026-03"]))
    #expect(throws: LedgerError.closedPeriod("2026-03")) {
      try book.post(journal([line("assets:a", debit: 5), line("assets:b", credit: 5)]))
    }
    #expect(book.journals.isEmpty)
  }

  @Test func keepsCurrenciesApartAndBalancesAtZero() throws {
    let journals = [
      try journal([line("assets:a", debit: 5), line("assets:b", credit: 5)]),
      try journal([line("assets:a", debit: 7), line("assets:b", credit: 7)], id: "j-2", currency: "EUR"),
    ]
    let balance = try TrialBalance(journals)
    #expect(balance.currencies == ["EUR", "USD"])
    #expect(try balance.balance(of: Account("assets:a"), currency: "EUR") == 7)
    #expect(balance.rows("USD").map(\.sums.balance) == [5, -5])
  }

  @Test func balancesAnAccountWithEverythingBelowItAndNothingBeside() throws {
    let balance = try TrialBalance([
      try journal([line("assets:bank:1", debit: 5), line("assets:bank-2:1", debit: 3), line("income:x", credit: 8)])
    ])
    #expect(try balance.balance(of: Account("assets:bank"), currency: "USD") == 5)
  }

  @Test func overflowLeavesTheBookAsItWas() throws {
    var book = Book()
    _ = try book.post(journal([line("assets:a", debit: .max), line("assets:b", credit: .max)]))
    #expect(throws: LedgerError.overflow) {
      try book.post(
        journal([line("assets:b", debit: 1), line("assets:a", debit: 1), line("assets:c", credit: 2)], id: "j-2"))
    }
    #expect(try book.trialBalance().balance(of: Account("assets:b"), currency: "USD") == -Int64.max)
    #expect(book.journals.count == 1)
  }
}
