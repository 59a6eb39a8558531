// Sets that cannot be read: every reason listed, no event, neighbours untouched.

import PayerEDIAdapter
import Testing

@Suite struct RejectionTests {
  @Test(arguments: [
    ("BPR*I*150*C", "BPR*I*15O*C", "money-not-numeric"), ("BPR*I*150*C", "BPR*I**C", "money-missing"),
    ("BPR*I*150*C", "BPR*I*150*X", "bpr03-unknown"), ("BPR*I*150*C", "BPR*I*150.001*C", "money-too-precise"),
    ("*C*ACH*", "*C**", "element-missing"), ("SVC*HC:99213:25*", "SVC**", "element-missing"),
    ("*150**1~", "*150**one~", "number-invalid"), ("LX*1~", "LX*1~PLB**20261231*WO:A*1~", "element-missing"),
    ("CAS*CO*45*", "CAS*CO*12345678901234567*", "element-too-long"),
    ("CLP*PCN-1*1*", "CLP*PCN-1*123456789*", "element-too-long"),
    ("N1*PR*EXAMPLE", "N1*PR*" + String(repeating: "N", count: 121), "element-too-long"),
    ("DTM*232*20260201", "REF*1L*R~" + String(repeating: "N", count: 1025), "element-too-long"),
    ("BPR*I*150*C", "BPR*I*99999999999999*C", "money-too-large"), ("BPR*", "BPX*", "bpr-missing"),
    ("TRN*1*TRACE-1", "TRX*1*TRACE-1", "trn-missing"), ("TRN*1*TRACE-1*", "TRN*1**", "trn-missing"),
    ("TRN*1*TRACE-1", "TRN*1*" + String(repeating: "A", count: 81), "element-too-long"),
    ("TRN*1*TRACE-1*1351840597~", "TRN*1*A~TRN*1*B~", "header-repeated"),
    ("LX*1~", "CAS*CO*45*1~", "detail-outside-claim"),
    ("CLP*PCN-1*1*200", "CLP*PCN-1*1*", "money-missing"), ("CLP*PCN-1*1*", "CLP*PCN-1**", "element-missing"),
    ("*200*150*20*12", "*200*150*x*12", "money-not-numeric"),
    ("SVC*HC:99213:25*200", "SVC*HC:99213:25*", "money-missing"),
    ("CAS*CO*45*30", "CAS*CO*45", "money-missing"), ("CAS*CO*45*30", "CAS*CO**30", "adjustment-incomplete"),
    ("CAS*CO*45*30", "CAS*CO", "adjustment-incomplete"), ("CAS*CO*45*30", "CAS**45*30", "code-malformed"),
    ("CAS*CO*45*30", "CAS*CO*45*3\u{0}0", "nul-byte"), ("LX*1~", "LX*1~PLB*1*20261231*WO:A*~", "money-missing"),
    ("MEMBER-1", String(repeating: "M", count: 81), "element-too-long"),
  ])
  func `Each fault rejects by its name, and only its own set`(part: String, replacement: String, rule: String) throws {
    var document = Document()
    document.sets = [AdviceText(), AdviceText(), AdviceText()]
    let text = document.text
    let second = try #require(text.range(of: "ST*835*0002"))
    let third = try #require(text.range(of: "ST*835*0003"))
    let broken = String(text[second.lowerBound..<third.lowerBound]).replacing(part, with: replacement)
    #expect(broken != String(text[second.lowerBound..<third.lowerBound]))
    let whole = String(text[..<second.lowerBound]) + broken + String(text[third.lowerBound...])
    let translated = try Translated(whole)
    #expect(translated.summaries.map(\.outcome) == [.translated, .rejected, .translated])
    #expect(translated.summaries[1].findings.listed.contains { $0.rule.code == rule }, "\(translated.rules)")
    #expect(translated.events.count == 4)
    #expect(translated.report.rejections.map(\.position) == ["interchange 1, group 1, set 2"])
  }

  @Test func `All reasons are listed, with their places`() throws {
    let text = Document().text.replacing("*200*150*20*12", with: "*a*b*c*12").replacing(
      "CAS*PR*1*20", with: "CAS*PR*1*d")
    let findings = try #require(try Translated(text).summaries.first).findings
    #expect(findings.listed.map(\.rule.code) == Array(repeating: "money-not-numeric", count: 4))
    #expect(findings.listed.map(\.element) == [3, 4, 5, 3])
    #expect(findings.listed.map(\.segmentID) == ["CLP", "CLP", "CLP", "CAS"])
    #expect(findings.listed.map(\.segmentNumber) == [10, 10, 10, 16])
    #expect(findings.listed.map(\.loop) == ["2100", "2100", "2100", "2110"])
    let place = try #require(text.range(of: "CLP*")).lowerBound
    #expect(findings.listed[0].byteOffset == text.utf8.distance(from: text.startIndex, to: place))
    #expect(findings.listed[0].line.hasPrefix("error money-not-numeric at segment 10 CLP03 in loop 2100, byte "))
  }

  @Test func `Findings hold nothing of the patient`() throws {
    let text = Document().text.replacing("CLP*PCN-1*1*200", with: "CLP*PCN-1*1*SECRET").replacing(
      "JANE", with: "JA\u{1}NE")
    let lines = try Translated(text).summaries.flatMap(\.findings.listed).map(\.line).joined()
    #expect(!lines.isEmpty)
    for secret in ["SECRET", "PCN-1", "DOE", "JA", "MEMBER"] { #expect(!lines.contains(secret)) }
  }

  @Test(arguments: [
    ("CAS*CO*45*30", "CAS*ZZ*999*30"), ("CLP*PCN-1*1*", "CLP*PCN-1*77*"), ("BPR*I*150*C*ACH", "BPR*I*150*C*ZZZ"),
    ("SVC*HC:", "SVC*QQ:"), ("LX*1~", "LX*1~TS3*1*2~"),
  ])
  func `Unknown codes never reject`(part: String, replacement: String) throws {
    #expect(
      try Translated(Document().text.replacing(part, with: replacement)).summaries.map(\.outcome) == [.translated])
  }

  @Test(arguments: [
    ("PLB*1999999984*20261231*WO-ICN*10", "plb-composite"), ("PLB*1999999984*20261231*WO:A:B*10", "plb-composite"),
    ("PLB*1999999984*20261301*WO:A*10", "date-invalid"),
  ])
  func `A malformed provider adjustment is named and still counted`(segment: String, rule: String) throws {
    var document = Document()
    document.sets[0].payment = document.sets[0].payment.replacing("*150*", with: "*140*")
    document.sets[0].providerAdjustments = [segment]
    let translated = try Translated(document.text)
    #expect(translated.rules == [rule])
    #expect(try translated.headers().first?.balance.balanced == true)
  }

  @Test func `A thousand findings are listed, all are counted, and errors are never crowded out`() throws {
    var document = Document()
    document.sets[0].claims = Array(repeating: ["CLP**1*0*0", "DTM*232*2026"], count: 600) + [["CLP*A*1*x*0"]]
    let findings = try #require(try Translated(document.text).summaries.first).findings
    #expect(findings.listed.count == 1000)
    #expect(findings.count == 1201)
    #expect(findings.listed.last?.rule.code == "money-not-numeric")
  }

  @Test func `More provider adjustments than an event can hold are refused`() throws {
    var document = Document()
    document.sets[0].providerAdjustments = Array(
      repeating: "PLB*1999999984*20261231*WO:A*0*WO:A*0*WO:A*0*WO:A*0*WO:A*0*WO:A*0", count: 667)
    #expect(try Set(Translated(document.text).rules) == ["too-many-provider-adjustments"])
  }
}
