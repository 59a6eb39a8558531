// The tables of guides, and what the reader says of a set that is not as its guide.

import PayerEDIAdapter
import Testing
import X12

@Suite struct GuideTests {
  @Test func `Every table can be read`() {
    #expect(ElementDictionary.standard.faults == [])
    for guide in Guide.all {
      #expect(guide.faults == [], "\(guide.set) \(guide.versions)")
      #expect(guide.nodes.count > 5)
      for node in guide.nodes where node.isLoop { #expect(!node.children.isEmpty, "\(guide.set) \(node.loop)") }
      for node in guide.nodes where !node.isLoop {
        #expect(ElementDictionary.standard.shapes[node.tag.rawValue] != nil, "\(node.tag.name) has no shapes")
      }
    }
  }

  @Test(arguments: [
    ("837", "005010X222A1", "005010X222", true), ("837", "005010X223A3", "005010X223", true),
    ("837", "004010X097A1", "004010X097", true), ("837", "003051", "005010X222", false),
    ("277", "005010X214", "005010X214", true), ("277", "005010X212", "005010X212", true),
    ("835", "004010X091A1", "004010", true),
  ])
  func `Finds the guide of a version`(set: String, version: String, first: String, isExact: Bool) throws {
    let found = try #require(Guide.find(set: set, version: version))
    #expect(found.guide.versions.first == first && found.isExact == isExact)
  }

  /// A change to a correct claim, and the finding that names it: rule, loop, segment and element.
  @Test(arguments: [
    ("PER*IC*DESK*TE*5550100~", "", "segment-missing", "1000A", "NM1", nil),
    ("N3*1 MAIN~", "N3*1 MAIN~N3*2 MAIN~", "segment-repeated", "2010AA", "N3", nil),
    ("NM1*40*2*LARKSPUR*****46*R1~", "", "loop-missing", nil, "SE", nil),
    ("HL*2*1*22*0", "HL*2*7*22*0", "hl-hierarchy", "2000B", "HL", 2),
    ("HL*2*1*22*0", "HL*3*1*22*0", "hl-hierarchy", "2000B", "HL", 1),
    ("NM1*85*2*RIVERSIDE", "NM1*85*7*RIVERSIDE", "code-unlisted", "2010AA", "NM1", 2),
    ("REF*EA*MR-1", "REF*QQ*MR-1", "code-unlisted", "2300", "REF", 1),
    ("N4*SPRINGFIELD*IL*627010000~", "N4**IL~", "element-required", "2010AA", "N4", 1),
    ("DTP*472*D8*20260201~REF", "DTP*472*D8*20260201~ZZZ*1~REF", "segment-unexpected", "2400", "ZZZ", nil),
    ("AMT*F5*20~REF*G1*AUTH-1~", "REF*G1*AUTH-1~AMT*F5*20~", "segment-misplaced", "2300", "AMT", nil),
    ("*20260301*0800*CH", "*20260399*0800*CH", "element-type", nil, "BHT", 4),
    ("SBR*S*18*******CI", "SBR*S*1*******CI", "element-short", "2000B", "SBR", 2),
    ("SBR*S*18*******CI", "SBR*S*18*******CIX", "element-long", "2000B", "SBR", 9),
    ("REF*EI*990000001", "REF*EI*990000001****X", "element-surplus", "2010AA", "REF", 5),
    ("CLM*PCN-1*150", "CLM*PCN-1*151", "balance", nil, "SE", nil),
    ("REF*F8*ICN-0~", "", "replaced-claim-missing", nil, "SE", nil),
  ])
  func `Names what is not as in the guide, and reads on`(
    part: String, replacement: String, rule: String, loop: String?, segment: String, element: Int?
  ) throws {
    let text = OtherSet.professionalClaim.text
    let place = try #require(text.range(of: part))
    let changed = text.replacingCharacters(in: place, with: replacement)
    let translated = try Translated(changed)
    let findings = try #require(translated.summaries.first).findings.listed
    let found = findings.first { $0.rule.code == rule }
    #expect(found != nil, "\(findings.map(\.line))")
    #expect(found?.loop == loop && found?.segmentID == segment && found?.element == element, "\(found?.line ?? "")")
    #expect(translated.summaries.map(\.outcome) == [.translated])
    #expect(translated.events.count == 1)
  }

  @Test func `A code that is not listed is shown, other values never are`() throws {
    let text = OtherSet.professionalClaim.text.replacing("REF*EA*MR-1", with: "REF*QQ*MR-1").replacing(
      "NM1*41*2*RIVERSIDE*****46*S1", with: "NM1*41*SECRET*RIVERSIDE*****46*S1")
    let findings = try Translated(text).summaries.flatMap(\.findings.listed)
    #expect(findings.contains { $0.value == "QQ" })
    #expect(!findings.map(\.line).joined().contains("SECRET"))
  }

  @Test func `Loops of the same kind may come in any order`() throws {
    let text = OtherSet.professionalClaim.text.replacing(
      "NM1*82*1*WHO*DOC****XX*1999999976~", with: "NM1*82*1*WHO*DOC****XX*1999999976~NM1*DN*1*REF*DOC~"
    ).replacing("SE*38*", with: "SE*39*")
    #expect(try Translated(text).rules == [])
  }
}
