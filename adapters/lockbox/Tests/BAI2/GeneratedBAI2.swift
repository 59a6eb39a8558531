// BAI2 files made from a seed, with what they add up to.

import BankFiles
import SeededRandom

/// A file whose amounts, texts and continuations are drawn, and whose totals are known beforehand.
struct GeneratedBAI2 {
  private(set) var elements: [BAI2Element] = []
  /// What every level adds up to: accounts in their order, and the file.
  private(set) var accountTotals: [Int64] = []
  private(set) var total: Int64 = 0
  private(set) var details: [BAI2Detail] = []

  init(seed: Int) {
    var random = SeededGenerator(seed: UInt64(seed) &* 0x9E37_79B9)
    elements.append(
      .file(
        BAI2FileHeader(
          sender: "121140399", receiver: "CLINIC", created: CalendarDay(year: 2026, month: 3, day: 2),
          createdAt: ClockTime(hour: 7, minute: 15), fileID: "\(seed)", recordLength: 80)))
    for group in 0..<(1 + random.below(3)) { add(group: group, &random) }
  }

  /// The file's bytes.
  func written(width: Int = BAI2Writer.usualWidth) throws -> [UInt8] {
    var writer = BAI2Writer(width: width)
    for element in elements { try writer.take(element) }
    return try writer.finish()
  }

  private mutating func add(group: Int, _ random: inout SeededGenerator) {
    elements.append(
      .group(
        BAI2Group(
          receiver: "CLINIC", originator: "121140399", asOf: CalendarDay(year: 2026, month: 3, day: 1 + group),
          currency: random.below(4) == 0 ? "CAD" : "USD", asOfModifier: ["", "1", "2", "3"][random.below(4)])))
    for account in 0..<(1 + random.below(4)) {
      let statuses = (0..<random.below(9)).map { _ in
        BAI2Status(
          code: BAI2TypeCode([10, 15, 40, 45, 72, 400][random.below(6)]),
          amount: random.below(9) == 0 ? nil : Int64(random.below(2_000_000)) - 500_000,
          itemCount: random.below(2) == 0 ? nil : random.below(50), funds: .unknown)
      }
      var sum = statuses.reduce(0) { $0 + ($1.amount ?? 0) }
      elements.append(
        .account(
          BAI2Account(number: "\(group)\(account)7890", currency: ["USD", "EUR"][random.below(2)], statuses: statuses)))
      for _ in 0..<random.below(12) {
        let detail = detail(&random)
        sum += detail.amount ?? 0
        details.append(detail)
        elements.append(.detail(detail))
      }
      elements.append(.accountEnd)
      accountTotals.append(sum)
      total += sum
    }
  }

  private func detail(_ random: inout SeededGenerator) -> BAI2Detail {
    let amount = Int64(random.below(9_000_000)) + 100
    return BAI2Detail(
      code: BAI2TypeCode([115, 142, 165, 195, 475, 699, 255, 399][random.below(8)]), amount: amount,
      funds: funds(amount, &random), bankReference: random.below(3) == 0 ? "" : "BR\(random.below(100_000))",
      customerReference: random.below(2) == 0 ? "" : "CR/\(random.below(1_000))",
      text: (0..<random.below(4)).map { _ in text(&random) })
  }

  private func funds(_ amount: Int64, _ random: inout SeededGenerator) -> BAI2Funds {
    switch random.below(5) {
    case 0: .unknown
    case 1: .days(random.below(3))
    case 2: .split(immediate: amount - 100, oneDay: 60, later: 40)
    case 3: .valueDated(CalendarDay(year: 2026, month: 3, day: 1 + random.below(28)), nil)
    default: .distributed([.init(days: 0, amount: amount - 1), .init(days: 3, amount: 1)])
    }
  }

  /// Words with what texts hold in practice: commas, slashes at the beginning, within and at the end, other alphabets.
  private func text(_ random: inout SeededGenerator) -> String {
    let words = ["HCCLAIMPMT", "TRN*1*77*1512345678\\", "/REF", "A, B", "2/AV", "ENDE/", "MÜLLER", "88,16,", "99/"]
    return (0..<(1 + random.below(14))).map { _ in words[random.below(words.count)] }.joined(separator: " ")
  }
}
