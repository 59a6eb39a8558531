// Lockbox files made from a seed, with what they add up to.

import BankFiles
import SeededRandom

/// A file of lockboxes, batches, checks and stubs whose totals are known beforehand.
struct GeneratedLockbox {
  let layout: LockboxLayout
  private(set) var elements: [LockboxElement] = []
  private(set) var checks: [LockboxCheck] = []
  private(set) var total: Int64 = 0

  init(seed: Int) {
    var random = SeededGenerator(seed: UInt64(seed) &* 104_729)
    layout = LockboxLayout.all[seed % 2]
    elements = [
      .file(
        LockboxFileHeader(
          destination: "CLINIC", origin: "121140399", created: CalendarDay(year: 2026, month: 3, day: 2),
          createdAt: ClockTime(hour: 22, minute: 35))),
      .service("CLINIC    1211403990000000000400080000001"),
    ]
    for lockbox in 0..<(1 + random.below(3)) {
      let header = LockboxHeader(
        batch: "001", lockbox: "470\(lockbox)11", date: CalendarDay(year: 2026, month: 3, day: 2),
        destination: "CLINIC", origin: "121140399")
      elements.append(.lockbox(header))
      for batch in 1...(1 + random.below(3)) { add(batch: "00\(batch)", &random) }
      elements.append(.lockboxEnd)
    }
  }

  func written() throws -> [UInt8] { try rewritten(elements, layout) }

  private mutating func add(batch: String, _ random: inout SeededGenerator) {
    for item in 1...(1 + random.below(8)) {
      let stubs = (0..<random.below(4)).map { _ in
        LockboxStub(
          reference: "PCN\(random.below(90_000))", amount: Int64(1 + random.below(50_000)),
          customer: random.below(2) == 0 ? "" : "C\(random.below(900))")
      }
      let amount = stubs.isEmpty ? Int64(random.below(9_000_000)) : stubs.reduce(0) { $0 + ($1.amount ?? 0) }
      let check = LockboxCheck(
        batch: batch, item: "00\(item)", amount: amount, routing: "122105278", account: "\(random.below(99_999_999))",
        checkNumber: "\(10_000 + random.below(90_000))",
        remitter: layout.remitter == nil ? "" : ["", "HEALTH PAYER INC"][random.below(2)], stubs: stubs)
      checks.append(check)
      total += amount
      elements.append(.check(check))
    }
    elements.append(.batchEnd)
  }
}

/// Elements written as a file.
func rewritten(_ elements: [LockboxElement], _ layout: LockboxLayout) throws -> [UInt8] {
  var writer = LockboxWriter(layout: layout)
  for element in elements { try writer.take(element) }
  return try writer.finish()
}

/// The elements and findings of a lockbox file, fed in pieces of some size.
func readLockbox(
  _ bytes: [UInt8], piece: Int = 4_096, layouts: [String: LockboxLayout] = [:],
  relaxations: Relaxations = Relaxations()
) throws -> (elements: [LockboxElement], findings: [Finding]) {
  var reader = LockboxReader(layouts: layouts, relaxations: relaxations)
  var elements: [LockboxElement] = []
  try inPieces(bytes, of: piece) { try reader.feed($0) { elements.append($0) } }
  try reader.finish { elements.append($0) }
  return (elements, reader.findings.listed)
}

extension [LockboxElement] {
  var checks: [LockboxCheck] {
    compactMap { if case .check(let check) = $0 { check } else { nil } }
  }
}
