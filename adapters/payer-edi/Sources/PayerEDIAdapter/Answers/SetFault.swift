// Findings of a set in the codes of a 999.

import X12

/// One IK3 with its IK4.
struct SetFault {
  /// One IK4.
  struct Element {
    var number: Int
    var code: String
    var value: String?
  }

  var segment: String
  /// The segment's number in its set, the ST being 1.
  var position: Int
  /// At most four characters of the loop's name, which is what IK303 takes.
  var loop: String
  var code: String
  var elements: [Element] = []

  /// The faults of a set, in the order found.
  static func of(_ set: SetSummary) -> [SetFault] {
    var faults: [SetFault] = []
    for finding in set.findings.listed where finding.segmentID != "?" && faults.count < AcknowledgementWriter.faults {
      let position = finding.segmentNumber - (set.segmentRange.first ?? 0) + 1
      guard position > 0 else { continue }
      let loop = String((finding.loop ?? "").prefix(4))
      if let number = finding.element, let code = elementCodes[finding.rule.code] {
        let element = Element(number: number, code: code, value: finding.value)
        if let last = faults.last, last.position == position, last.code == "8" {
          faults[faults.count - 1].elements.append(element)
        } else {
          faults.append(
            SetFault(segment: finding.segmentID, position: position, loop: loop, code: "8", elements: [element]))
        }
      } else if let code = segmentCodes[finding.rule.code] {
        faults.append(SetFault(segment: finding.segmentID, position: position, loop: loop, code: code))
      }
    }
    return faults
  }

  /// IK304 (005010X231A1).
  private static let segmentCodes: [String: String] = [
    "segment-unexpected": "2", "segment-missing": "3", "loop-missing": "I7", "loop-repeated": "4",
    "segment-repeated": "5", "segment-misplaced": "7", "segment-order": "7", "header-repeated": "5", "bpr-missing": "3",
    "trn-missing": "3", "detail-outside-claim": "2", "hl-hierarchy": "8",
  ]

  /// IK403 (005010X231A1).
  private static let elementCodes: [String: String] = [
    "element-required": "1", "element-missing": "1", "money-missing": "1", "element-surplus": "3",
    "element-short": "4", "element-long": "5", "element-too-long": "5", "money-too-large": "5", "element-type": "6",
    "money-not-numeric": "6", "money-too-precise": "6", "number-invalid": "6", "quantity-invalid": "6",
    "code-unlisted": "7", "code-malformed": "7", "bpr03-unknown": "7", "date-invalid": "8",
    "adjustment-incomplete": "2",
  ]
}

extension SetSummary {
  /// Whether it was taken: made into events, or kept.
  var isUsable: Bool { outcome == .translated || outcome == .kept }

  /// IK502 to IK506; none where nothing is to be said against the set.
  var reasonCodes: [String] {
    if outcome == .notHandled { return [identifier.isEmpty ? "6" : "1"] }
    let rules = Set(findings.listed.map(\.rule))
    var codes = Self.reasons.filter { rules.contains($0.rule) }.map(\.code)
    if !(4...9).contains(controlNumbers.last?.utf8.count ?? 0) { codes.append("7") }
    if !SetFault.of(self).isEmpty || (codes.isEmpty && !isUsable) { codes.append("5") }
    return codes
  }

  private static let reasons: [(rule: Rule, code: String)] = [
    (.setTruncated, "2"), (.setControl, "3"), (.setCount, "4"), (.setControlRepeated, "23"),
  ]
}
