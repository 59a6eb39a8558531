// Input that is damaged or made to hurt: never a crash, never a wrong amount, little memory.

import Foundation
import PayerEDIAdapter
import PaymentEvents
import SeededRandom
import Testing
import X12

@Suite struct HostileTests {
  @Test(arguments: [
    ("", "file-empty"), ("  \r\n", "file-empty"), ("hello", "not-x12"), ("%PDF-1.7\n", "not-x12"),
    ("{\"a\":1}", "not-x12"),
    ("ISA*", "isa-separators"), ("IS", "not-x12"), ("\u{0}\u{0}\u{0}", "not-x12"), ("101 0123", "not-x12"),
  ])
  func `What is no X12 file is refused by name`(text: String, rule: String) throws {
    let translated = try Translated(text)
    #expect(translated.rules == [rule])
    #expect(translated.events.isEmpty)
    #expect(translated.report.isX12 == (rule == "isa-separators"))
    #expect(RemittanceTranslator.looksLikeX12(Array(text.utf8)) == (rule == "isa-separators"))
  }

  @Test func `An ISA alone, or an envelope without sets, gives findings and no event`() throws {
    #expect(try Translated(String(Document().text.prefix(106))).rules == ["iea-missing"])
    #expect(try Translated(String(Document().text.prefix(106)) + "IEA*0*000000042~").rules.isEmpty)
  }

  @Test func `A file cut at any byte gives either the whole set or none of it`() throws {
    let bytes = Array(Document(lineEnd: "\n").text.utf8)
    let whole = try Translated(bytes)
    let end = try #require(bytes.firstRange(of: Array("SE*15*0001".utf8))).upperBound
    for length in 0..<bytes.count {
      let cut = try Translated(Array(bytes[..<length]))
      #expect(cut.summaries.contains { $0.outcome == .translated } == (length >= end), "cut at \(length)")
      #expect(length >= bytes.count - 2 || !cut.rules.isEmpty, "cut at \(length)")
      if length >= end { #expect(try cut.claims() == whole.claims()) } else { #expect(cut.events.isEmpty) }
    }
  }

  @Test func `NUL padding behind the interchange is named, and the set goes on`() throws {
    let translated = try Translated(Document().text + String(repeating: "\u{0}", count: 1000))
    #expect(translated.rules == ["segment-outside-set"])
    #expect(translated.events.count == 2)
  }

  @Test(arguments: [
    "", "ISA",
    "ISA*00*          *00*          *ZZ*PAYER          *ZZ*PROVIDER       *260302*0800*^*00501*000000042*0*P*:~",
  ])
  func `64 MB of one byte end quickly and by name`(beginning: String) throws {
    let report = try RemittanceTranslator(tenant: "test").validate(
      Repeated(Array(beginning.utf8), byte: UInt8(ascii: "*"), count: 64 << 20))
    #expect(report.findings.count > 0)
    #expect(report.setCount == 0)
  }

  @Test func `A set with a segment of 64 MB is rejected, and its neighbours go on`() throws {
    var document = Document()
    document.sets = [AdviceText(), AdviceText(), AdviceText()]
    let text = document.text
    let second = try #require(text.range(of: "ST*835*0002")).upperBound
    let place = try #require(text.range(of: "CLP*", range: second..<text.endIndex))
    let source = Repeated(
      Array(text[..<place.lowerBound].utf8) + Array("REF".utf8), byte: UInt8(ascii: "*"), count: 64 << 20,
      then: Array("~".utf8) + Array(text[place.lowerBound...].utf8))
    let report = try RemittanceTranslator(tenant: "test").validate(source)
    #expect(report.sets.map(\.outcome) == [.translated, .rejected, .translated])
    #expect(report.sets[1].findings.listed.first?.rule.code == "segment-too-long")
  }

  @Test func `Mutated documents never crash, and what is published keeps its promises`() throws {
    var document = Document(lineEnd: "\n")
    document.sets = [AdviceText(), AdviceText()]
    document.sets[1].providerAdjustments = ["PLB*1999999984*20261231*WO:A*10"]
    let original = Array(document.text.utf8)
    var random = SeededGenerator(seed: 835)
    for round in 0..<2000 {
      let bytes = mutate(original, with: &random)
      let translated = try Translated(bytes, chunk: round % 3 == 0 ? 7 : .max)
      try check(translated, round: round)
    }
  }

  /// Headers and pages fit together, and sums over the published claims are those of the header.
  private func check(_ translated: Translated, round: Int) throws {
    let pages = try translated.pages()
    for (header, event) in zip(
      try translated.headers(), translated.events.filter { $0.type == RemittanceReceived.type })
    {
      let claims = pages.filter { $0.remittance.text == event.id }.flatMap(\.claims)
      #expect(claims.count == header.claimCount, "round \(round)")
      #expect(try claims.map(\.paid).total() == header.totals.paid, "round \(round)")
      #expect(try claims.map(\.charge).total() == header.totals.charge, "round \(round)")
      let adjusted = try claims.flatMap { $0.adjustments + $0.services.flatMap(\.adjustments) }.map(\.amount).total()
      #expect(try header.totals.adjustments.values.total() == adjusted, "round \(round)")
    }
  }

  private func mutate(_ original: [UInt8], with random: inout SeededGenerator) -> [UInt8] {
    var bytes = original
    let alphabet = Array("*:~^\r\n\0-.0159ACELPSTVZ \u{1D}".utf8) + [0xFF, 0xC3, 0x80]
    for _ in 0..<Int.random(in: 1...6, using: &random) {
      let place = Int.random(in: 0..<bytes.count, using: &random)
      let length = min(bytes.count - place, Int.random(in: 1...40, using: &random))
      switch Int.random(in: 0..<6, using: &random) {
      case 0: bytes[place] = alphabet.randomElement(using: &random) ?? 0
      case 1: bytes.insert(alphabet.randomElement(using: &random) ?? 0, at: place)
      case 2: bytes.remove(at: place)
      case 3: bytes.removeSubrange(place..<place + length)
      case 4:
        bytes.insert(contentsOf: bytes[place..<place + length], at: Int.random(in: 0..<bytes.count, using: &random))
      default: bytes[place] = UInt8.random(in: 0...255, using: &random)
      }
      if bytes.isEmpty { bytes = [0x49] }
    }
    return bytes
  }
}

/// Bytes made on the fly: a beginning, one byte many times, and an end.
private final class Repeated: ByteSource {
  private let beginning: [UInt8]
  private let byte: UInt8
  private let count: Int
  private let ending: [UInt8]

  init(_ beginning: [UInt8], byte: UInt8, count: Int, then ending: [UInt8] = []) {
    self.beginning = beginning
    self.byte = byte
    self.count = count
    self.ending = ending
  }

  func read(at offset: Int, into buffer: UnsafeMutableRawBufferPointer) -> Int {
    if offset < beginning.count { return copy(beginning, from: offset, into: buffer) }
    let inside = offset - beginning.count
    guard inside < count else { return copy(ending, from: inside - count, into: buffer) }
    let length = min(buffer.count, count - inside)
    buffer[..<length].update(repeating: byte)
    return length
  }

  private func copy(_ bytes: [UInt8], from offset: Int, into buffer: UnsafeMutableRawBufferPointer) -> Int {
    let part = bytes.dropFirst(offset).prefix(buffer.count)
    buffer.copyBytes(from: part)
    return part.count
  }
}

extension UnsafeMutableRawBufferPointer.SubSequence {
  fileprivate func update(repeating byte: UInt8) {
    UnsafeMutableRawBufferPointer(rebasing: self).initializeMemory(as: UInt8.self, repeating: byte)
  }
}
