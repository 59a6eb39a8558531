import PaymentEvents
import Testing

@Suite struct MoneyTests {
  @Test func isWrittenForPeople() throws {
    #expect(try Money(cents: 123_456_789).description == "1,234,567.89")
    #expect(try Money(cents: -5).description == "-0.05")
    #expect(Money.zero.description == "0.00")
    #expect(try Money(cents: 100_000).description == "1,000.00")
  }

  @Test func refusesWhatJSONCannotCarryExactly() throws {
    #expect(try Money(cents: Money.limit).cents == 9_007_199_254_740_991)
    #expect(throws: MoneyError.overflow) { try Money(cents: Money.limit + 1) }
    #expect(throws: MoneyError.overflow) { try Money(cents: Money.limit) + Money(cents: 1) }
    #expect(throws: MoneyError.overflow) { try [Money(cents: -Money.limit), Money(cents: -1)].total() }
  }
}
