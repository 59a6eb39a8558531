// The articles of the format: their code is compiled code, and it does what they say.

import Foundation
import Testing
import X12

@Suite struct ArticleTests {
  private static let here = URL(filePath: #filePath).deletingLastPathComponent()
  private static let catalogue = here.appending(path: "../../Sources/X12/X12.docc").standardizedFileURL

  /// Lines without indentation and empty ones.
  private static func lines(_ text: some StringProtocol) -> [String] {
    text.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }
  }

  @Test func `Every block of code is compiled`() throws {
    let snippets = try String(contentsOf: Self.here.appending(path: "ArticleSnippets.swift"), encoding: .utf8)
    let compiled = Self.lines(snippets)
    var count = 0
    for name in try FileManager.default.contentsOfDirectory(atPath: Self.catalogue.path).sorted() {
      let text = try String(contentsOf: Self.catalogue.appending(path: name), encoding: .utf8)
      let parts = text.components(separatedBy: "```")
      for block in stride(from: 1, to: parts.count, by: 2).map({ parts[$0] }) where block.hasPrefix("swift\n") {
        let wanted = Self.lines(block.dropFirst(6))
        let isThere = compiled.indices.contains { compiled[$0...].starts(with: wanted) }
        #expect(isThere, "\(name): \(wanted.first ?? "an empty block")")
        count += 1
      }
    }
    #expect(count == 8)
  }

  @Test func `Every article is linked from the first page`() throws {
    let first = try String(contentsOf: Self.catalogue.appending(path: "X12.md"), encoding: .utf8)
    for name in try FileManager.default.contentsOfDirectory(atPath: Self.catalogue.path) where name != "X12.md" {
      #expect(first.contains("<doc:\(name.dropLast(3))>"), "\(name)")
    }
  }

  @Test func `The snippets do what they say`() throws {
    let inquiry = try ArticleSnippets.inquiry()
    var ids: [String] = []
    try ArticleSnippets.segments(MemoryBytes(inquiry)) { id, _ in ids.append(id) }
    #expect(ids == ["ISA", "GS", "ST", "BHT", "EQ", "SE", "GE", "IEA"])
    var places: [String?] = []
    try ArticleSnippets.guided(MemoryBytes(inquiry)) { places.append($1.loop) }
    #expect(places.count == 2 && places[0] == "")
    var positions: [String] = []
    let sets = try ArticleSnippets.sets(MemoryBytes(inquiry)) { position, _ in positions.append(position) }
    #expect(sets == ["270 of group 3"] && positions == ["interchange 1, group 1, set 1"])
    let lines = String(decoding: try ArticleSnippets.separated(MemoryBytes(inquiry)), as: UTF8.self)
    #expect(lines.split(separator: "\n").count == 8 && lines.replacing("\n", with: "").utf8.elementsEqual(inquiry))
    let reader = SegmentReader(MemoryBytes(Array("AMT*T*12.5*x~".utf8)))
    _ = try reader.next()
    var (total, faults): (Int64, [String]) = (1, [])
    ArticleSnippets.add(reader.segment, 2, to: &total, faults: &faults)
    ArticleSnippets.add(reader.segment, 3, to: &total, faults: &faults)
    #expect(total == 1_251 && faults == ["no decimal number"])
    #expect(ArticleSnippets.relaxations().contains("relaxed-empty-amounts"))
    #expect(ArticleSnippets.isUsable(FindingLog()) { _ in })
  }
}
