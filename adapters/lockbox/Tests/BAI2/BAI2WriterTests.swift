// Writing BAI2: what is written is right in itself, reads back the same, and is written the same again.

import BankFiles
import Foundation
import Testing

@Suite struct BAI2WriterTests {
  @Test(arguments: 0..<120) func generatedFilesReadBackWithTheirTotals(seed: Int) throws {
    let file = GeneratedBAI2(seed: seed)
    let bytes = try file.written(width: [40, 80, 200, 16_000][seed % 4])
    let (elements, findings) = try readBAI2(bytes, piece: 1 + seed)
    #expect(findings.map(\.description) == [])
    #expect(elements.details.map(\.amount) == file.details.map(\.amount))
    #expect(elements.details.map(\.funds) == file.details.map(\.funds))
    #expect(elements.details.map(\.bankReference) == file.details.map(\.bankReference))
    #expect(
      elements.details.map { $0.text.joined().filter { $0 != " " } }
        == file.details.map { $0.text.joined().filter { $0 != " " } })
    let text = String(decoding: bytes, as: UTF8.self)
    let accounts = text.split(separator: "\n").filter { $0.hasPrefix("49,") }.map { $0.split(separator: ",")[1] }
    #expect(accounts.map { Int64($0) } == file.accountTotals)
    #expect(text.contains("\n99,\(file.total),"))
    #expect(try rewritten(elements, width: [40, 80, 200, 16_000][seed % 4]) == bytes)
  }

  @Test(.enabled(if: Corpus.isPresent)) func everyValidFileOfTheCorpusIsWrittenStably() throws {
    var files = 0
    for file in Corpus.files("bai2") {
      let (elements, findings) = try readBAI2(Array(Data(contentsOf: file)))
      guard !findings.contains(where: { $0.severity == .error }) else { continue }
      let once = try rewritten(elements)
      let (again, problems) = try readBAI2(once)
      #expect(problems.filter { $0.severity == .error } == [])
      #expect(again.details.map(\.amount) == elements.details.map(\.amount))
      #expect(again.accounts.map(\.statuses) == elements.accounts.map(\.statuses))
      #expect(try rewritten(again) == once)
      files += 1
    }
    #expect(files == 6)
  }

  @Test func aTextThatFallsApartIsWrittenTheSameAgain() throws {
    let blanks = String(repeating: " ", count: 120)
    let text = BAI2Sample.with("WIRE1,,ORG:=PAYER/", "WIRE1,,LOCKB\(blanks)OX 5501/")
    let once = try rewritten(readBAI2(text).elements)
    #expect(try rewritten(readBAI2(once).elements) == once)
  }

  @Test func linesKeepToTheirWidth() throws {
    for seed in 0..<20 {
      let lines = try GeneratedBAI2(seed: seed).written(width: 60).split(separator: 0x0A)
      // Fields are never cut: only a record's own may be longer than a line.
      #expect(lines.filter { $0.starts(with: "88,".utf8) }.allSatisfy { $0.count <= 60 })
    }
  }

  @Test func whatBAI2CannotSayIsRefused() throws {
    var writer = BAI2Writer()
    #expect(throws: BankWriteError.self) { try writer.take(.detail(BAI2Detail(code: BAI2TypeCode(142), amount: 1))) }
    #expect(throws: BankWriteError.self) {
      try writer.take(.file(BAI2FileHeader(sender: "A,B", receiver: "C", created: nil, fileID: "1")))
    }
    let old = CalendarDay(year: 1950, month: 1, day: 1)
    #expect(throws: BankWriteError.self) {
      try writer.take(.file(BAI2FileHeader(sender: "A", receiver: "C", created: old, fileID: "1")))
    }
    #expect(try writer.finish() == [])
  }
}

/// Elements written as a file.
func rewritten(_ elements: [BAI2Element], width: Int = BAI2Writer.usualWidth) throws -> [UInt8] {
  var writer = BAI2Writer(width: width)
  for element in elements { try writer.take(element) }
  return try writer.finish()
}
