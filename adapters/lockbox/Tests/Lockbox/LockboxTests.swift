// The BAI lockbox format: both layouts, totals at every level, overflow, and one fault found where it is.

import BankFiles
import Foundation
import SeededRandom
import Testing

@Suite struct LockboxTests {
  @Test(arguments: 0..<100) func generatedFilesReadBackTheSame(seed: Int) throws {
    let file = GeneratedLockbox(seed: seed)
    let bytes = try file.written()
    let (elements, findings) = try readLockbox(bytes, piece: 1 + seed)
    #expect(findings.map(\.description) == [])
    #expect(elements.checks.map(\.amount) == file.checks.map(\.amount))
    #expect(elements.checks.map(\.checkNumber) == file.checks.map(\.checkNumber))
    #expect(elements.checks.map { $0.stubs.map(\.reference) } == file.checks.map { $0.stubs.map(\.reference) })
    #expect(elements.checks.map { $0.stubs.map(\.amount) } == file.checks.map { $0.stubs.map(\.amount) })
    #expect(elements.checks.reduce(0) { $0 + $1.amount } == file.total)
    #expect(try rewritten(elements, file.layout) == bytes)
  }

  /// A digit of an amount, a total or a count; or a check that is lost or came twice: the first error is where the
  /// fault is, or at the total that no longer agrees.
  @Test(arguments: 0..<200) func oneCorruptionIsFoundWhereItIs(seed: Int) throws {
    var random = SeededGenerator(seed: UInt64(seed) &* 31 &+ 5)
    let file = GeneratedLockbox(seed: seed)
    var lines = String(decoding: try file.written(), as: UTF8.self).split(separator: "\n").map(String.init)
    let checks = lines.indices.filter { lines[$0].hasPrefix("6") }
    let place = checks[random.below(checks.count)]
    let trailer = try #require(lines[place...].firstIndex { $0.hasPrefix("7") })
    let expected: ClosedRange<Int>
    switch seed / 2 % 5 {
    case 0:
      lines[place] = replacing(lines[place], file.layout.amount.upperBound) { $0 == "9" ? "1" : "9" }
      expected = trailer + 1...trailer + 1
    case 1:
      lines[place] = replacing(lines[place], file.layout.amount.upperBound) { _ in "O" }
      expected = place + 1...place + 1
    case 2:
      lines.insert(lines[place], at: place)
      expected = trailer + 2...trailer + 2
    case 3:
      lines.remove(at: trailer)
      expected = trailer + 1...trailer + 1
    default:
      lines[trailer] = replacing(lines[trailer], file.layout.batchTotal.upperBound) { $0 == "5" ? "6" : "5" }
      expected = trailer + 1...trailer + 1
    }
    let first = try #require(
      try readLockbox(Array(lines.joined(separator: "\n").utf8)).findings.first { $0.severity == .error })
    #expect(expected.contains(first.record), "\(first)")
  }

  private func replacing(_ line: String, _ column: Int, _ change: (Character) -> Character) -> String {
    var characters = Array(line)
    characters[column - 1] = change(characters[column - 1])
    return String(characters)
  }

  @Test(.enabled(if: Corpus.isPresent)) func theCorpusHasItsTotalsRight() throws {
    let file = Corpus.root.appendingPathComponent("lockbox/opentaps-1__opentaps__financials__data__TestLockbox.mbx")
    let bytes = Array(try Data(contentsOf: file))
    let (elements, findings) = try readLockbox(bytes)
    #expect(elements.checks.map(\.amount) == [90_075, 70_000, 150_000, 125_000, 30_215, 30_215, 29_900])
    #expect(elements.checks[2].stubs.map(\.amount) == [100_000, 50_000])
    #expect(elements.checks[0].stubs.map(\.reference) == ["000LB000X"])
    #expect(elements.checks[3].stubs.map(\.customer) == ["DemoLBCust"])
    // Totals agree; the counts of checks and records do not, which the bank's profile may allow.
    #expect(findings.map(\.rule) == [.lockboxBatchCount, .lockboxCount, .lockboxRecordCount])
    #expect(findings.map(\.expected) == ["3", "7", "23"] && findings.map(\.found) == ["1", "53", "19"])
    #expect(findings.map(\.record) == [21, 22, 23])
    let relaxed = try readLockbox(bytes, relaxations: Relaxations(["1111111111": [.lockboxCounts]])).findings
    #expect(relaxed.allSatisfy { $0.severity == .warning })
    let other = try readLockbox(bytes, relaxations: Relaxations(["2222222222": [.lockboxCounts]])).findings
    #expect(other.allSatisfy { $0.severity == .error })
  }

  @Test(.enabled(if: Corpus.isPresent)) func aWrongTotalIsNamedWithRecordFieldAndValue() throws {
    let name = "lockbox/opentaps-1__opentaps__financials__data__TestLockbox-bad-total.mbx"
    let findings = try readLockbox(Array(Data(contentsOf: Corpus.root.appendingPathComponent(name)))).findings
    let total = try #require(findings.first { $0.rule == .lockboxTotal })
    #expect(total.record == 22 && total.field == "lockbox total")
    #expect(total.expected == "525405" && total.found == "325405")
  }

  @Test func totalsMayBeLeftOutOnlyWhereOthersCoverTheMoney() throws {
    let lines = String(decoding: try GeneratedLockbox(seed: 4).written(), as: UTF8.self).split(separator: "\n")
    func rules(_ dropped: [Character], _ relaxed: Set<Relaxation>) throws -> Set<FindingRule> {
      let text = lines.filter { !dropped.contains($0.first ?? " ") }.joined(separator: "\n")
      let findings = try readLockbox(Array(text.utf8), relaxations: Relaxations(["121140399": relaxed])).findings
      return Set(findings.filter { $0.severity == .error }.map(\.rule))
    }
    #expect(try rules(["7"], []).contains(.lockboxBatchTotalMissing))
    #expect(try rules(["7"], [.lockboxWithoutBatchTotals, .lockboxCounts]) == [])
    #expect(try rules(["8"], []).contains(.lockboxTotalMissing))
    #expect(try rules(["8"], [.lockboxWithoutTotals, .lockboxCounts]) == [])
    #expect(try rules(["9"], []) == [.lockboxTrailerMissing])
    #expect(
      try rules(["7", "8"], [.lockboxWithoutBatchTotals, .lockboxWithoutTotals, .lockboxCounts])
        == [.lockboxUncontrolled])
  }

  @Test(arguments: ["compact", "repeating"]) func theExamplesAreInOrder(layout: String) throws {
    let file = Corpus.package.appendingPathComponent("adapters/lockbox/examples/pinefall-lockbox-\(layout).lbx")
    let (elements, findings) = try readLockbox(Array(Data(contentsOf: file)))
    #expect(findings.map(\.description) == [])
    #expect(elements.checks.map(\.amount) == [41_250, 18_975, 9_900])
    #expect(elements.checks.map(\.checkNumber) == ["70411", "88123", "70412"])
    #expect(elements.checks[1].stubs.map(\.reference) == ["PCN-4002", "PCN-4003"])
  }

  @Test func whatDoesNotFitIsRefused() throws {
    var writer = LockboxWriter()
    let check = LockboxCheck(batch: "1", item: "1", amount: 1, routing: "1", account: "1", checkNumber: "1")
    #expect(throws: BankWriteError.self) { try writer.take(.check(check)) }
    #expect(throws: BankWriteError.self) {
      try writer.take(.file(LockboxFileHeader(destination: "TOO LONG A NAME", origin: "1", created: nil)))
    }
  }
}
