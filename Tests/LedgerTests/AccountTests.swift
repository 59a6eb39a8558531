// Accounts, periods and days.

import Ledger
import Testing

@Suite struct AccountTests {
  @Test(arguments: [
    "", "assets", "assets:", "assets::x", "cash:bank", "assets:a b", "assets:ä", "assets:a;b", ":assets:x",
  ])
  func refusesWhatIsNoAccount(_ path: String) {
    #expect(throws: LedgerError.self) { try Account(path) }
  }

  @Test func makesAPartOfAnyText() throws {
    let base = try Account("liabilities:clearing")
    #expect(try base.appending("A;B  (C):ü").path == "liabilities:clearing:A%3BB%20%20%28C%29%3A%C3%BC")
    #expect(try base.appending("").path == "liabilities:clearing:%")
    #expect(try base.appending("%").path == "liabilities:clearing:%25")
    #expect(try base.appending("0.1_a-Z").path == "liabilities:clearing:0.1_a-Z")
  }

  @Test func refusesAPathThatIsTooLong() throws {
    let base = try Account("assets:bank")
    let room = Account.maximumLength - base.path.utf8.count - 1
    #expect(try base.appending(String(repeating: "x", count: room)).path.utf8.count == Account.maximumLength)
    #expect(throws: LedgerError.self) { try base.appending(String(repeating: "x", count: room + 1)) }
  }

  @Test func knowsItsKindAndItsBranch() throws {
    let account = try Account("income:gross-revenue")
    #expect(account.kind == .income)
    #expect(try account.isWithin(Account("income:gross-revenue")))
    #expect(try !account.isWithin(Account("income:gross")))
  }

  @Test func beancountNamesAreAllDifferent() throws {
    let base = try Account("assets:x")
    let texts = [
      "a", "A", "a.", "a-", "a--2E", "-", "", "%", ".", "--", "X--A", "x--A", "0", "0-a", "0--a", "a-b", "a_b", "é",
    ]
    let names = try texts.map { Export.beancount(try base.appending($0)) }
    #expect(Set(names).count == texts.count)
    #expect(try Export.beancount(Account("liabilities:owed-to-payer:acme")) == "Liabilities:Owed-to-payer:Acme")
    for name in names {
      let part = name.split(separator: ":").last ?? ""
      #expect(part.first.map { $0.isUppercase || $0.isNumber } == true)
      #expect(part.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") })
    }
  }
}

@Suite struct PeriodsTests {
  @Test func anOpenPeriodKeepsTheDay() throws {
    let place = try Periods().place(day("2026-03-31"))
    #expect(try place.postingDate == day("2026-03-31") && place.originalDate == day("2026-03-31"))
    #expect(place.period == "2026-03")
  }

  @Test func aClosedPeriodGoesToTheNextOpenOneAndKeepsTheOriginalDate() throws {
    let place = try Periods(closed: ["2025-11", "2025-12"]).place(day("2025-11-20"))
    #expect(try place.postingDate == day("2026-01-01") && place.originalDate == day("2025-11-20"))
    #expect(place.period == "2026-01")
  }

  @Test func theEndOfTheCalendarIsAnError() throws {
    let last = try day("9999-12-31")
    #expect(throws: LedgerError.noOpenPeriod(after: last)) { try Periods(closed: ["9999-12"]).place(last) }
  }

  @Test(arguments: ["2026-02-29", "2026-13-01", "2026-3-1", "0000-01-01", "2026-03-01T", "+026-03-01"])
  func refusesWhatIsNoDay(_ text: String) {
    #expect(throws: LedgerError.day(text)) { try Day(iso: text) }
  }
}
