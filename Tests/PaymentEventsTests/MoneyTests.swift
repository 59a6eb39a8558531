// Money: whole cents within what JSON carries exactly, checked at every step.

import Foundation
import PaymentEvents
import Testing

@Suite struct MoneyTests {
  @Test func theLimitIsTwoToThe53LessOne() throws {
    #expect(Money.limit == (1 << 53) - 1)
    #expect(try Money(cents: Money.limit).cents == Money.limit)
    #expect(try Money(cents: -Money.limit).negated.cents == Money.limit)
    for cents in [Money.limit + 1, -Money.limit - 1, .max, .min] {
      #expect(throws: MoneyError.overflow) { try Money(cents: cents) }
    }
  }

  @Test func sumsBeyondTheLimitThrowInsteadOfWrapping() throws {
    let most = try Money(cents: Money.limit)
    let cent = try Money(cents: 1)
    #expect(throws: MoneyError.overflow) { try most + cent }
    #expect(throws: MoneyError.overflow) { try most.negated - cent }
    #expect(throws: MoneyError.overflow) { try [most, cent, cent.negated].total() }
    #expect(try [most, cent.negated, cent].total() == most)
    var sum = most
    #expect(throws: MoneyError.overflow) { try sum += cent }
    #expect(sum == most)
  }

  @Test(arguments: [
    (0, "0.00"), (5, "0.05"), (-5, "-0.05"), (99, "0.99"), (100, "1.00"), (123_456, "1,234.56"),
    (-100_000, "-1,000.00"),
    (99_999, "999.99"), (100_000_000, "1,000,000.00"), (Money.limit, "90,071,992,547,409.91"),
  ])
  func peopleReadIt(_ cents: Int64, _ text: String) throws {
    #expect("\(try Money(cents: cents))" == text)
  }

  @Test(arguments: ["1.5", "9007199254740992", "\"1\"", "null", "1e400"])
  func whatIsNoWholeNumberOfCentsDoesNotDecode(_ json: String) {
    #expect(throws: (any Error).self) { try JSONDecoder().decode([Money].self, from: Data("[\(json)]".utf8)) }
  }

  @Test func amountsAreEncodedExactly() throws {
    let amounts = try [Money(cents: Money.limit), Money(cents: -1)]
    let json = try JSONEncoder().encode(amounts)
    #expect(String(decoding: json, as: UTF8.self) == "[9007199254740991,-1]")
    #expect(try JSONDecoder().decode([Money].self, from: json) == amounts)
  }
}
