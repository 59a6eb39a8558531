// One fault in a file that was right: it is found, and said to be where it is.

import BankFiles
import SeededRandom
import Testing

@Suite struct BAI2CorruptionTests {
  /// What is done to one line, and the records among which the first error must be.
  private struct Corruption {
    var lines: [String]
    var records: ClosedRange<Int>
    var rules: Set<FindingRule>
  }

  @Test(arguments: 0..<300) func oneCorruptionIsFoundWhereItIs(seed: Int) throws {
    var random = SeededGenerator(seed: UInt64(seed) &* 7_919 &+ 3)
    let text = String(decoding: try GeneratedBAI2(seed: seed).written(), as: UTF8.self)
    let lines = text.split(separator: "\n").map(String.init)
    guard let corruption = corrupt(lines, kind: seed % 5, &random) else { return }
    let findings = try readBAI2(corruption.lines.joined(separator: "\n") + "\n").findings
    let first = try #require(findings.first { $0.severity == .error }, "nothing found")
    #expect(corruption.records.contains(first.record), "\(first)")
    #expect(corruption.rules.contains(first.rule), "\(first)")
  }

  private func corrupt(_ lines: [String], kind: Int, _ random: inout SeededGenerator) -> Corruption? {
    switch kind {
    case 0: changeDigit(lines, &random)
    case 1: breakAmount(lines, &random)
    case 2: removeDetail(lines, &random)
    case 3: repeatDetail(lines, &random)
    default: changeTrailer(lines, &random)
    }
  }

  /// Another digit in a detail's amount: the account's control total is wrong.
  private func changeDigit(_ lines: [String], _ random: inout SeededGenerator) -> Corruption? {
    guard let place = pick(lines, "16,", &random) else { return nil }
    var fields = lines[place].split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    var digits = Array(fields[2])
    let digit = random.below(digits.count)
    digits[digit] = digits[digit] == "9" ? "1" : "9"
    fields[2] = String(digits)
    var changed = lines
    changed[place] = fields.joined(separator: ",")
    let trailer = end(lines, from: place)
    return Corruption(lines: changed, records: trailer + 1...trailer + 1, rules: [.bai2AccountTotal])
  }

  /// A letter in a detail's amount: the record itself is named.
  private func breakAmount(_ lines: [String], _ random: inout SeededGenerator) -> Corruption? {
    guard let place = pick(lines, "16,", &random) else { return nil }
    var fields = lines[place].split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    fields[2] = "O" + fields[2].dropFirst()
    var changed = lines
    changed[place] = fields.joined(separator: ",")
    return Corruption(lines: changed, records: place + 1...place + 1, rules: [.bai2Field])
  }

  /// A lost record: total and count of its account are wrong; texts left behind may not fit what is before them.
  private func removeDetail(_ lines: [String], _ random: inout SeededGenerator) -> Corruption? {
    guard let place = pick(lines, "16,", &random) else { return nil }
    var changed = lines
    changed.remove(at: place)
    return Corruption(
      lines: changed, records: place + 1...end(lines, from: place),
      rules: [.bai2AccountTotal, .bai2Field, .amountLimit])
  }

  /// A record that came twice.
  private func repeatDetail(_ lines: [String], _ random: inout SeededGenerator) -> Corruption? {
    guard let place = pick(lines, "16,", &random) else { return nil }
    var changed = lines
    changed.insert(lines[place], at: place)
    let trailer = end(lines, from: place) + 2
    return Corruption(lines: changed, records: trailer...trailer, rules: [.bai2AccountTotal])
  }

  /// A digit of a trailer's total or count.
  private func changeTrailer(_ lines: [String], _ random: inout SeededGenerator) -> Corruption? {
    guard let place = pick(lines, ["49,", "98,", "99,"][random.below(3)], &random) else { return nil }
    var fields = lines[place].dropLast().split(separator: ",").map(String.init)
    let field = 1 + random.below(fields.count - 1)
    var digits = Array(fields[field])
    digits[digits.count - 1] = digits[digits.count - 1] == "5" ? "6" : "5"
    fields[field] = String(digits)
    var changed = lines
    changed[place] = fields.joined(separator: ",") + "/"
    return Corruption(
      lines: changed, records: place + 1...place + 1,
      rules: [
        .bai2AccountTotal, .bai2AccountRecords, .bai2GroupTotal, .bai2GroupAccounts, .bai2GroupRecords, .bai2FileTotal,
        .bai2FileGroups, .bai2FileRecords,
      ])
  }

  private func pick(_ lines: [String], _ prefix: String, _ random: inout SeededGenerator) -> Int? {
    let places = lines.indices.filter { lines[$0].hasPrefix(prefix) }
    return places.isEmpty ? nil : places[random.below(places.count)]
  }

  /// The index of the trailer of the account that a line belongs to.
  private func end(_ lines: [String], from place: Int) -> Int {
    lines[place...].firstIndex { $0.hasPrefix("49,") } ?? lines.count
  }
}
