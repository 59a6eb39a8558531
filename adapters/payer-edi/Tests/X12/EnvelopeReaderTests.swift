// The envelope: counts, control numbers, what is missing, what is cut.

import Foundation
import PayerEDIAdapter
import Testing
import X12

@Suite struct EnvelopeReaderTests {
  @Test func `Finds nothing wrong with a correct document`() throws {
    let translated = try Translated(Document().text)
    #expect(translated.rules.isEmpty)
    #expect(translated.summaries.map(\.outcome) == [.translated])
  }

  @Test(arguments: [
    ("GE*1*7", "GE*2*7", "ge-count"), ("GE*1*7", "GE*1*8", "ge-control-number"), ("GE*1*7~", "", "ge-missing"),
    ("IEA*1*", "IEA*3*", "iea-count"), ("*000000042~", "*000000043~", "iea-control-number"),
    ("IEA*1*000000042~", "", "iea-missing"), ("SE*15*", "SE*16*", "se-count"),
    ("SE*15*0001", "SE*15*9", "se-control-number"),
    ("GS*HP*PAYER*PROVIDER*20260302*0800*7*X*005010X221A1~", "", "gs-missing"), ("GS*HP", "GS*HC", "gs01-not-hp"),
    ("LX*1~", "LX*1~HELLO THERE~", "segment-id"), ("LX*1~", "LX*1~CUR~", "segment-order"),
    ("ST*835", "REF*AA*outside~ST*835", "segment-outside-set"), ("005010X221A1", "003050", "version-unknown"),
    ("GE*1*7~", "GE*1*7~SE*1*2~", "trailer-unexpected"), ("LX*1~", "LX*1~ZZZ*1~", "segment-unexpected"),
  ])
  func `Reports and reads on`(part: String, replacement: String, rule: String) throws {
    let text = Document().text
    let broken = text.replacing(part, with: replacement)
    #expect(broken != text)
    let translated = try Translated(broken)
    #expect(translated.rules.contains(rule), "\(translated.rules)")
    #expect(translated.summaries.map(\.outcome) == [.translated])
    #expect(try translated.claims().count == 1)
  }

  @Test func `Control numbers may differ in leading zeros`() throws {
    #expect(try Translated(Document().text.replacing("SE*15*0001", with: "SE*15*1")).rules.isEmpty)
  }

  @Test func `Rejects a set whose end belongs to another`() throws {
    let translated = try Translated(Document().text.replacing("SE*15*0001", with: "SE*20*0009"))
    #expect(translated.rules == ["set-spliced", "se-count", "se-control-number"])
    #expect(translated.events.isEmpty)
  }

  @Test(arguments: ["ST", "GE", "IEA", "GS", "ISA"])
  func `A set that is cut is rejected, and its neighbours go on`(next: String) throws {
    var document = Document()
    document.sets = [AdviceText(), AdviceText(), AdviceText()]
    var text = document.text
    let cut = "SE*15*0002~"
    let insert = ["ST": "", "GE": "GE*2*7~", "IEA": "IEA*1*42~", "GS": "GS*HP*A*B*20260302*1*8*X*005010~"][next]
    text = text.replacing(cut, with: insert ?? String(document.text.prefix(106)))
    let translated = try Translated(text)
    #expect(translated.summaries.map(\.outcome) == [.translated, .rejected, .translated])
    #expect(translated.summaries[1].findings.listed.map(\.rule.code) == ["set-truncated"])
    #expect(try translated.headers().map(\.source.transaction) == ["0001", "0003"])
  }

  @Test func `Several interchanges and groups in one file keep their places`() throws {
    let one = Document().text
    let translated = try Translated(one + "\r\n" + one)
    #expect(translated.summaries.map(\.position) == ["interchange 1, group 1, set 1", "interchange 2, group 1, set 1"])
    #expect(Set(translated.events.map(\.id)).count == 4)
    #expect(translated.rules.isEmpty)
  }

  @Test func `Separators may change from one interchange to the next`() throws {
    var other = Document(separator: "|", component: ">", terminator: "\u{1E}")
    other.sets[0].trace = "TRN*1*TRACE-2*1351840597"
    let translated = try Translated(Document().text + other.text)
    #expect(try translated.headers().map(\.traceNumber) == ["TRACE-1", "TRACE-2"])
    #expect(try translated.claims().map { $0.services[0].procedure } == ["HC:99213:25", "HC:99213:25"])
  }

  @Test func `A set without any envelope is read, and says so`() throws {
    let text = Document().text
    let start = try #require(text.range(of: "ST*835")).lowerBound
    let end = try #require(text.range(of: "GE*1")).lowerBound
    let translated = try Translated(String(text[start..<end]))
    #expect(translated.rules == ["isa-missing", "gs-missing", "version-unknown"])
    #expect(try translated.headers().first?.totals.paid.cents == 150_00)
  }

  @Test func `Other transaction sets stand beside an 835, each with its own outcome`() throws {
    let text = Document().text.replacing(
      "GE*1*7", with: "ST*837*0009~BHT*0019~SE*3*0009~ST*278*0010~SE*2*0010~ST*ABC*0011~SE*2*0011~GE*4*7")
    let translated = try Translated(text)
    #expect(translated.summaries.map(\.outcome) == [.translated, .rejected, .kept, .notHandled])
    #expect(translated.rules.contains("set-empty"), "an 837 without a claim")
    #expect(translated.rules.suffix(2) == ["set-kept", "set-unknown"])
    #expect(translated.events.count == 2)
  }
}
