// Writing ACH files: right in themselves, read back the same, written the same again; one fault is found where it is.

import BankFiles
import Foundation
import SeededRandom
import Testing

@Suite struct NACHAWriterTests {
  @Test(arguments: 0..<88) func generatedFilesReadBackTheSame(seed: Int) throws {
    let file = try GeneratedNACHA(seed: seed)
    let bytes = try file.written()
    #expect(bytes.count % 950 == 0)
    let (elements, findings) = try readNACHA(bytes, piece: 1 + seed)
    #expect(findings.map(\.description) == [])
    #expect(elements.entries.map(\.amount) == file.elements.entries.map(\.amount))
    #expect(elements.entries.filter { $0.code.direction == .credit }.reduce(0) { $0 + $1.amount } == file.credits)
    #expect(elements.entries.filter { $0.code.direction == .debit }.reduce(0) { $0 + $1.amount } == file.debits)
    #expect(elements.entries.map { $0.addenda.map(\.type) } == file.elements.entries.map { $0.addenda.map(\.type) })
    #expect(Set(elements.entries.compactMap(\.trace?.number)).isSubset(of: file.traces))
    #expect(try rewritten(elements) == bytes)
  }

  @Test(.enabled(if: Corpus.isPresent)) func everyValidFileOfTheCorpusIsWrittenStably() throws {
    var files = 0
    for file in Corpus.files("ach") {
      let (elements, findings) = try readNACHA(Array(Data(contentsOf: file)), piece: 4_096)
      guard !findings.contains(where: { $0.severity == .error }) else { continue }
      let once = try rewritten(elements)
      let (again, problems) = try readNACHA(once, piece: 4_096)
      #expect(problems.filter { $0.severity == .error } == [], "\(file.lastPathComponent)")
      #expect(again.entries.map(\.amount) == elements.entries.map(\.amount))
      #expect(
        again.entries.map { $0.addenda.map(\.information) } == elements.entries.map { $0.addenda.map(\.information) })
      #expect(try rewritten(again) == once, "\(file.lastPathComponent)")
      files += 1
    }
    #expect(files > 40)
  }

  @Test(arguments: 0..<200) func oneCorruptionIsFoundWhereItIs(seed: Int) throws {
    var random = SeededGenerator(seed: UInt64(seed) &* 977 &+ 11)
    var lines = String(decoding: try GeneratedNACHA(seed: seed).written(), as: UTF8.self)
      .split(separator: "\n").map(String.init)
    let entries = lines.indices.filter { lines[$0].hasPrefix("6") }
    let place = entries[random.below(entries.count)]
    let control = try #require(lines[place...].firstIndex { $0.hasPrefix("8") })
    let expected: (record: Int, rules: Set<FindingRule>)
    switch seed % 6 {
    case 0:
      lines[place] = replacing(lines[place], 39) { $0 == "9" ? "1" : "9" }
      expected = (control + 1, [.nachaBatchDebits, .nachaBatchCredits])
    case 1:
      lines[place] = replacing(lines[place], 39) { _ in "O" }
      expected = (place + 1, [.nachaField])
    case 2:
      lines[place] = replacing(lines[place], 11) { $0 == "8" ? "7" : "8" }
      expected = (control + 1, [.nachaBatchHash])
    case 3:
      lines.insert(lines[place], at: place)
      // A return's code with money and without the return's addenda shows sooner than the count.
      let (code, amount) = (lines[place].dropFirst(1).prefix(2), lines[place].dropFirst(29).prefix(10))
      let isReturn = ["21", "26", "31", "36"].contains(code) && amount.contains { $0 != "0" }
      expected = isReturn ? (place + 1, [.nachaCodeWithMoney]) : (control + 2, [.nachaBatchCount])
    case 4:
      lines.remove(at: control)
      expected = (control + 1, [.nachaControlMissing])
    default:
      lines[control] = replacing(lines[control], 44) { $0 == "5" ? "6" : "5" }
      expected = (control + 1, [.nachaBatchCredits])
    }
    let findings = try readNACHA(Array(lines.joined(separator: "\n").utf8), piece: 4_096).findings
    let first = try #require(findings.first { $0.severity == .error })
    #expect(first.record == expected.record && expected.rules.contains(first.rule), "\(first)")
  }

  private func replacing(_ line: String, _ column: Int, _ change: (Character) -> Character) -> String {
    var characters = Array(line)
    characters[column - 1] = change(characters[column - 1])
    return String(characters)
  }

  @Test func valuesThatDoNotFitAreRefused() throws {
    #expect(throws: BankWriteError.self) { try NACHABatch(["entry class": "CCDX"]) }
    #expect(throws: BankWriteError.self) { try NACHABatch(["service class": "2O0"]) }
    #expect(throws: BankWriteError.self) { try NACHAAddenda(type: "19", [:]) }
    #expect(throws: BankWriteError.self) { try NACHAAddenda(type: "05", ["return code": "R01"]) }
    var writer = NACHAWriter()
    #expect(throws: BankWriteError.self) { try writer.take(.batch(try NACHABatch(["entry class": "CCD"]))) }
  }
}
