// Decimal text to cents: exact, or a named refusal.

import Testing
import X12

@Suite struct CentsTests {
  @Test(
    arguments: [
      ("0", 0), ("1", 100), ("12.5", 1250), ("12.50", 1250), (".5", 50), ("5.", 500), ("-0.01", -1), ("+7", 700),
      ("000012", 1200), ("1.2300", 123), (" 3.10 ", 310), ("-.75", -75), ("90071992547409.91", 9_007_199_254_740_991),
    ] as [(String, Int64)])
  func `Reads exactly`(text: String, cents: Int64) { #expect(parse(text) == .value(cents)) }

  @Test(
    arguments: [
      ("", .missing), ("   ", .missing), ("-", .notNumeric), (".", .notNumeric), ("1,000", .notNumeric),
      ("1.2.3", .notNumeric), ("1e3", .notNumeric), ("$5", .notNumeric), ("1 2", .notNumeric), ("--1", .notNumeric),
      ("0.001", .tooPrecise), ("12.345", .tooPrecise), ("90071992547409.92", .tooLarge),
      ("99999999999999999999999999", .tooLarge), ("-90071992547410", .tooLarge),
    ] as [(String, Cents)])
  func `Refuses by name`(text: String, refusal: Cents) { #expect(parse(text) == refusal) }

  @Test func `Sums are checked`() {
    var sum = X12Limits.cents
    let isAdded = sum.addCents(1)
    #expect(!isAdded)
    #expect(sum == X12Limits.cents)
    let isTakenAway = sum.addCents(-1)
    #expect(isTakenAway)
  }

  @Test(arguments: [
    ("20260228", true), ("20240229", true), ("20260229", false), ("20261301", false), ("2026022", false),
  ])
  func `Knows the calendar`(text: String, isDay: Bool) {
    let isRead = withView(text) { X12Date($0) != nil }
    #expect(isRead == isDay)
  }

  private func parse(_ text: String) -> Cents { withView(text) { Cents($0) } }
}

/// Lends the text's bytes as a view.
func withView<Result>(_ text: String, _ body: (ByteView) -> Result) -> Result {
  let bytes = UnsafeMutablePointer<UInt8>.allocate(capacity: text.utf8.count + 1)
  defer { bytes.deallocate() }
  for (index, byte) in text.utf8.enumerated() { bytes[index] = byte }
  return body(ByteView(base: bytes, count: text.utf8.count))
}
