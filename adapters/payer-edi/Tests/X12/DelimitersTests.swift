// Separators: declared by an ISA of any shape, or guessed.

import Testing
import X12

@Suite struct DelimitersTests {
  private static let standard =
    "ISA*00*          *00*          *ZZ*PAYER          *ZZ*PROVIDER       *260302*0800*^*00501*000000042*0*P*:~"

  private func read(_ text: String) -> InterchangeHeader? {
    Array(text.utf8).withUnsafeBufferPointer { InterchangeHeader($0) }
  }

  @Test func `Reads the standard header without a word`() throws {
    let header = try #require(read(Self.standard + "GS*HP~"))
    #expect(header.delimiters == .usual)
    #expect(header.problems.isEmpty)
  }

  @Test(arguments: ["\n", "\r\n", "\u{1E}", "'", "~\r\n"])
  func `Reads any terminator`(terminator: String) throws {
    let header = try #require(read(Self.standard.dropLast() + terminator + "GS*HP"))
    #expect(header.delimiters?.segment == Array(terminator.utf8)[0])
    #expect(header.problems.isEmpty)
  }

  @Test func `Reads control characters as separators`() throws {
    let text = Self.standard.map { ["*": "\u{1D}", ":": "\u{1F}", "~": "\u{1E}"][$0] ?? $0 }
    let header = try #require(read(String(text) + "GS"))
    #expect(header.delimiters == Delimiters(element: 0x1D, component: 0x1F, repetition: 0x5E, segment: 0x1E))
  }

  @Test(arguments: [20, 79, 80, 104, 105])
  func `Reads a header that is wrapped anywhere`(column: Int) throws {
    let place = Self.standard.index(Self.standard.startIndex, offsetBy: column)
    let header = try #require(read(Self.standard[..<place] + "\r\n" + Self.standard[place...] + "GS*HP"))
    #expect(header.delimiters == .usual)
  }

  @Test func `Reads a header with its padding trimmed, and says so`() throws {
    let header = try #require(read("ISA*00**00**ZZ*PAYER*ZZ*PROVIDER*260302*0800*^*00501*42*0*P*>~GS*HP"))
    #expect(header.delimiters?.component == UInt8(ascii: ">"))
    #expect(header.problems == [.length])
  }

  @Test func `Knows no repetition separator in version 4010`() throws {
    let text = Self.standard.replacing("*^*00501*", with: "*U*00401*")
    #expect(try #require(read(text + "GS")).delimiters?.repetition == nil)
  }

  @Test func `Takes the usual component separator where ISA16 is left out`() throws {
    let header = try #require(read(Self.standard.dropLast(2) + "~GS*HP"))
    #expect(header.delimiters == .usual)
    #expect(header.problems.contains(.componentMissing))
  }

  @Test(arguments: [
    "ISA*", "ISA*00*", "ISA" + String(repeating: "*", count: 600), "ISA*1*2*3*4*5*6*7*8*9*0*1*2*3*4*5*AA",
  ])
  func `Refuses separators that cannot be told apart`(text: String) throws {
    let header = try #require(read(text))
    #expect(header.delimiters == nil)
    #expect(header.problems.contains(.unusable))
  }

  @Test(arguments: ["", "ISAAC", "HELLO", "IS"])
  func `Knows what is no header`(text: String) { #expect(read(text) == nil) }

  @Test(arguments: [
    ("ST*835*1234~BPR*I*1~", "*:~"), ("ST|835|1234\nBPR|I\nSVC|HC>9\n", "|>\n"),
    ("GS*HP*A*B*20260101*1*1*X*005010X221A1'ST*835", "*:'"),
  ])
  func `Guesses where there is no header`(text: String, expected: String) {
    let guessed = Array(text.utf8).withUnsafeBufferPointer { Delimiters.guess($0) }
    #expect(guessed.map { [$0.element, $0.component, $0.segment] } == Array(expected.utf8))
  }
}
