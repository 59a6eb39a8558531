// Writing: what is written reads back the same; what cannot be written is refused.

import Foundation
import Testing
import X12

@Suite struct WriterTests {
  private static let corpus = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../../../../../shared/corpus").standardizedFileURL
  private static let others = Delimiters(element: 0x1D, component: 0x1F, repetition: 0x1C, segment: 0x1E)

  /// All segments of a file, each as its elements.
  private func read(_ bytes: [UInt8], copyInto writer: inout SegmentWriter) throws -> [[String]] {
    let reader = SegmentReader(MemoryBytes(bytes))
    if let guessed = bytes.withUnsafeBufferPointer({ Delimiters.guess($0) }) { reader.use(guessed) }
    var segments: [[String]] = []
    while try reader.next() {
      let segment = reader.segment
      let own = [reader.delimiters.component, reader.delimiters.repetition ?? 0]
      segments.append((0..<segment.elementCount).map { neutral(segment[$0], own) })
      try writer.copy(segment, from: reader.delimiters)
    }
    return segments
  }

  /// An element whose separators are shown as `:` and `^`, whatever they are.
  private func neutral(_ view: ByteView, _ own: [UInt8]) -> String {
    let bytes = (0..<view.count).map { view[$0] }
    return bytes.map { $0 == own[0] ? ":" : own[1] != 0 && $0 == own[1] ? "^" : String(UnicodeScalar($0)) }.joined()
  }

  @Test func `An interchange counts its own segments, sets and groups`() throws {
    var writer = try InterchangeWriter(
      InterchangeAddress(sender: "RIVERSIDE", receiver: "LARKSPUR", date: 20_260_303, time: 905, controlNumber: 7))
    for group in 1...2 {
      try writer.beginGroup("HS", sender: "R", receiver: "L", controlNumber: group, version: "005010X279A1")
      for set in 1...2 {
        try writer.beginSet("270", controlNumber: "000\(set)", version: "005010X279A1")
        try writer.write("EQ", .composite("", "HC", ""), ElementValue(repetitions: [["30"], ["98"]]), "", "")
      }
    }
    let text = String(decoding: try writer.finish(), as: UTF8.self)
    #expect(text.prefix(106).hasSuffix("*260303*0905*^*00501*000000007*0*P*:~"))
    #expect(text.contains("~ST*270*0002*005010X279A1~EQ*:HC*30^98~SE*3*0002~GE*2*1~GS*"))
    #expect(text.hasSuffix("~GE*2*2~IEA*2*000000007~"))
  }

  @Test(arguments: ["A*B", "A:B", "A~B", "A^B", "A\nB"])
  func `A value that holds a separator is refused with its place`(value: String) {
    var writer = SegmentWriter()
    let error = #expect(throws: X12WriteError.self) { try writer.write("REF", ["EA", ElementValue(value)]) }
    #expect(error?.segment == "REF" && error?.element == 2)
    #expect(writer.bytes.isEmpty)
  }

  @Test(.enabled(if: FileManager.default.fileExists(atPath: corpus.path)))
  func `Every X12 file of the corpus is written as it was read, also under other separators`() throws {
    var files = 0
    for folder in try FileManager.default.contentsOfDirectory(atPath: Self.corpus.path)
    where !["ach", "bai2", "lockbox", "MANIFEST.tsv"].contains(folder) {
      for name in try FileManager.default.contentsOfDirectory(atPath: Self.corpus.appending(path: folder).path) {
        let bytes = Array(try Data(contentsOf: Self.corpus.appending(path: "\(folder)/\(name)")))
        var same = SegmentWriter(delimiters: Self.others)
        let first = try read(bytes, copyInto: &same)
        var again = SegmentWriter()
        let reader = SegmentReader(MemoryBytes(same.bytes))
        reader.use(Self.others)
        var second: [[String]] = []
        while try reader.next() {
          let segment = reader.segment
          second.append((0..<segment.elementCount).map { neutral(segment[$0], [0x1F, 0x1C]) })
          _ = try? again.copy(segment, from: Self.others)
        }
        // ISA11 and ISA16 name the separators, so they differ.
        let differing = zip(first, second).filter { $0 != $1 && $0.first != "ISA" }
        #expect(first.count == second.count && differing.isEmpty, "\(folder)/\(name): \(differing.prefix(1))")
        files += 1
      }
    }
    #expect(files > 60)
  }
}
