// What is answered where the envelope is at fault: cut, empty, miscounted, without a group.

import PayerEDIAdapter
import PaymentEvents
import Testing
import X12

@Suite struct EnvelopeAnswerTests {
  /// An interchange at fault, and what the answers to it say.
  struct Case: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let text: String
    /// TA104 and TA105.
    let verdict: String
    /// Parts of the 999; none where there is no 999.
    var parts: [String] = []

    init(_ name: String, _ text: String, _ verdict: String, _ parts: String...) {
      testDescription = name
      self.text = text
      self.verdict = verdict
      self.parts = parts
    }
  }

  private static let one = Document().text
  private static let header = String(one.prefix(106))
  private static var two: String {
    var document = Document()
    document.sets = [AdviceText(), AdviceText()]
    return document.text
  }
  private static let accepted = "AK2*835*0001*005010X221A1~IK5*A~"

  static let cases = [
    Case("an ISA and nothing else", header, "R*023"),
    Case("neither groups nor acknowledgements", header + "IEA*0*000000042~", "R*024"),
    Case("no IEA", one.replacing("IEA*1*000000042~", with: ""), "E*023", "AK9*A*1*1*1~"),
    Case(
      "cut inside its second set", String(two.prefix(two.count - 100)), "E*023",
      accepted + "AK2*835*0002*005010X221A1~IK3*SVC*11*2110*8~", "~IK5*R*2*5~AK9*P*2*2*1*3~"),
    Case("cut inside its only set", String(one.prefix(400)), "R*023", "IK5*R*2~AK9*R*1*1*0*3~"),
    Case("no GE", one.replacing("GE*1*7~", with: ""), "E*024", accepted + "AK9*E*1*1*1*3~"),
    Case(
      "a set outside any group",
      one.replacing("GS*HP*PAYER*PROVIDER*20260302*0800*7*X*005010X221A1~", with: "").replacing("GE*1*7~", with: ""),
      "E*024"),
    Case(
      "a group without sets", header + "GS*HP*PA*RE*20260302*0800*7*X*005010X221A1~GE*0*7~IEA*1*42~", "A*000",
      "AK9*R*0*0*0~"),
    Case("GE01 too large", one.replacing("GE*1*7~", with: "GE*3*7~"), "A*000", accepted + "AK9*E*3*1*1*5~"),
    Case("GE02 of another group", one.replacing("GE*1*7~", with: "GE*1*8~"), "A*000", "AK9*E*1*1*1*4~"),
    Case("GS06 that is no number", one.replacing("0800*7*X", with: "0800*G7*X"), "E*024"),
    Case("ISA13 that is no number", one.replacing("000000042", with: "00000004B"), "E*018", "AK9*A*1*1*1~"),
    Case("ISA09 that is no day", one.replacing("*260302*0800*^", with: "*269902*0800*^"), "E*014", "AK9*A*1*1*1~"),
    Case(
      "ST02 of its neighbour", two.replacing("*0002~", with: "*0001~"), "A*000",
      accepted + "AK2*835*0001*005010X221A1~IK5*E*23~AK9*E*2*2*2~"),
    Case("ST02 of one digit", one.replacing("*0001~", with: "*1~"), "A*000", "AK2*835*0001*005010X221A1~IK5*E*7~AK9*E"),
    Case("SE01 miscounted", one.replacing("SE*15*", with: "SE*16*"), "A*000", "IK5*E*4~AK9*E*1*1*1~"),
    Case("something between its sets", one.replacing("GE*1", with: "REF*AA*1~GE*1"), "E*022", "AK9*A*1*1*1~"),
  ]

  private func answers(_ text: String) throws -> [OutgoingDocument] {
    var numbers = RunningNumbers(from: 42)
    return try AcknowledgementWriter(date: 20_260_303, time: 905)
      .write(try Translated(text).report, numbers: &numbers)
  }

  private func text(_ document: OutgoingDocument?) -> String {
    String(decoding: document?.bytes ?? [], as: UTF8.self)
  }

  @Test(arguments: cases)
  func `The TA1 says what is wrong with the envelope, the 999 what is wrong with the group`(_ fault: Case) throws {
    let documents = try answers(fault.text)
    #expect(documents.map(\.kind) == (fault.parts.isEmpty ? ["TA1"] : ["TA1", "999"]))
    let envelope = text(documents.first)
    #expect(envelope.contains("*0800*\(fault.verdict)~IEA*0*"), "\(envelope)")
    for part in fault.parts { #expect(text(documents.last).contains(part), "\(text(documents.last))") }
    for document in documents {
      let again = try Translated(document.bytes)
      #expect(again.rules == [], "we must be able to read \(text(document))")
    }
  }

  @Test(.enabled(if: PyX12.isInstalled, "make readers"), .timeLimit(.minutes(1)))
  func `pyx12 finds nothing wrong with any of them`() throws {
    for fault in Self.cases {
      for document in try answers(fault.text) {
        #expect(try PyX12.verdict(document.bytes) == "valid\n", "\(fault.testDescription): \(text(document))")
      }
    }
  }

  @Test func `What is wrong with an interchange is not said of the next`() throws {
    let cut = Self.one.replacing("IEA*1*000000042~", with: "")
    let documents = try answers(cut + Self.one.replacing("000000042", with: "000000043"))
    let envelopes = documents.filter { $0.kind == "TA1" }.map(text)
    #expect(envelopes.count == 2 && envelopes[0].contains("TA1*000000042*260302*0800*E*023~"))
    #expect(envelopes.last?.contains("TA1*000000043*260302*0800*A*000~") == true)
  }

  @Test func `Acknowledgements and what cannot be addressed are not answered`() throws {
    #expect(try answers(Self.header + "TA1*000000001*260302*0800*A*000~IEA*0*000000042~").isEmpty)
    #expect(try answers("ST*835*0001~SE*2*0001~").isEmpty)
    #expect(try answers("no X12 at all").isEmpty)
    #expect(try Translated("no X12 at all").report.gravestFinding?.contains("no X12 file") == true)
  }

  /// More sets than a report lists: what comes behind them is answered all the same, and refusals are named.
  @Test(.timeLimit(.minutes(1)))
  func `However many sets come, each interchange and each rejected set is answered`() throws {
    let many = 10_001
    let sets = (1...many).map { "ST*278*\(1_000 + $0)~SE*2*\(1_000 + $0)~" }.joined()
    let group =
      "GS*HI*PA*RE*20260302*0800*7*X*005010X217~\(sets)ST*835*900001~SE*2*900001~GE*\(many + 1)*7~IEA*1*000000042~"
    let documents = try answers(Self.header + group + Self.one)
    #expect(documents.map(\.kind) == ["TA1", "999", "TA1", "999"])
    let answer = text(documents.count > 1 ? documents[1] : nil)
    let refusal = "~AK2*835*900001*005010X217~IK3*SE*2**3~IK3*SE*2**3~IK5*R*5~AK9*P*10002*10002*10001~"
    #expect(answer.contains(refusal), "\(answer.suffix(160))")
    #expect(text(documents.last).contains("~AK1*HP*7*005010X221A1~AK9*A*1*1*1~"), "accepted, so it need not be named")
  }
}
