// Templates as files, and what is wrong with them.

import AdapterKit
import Documents
import JSONRules
import Testing

@Suite struct TemplateTests {
  static let text = """
    template: short
    version: 3
    fields:
      traceNumber: {labels: [check number], pattern: "[0-9]{9}"}
      date: {labels: check date}
      amount: {labels: [check amount]}
    columns:
      claim: [account]
      charge: [billed]
      paid: [paid]
    totals: [total, grand total]
    """

  @Test func aTemplateIsRead() throws {
    let template = try ExtractionTemplate(RuleFile.read(Self.text, as: "short.yaml"))
    #expect(template.name == "short")
    #expect(template.version == 3)
    #expect(template.totals.first == Label("grand total"))
  }

  @Test(arguments: [
    ("version: 3", "version: none", "short.yaml:2: version"), ("template: short", "tmplate: short", "no such key"),
    ("[0-9]{9}", "[0-9", "no regular expression"), ("  claim: [account]", "  clam: [account]", "no such column"),
    ("[check amount]", "[':']", "needs a letter"), ("columns:", "kinds:", "'columns' is missing"),
  ])
  func faultsNameTheirPlace(_ old: String, _ new: String, _ expected: String) {
    let error = #expect(throws: RuleError.self) {
      try ExtractionTemplate(RuleFile.read(Self.text.replacing(old, with: new), as: "short.yaml"))
    }
    #expect(error.map { "\($0)".contains(expected) } == true, "\(error.map { "\($0)" } ?? "")")
  }

  @Test func labelsForgiveOneLetterOfALongWord() {
    let line = PageLine.lines(
      Page(number: 1, width: 612, height: 792, words: Self.words("Che0k Nurnber: 123 PAlD Due"), source: .recognition))
    func stands(_ text: String) -> Bool { line.contains { $0.holds(Label(text)) } }
    #expect(stands("check"))
    #expect(!stands("number"), "two letters")
    #expect(!stands("paid"), "too short to be forgiven")
    #expect(stands("due"))
  }

  static func words(_ text: String, top: Double = 100) -> [Word] {
    var left = 40.0
    return text.split(separator: " ").map { word in
      defer { left += Double(word.count) * 5 + 3 }
      return Word(String(word), Box(left: left, top: top, width: Double(word.count) * 5, height: 9))
    }
  }
}
