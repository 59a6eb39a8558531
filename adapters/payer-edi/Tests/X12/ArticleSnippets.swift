// The code of the articles in X12.docc, compiled and run. ArticleTests compares the two.

import X12

enum ArticleSnippets {
  static func guided(_ source: any ByteSource, handle: (Segment, GuidePlace) -> Void) throws {
    let envelope = EnvelopeReader(SegmentReader(source))
    let guides = GuideReader { rule, element, loop, value, message in
      envelope.report(rule, element: element, loop: loop, value: value, message)
    }
    var hasGuide = false
    while true {
      switch try envelope.next() {
      case .setBegan:
        let found = Guide.find(set: envelope.set.identifier, version: envelope.set.version)
        hasGuide = found != nil
        if let found { guides.begin(found.guide, delimiters: envelope.reader.delimiters) }
      case .segment:
        if hasGuide { handle(envelope.segment, guides.take(envelope.segment)) }
      case .setEnded:
        if hasGuide { guides.end() }
      case .acknowledgement: break
      case .end: return
      }
    }
  }

  static func segments(_ source: any ByteSource, handle: (String, [String]) -> Void) throws {
    let reader = SegmentReader(source)
    while try reader.next() {
      let segment = reader.segment
      let values = (1..<segment.elementCount).map { segment[$0].text }
      handle(segment.tag.name, values)
    }
  }

  static func sets(_ source: any ByteSource, report: (String, FindingLog) -> Void) throws -> [String] {
    let envelope = EnvelopeReader(SegmentReader(source))
    var sets: [String] = []
    while true {
      switch try envelope.next() {
      case .setBegan: sets.append("\(envelope.set.identifier) of group \(envelope.group.controlNumber)")
      case .setEnded: report(envelope.position, envelope.setFindings)
      case .segment, .acknowledgement: break
      case .end: return sets
      }
    }
  }

  static func add(_ segment: Segment, _ element: Int, to total: inout Int64, faults: inout [String]) {
    switch Cents(segment[element]) {
    case .value(let cents): total += cents
    case .missing: faults.append("no amount")
    case .notNumeric: faults.append("no decimal number")
    case .tooPrecise: faults.append("more than two decimals that are not zeros")
    case .tooLarge: faults.append("beyond 2^53 - 1 cents")
    }
  }

  static func relaxations() -> [String] {
    let rules = Relaxation.allCases.map(\.rule.code)
    return rules
  }

  static func isUsable(_ log: FindingLog, print: (String) -> Void) -> Bool {
    for finding in log.listed where finding.rule.severity == .error {
      print(finding.line)
    }
    let isUsable = !log.isRejected
    return isUsable
  }

  static func inquiry() throws -> [UInt8] {
    var writer = try InterchangeWriter(
      InterchangeAddress(sender: "RIVERSIDE", receiver: "LARKSPUR", date: 20_260_303, time: 905, controlNumber: 7))
    try writer.beginGroup("HS", sender: "RIVERSIDE", receiver: "LARKSPUR", controlNumber: 3, version: "005010X279A1")
    try writer.beginSet("270", controlNumber: "0001", version: "005010X279A1")
    try writer.write("BHT", "0022", "13", "ELIG-1", "20260303", "0905")
    try writer.write("EQ", ElementValue(repetitions: [["30"], ["98"]]))
    let bytes = try writer.finish()
    return bytes
  }

  static func separated(_ source: any ByteSource) throws -> [UInt8] {
    let reader = SegmentReader(source)
    var writer = SegmentWriter(delimiters: .usual, lineEnd: [0x0A])
    while try reader.next() { try writer.copy(reader.segment, from: reader.delimiters) }
    return writer.bytes
  }
}
