// Amounts, days and numbers as they stand in documents.

import Documents
import PaymentEvents
import Testing

@Suite struct ValueTextTests {
  @Test(
    arguments: [
      ("1,234.56", 123_456), ("$1,234.56", 123_456), ("1234.56", 123_456), ("0.00", 0), ("(12.00)", -1_200),
      ("-12.00", -1_200), ("12.00-", -1_200), ("12.00CR", -1_200), ("$ 45.10", 4_510), ("|45.10", 4_510),
      ("1,234,567.89", 123_456_789),
    ] as [(String, Int64)])
  func amounts(_ text: String, _ cents: Int64) {
    #expect(ValueText.money(text)?.value.cents == cents)
    #expect(ValueText.money(text)?.factor == 1)
  }

  @Test(arguments: [("1O4.50", 10_450), ("l2.34", 1_234), ("2S.00", 2_500)] as [(String, Int64)])
  func misreadDigitsAreLessSure(_ text: String, _ cents: Int64) {
    #expect(ValueText.money(text)?.value.cents == cents)
    #expect((ValueText.money(text)?.factor ?? 1) < 0.9)
  }

  @Test(arguments: [
    "", "12", "12.5", "12.345", "1,23.45", "12,345,6.00", "1.234.56", "12.00.", "Paid", "CO-45", "()", "-", ".50",
    "OO.OO",
    "99999999999999999999.00", "٣.٠٠",
  ])
  func whatIsNoAmount(_ text: String) { #expect(ValueText.money(text) == nil) }

  @Test(arguments: [
    "03/05/2026", "3/5/2026", "03/05/26", "03-05-2026", "2026-03-05", "March 5, 2026", "Mar 5 2026", "MAR 05, 2026",
  ])
  func days(_ text: String) { #expect(ValueText.date(text)?.iso == "2026-03-05") }

  @Test(arguments: [
    "", "13/05/2026", "02/30/2026", "2026", "03/05", "Ma 5 2026", "5 March", "03/05/2026 04/05/2026", "1/2/3",
  ])
  func whatIsNoDay(_ text: String) { #expect(ValueText.date(text) == nil) }

  @Test func numbersHaveDigits() {
    #expect(ValueText.identifier("PA1234567") == "PA1234567")
    #expect(ValueText.identifier("#000123-45:") == "000123-45")
    for text in ["", "Number", "A12", "12/34/5678", "$123.45", String(repeating: "1", count: 39)] {
      #expect(ValueText.identifier(text) == nil, "\(text)")
    }
  }
}
