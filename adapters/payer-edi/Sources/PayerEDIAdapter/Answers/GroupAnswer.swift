// 999 and 997: the same answer under other names.

import X12

/// One of the two sets that answer a group.
struct GroupAnswer: Sendable {
  /// ST01.
  let set: String
  /// GS08.
  let version: String
  /// Whether ST03, AK103 and AK203 say the version, which 4010 does not know.
  let namesVersions: Bool
  /// The ids of the segments about a segment, an element and a set.
  let segmentNote: String
  let elementNote: String
  let setNote: String

  /// 005010X231A1.
  static let implementation = GroupAnswer(
    set: "999", version: AcknowledgementWriter.version, namesVersions: true, segmentNote: "IK3", elementNote: "IK4",
    setNote: "IK5")
  /// 4010.
  static let functional = GroupAnswer(
    set: "997", version: "004010", namesVersions: false, segmentNote: "AK3", elementNote: "AK4", setNote: "AK5")

  /// The one for a group: versions before 5010 are answered with a 997.
  static func to(_ group: ReceivedGroup) -> GroupAnswer {
    group.version.hasPrefix("003") || group.version.hasPrefix("004") ? functional : implementation
  }

  func write(_ group: ReceivedGroup, to writer: inout InterchangeWriter) throws {
    try writer.write(
      "AK1", ElementValue(group.functionalID), ElementValue(group.controlNumber), version(group.version))
    var hasErrors = false
    for set in group.sets {
      let faults = SetFault.of(set)
      let reasons = set.reasonCodes
      let verdict = !set.isUsable ? "R" : reasons.isEmpty ? "A" : "E"
      hasErrors = hasErrors || !reasons.isEmpty
      guard let number = set.namedControlNumber else { continue }
      try writer.write("AK2", ElementValue(set.identifier), ElementValue(number), version(set.version))
      for fault in faults { try write(fault, to: &writer) }
      try writer.write(setNote, elements: [ElementValue(verdict)] + reasons.prefix(5).map { ElementValue($0) })
    }
    try writeVerdict(group, hasErrors: hasErrors, to: &writer)
  }

  /// AK9: AK902 is how many sets the sender says there are, AK903 how many came.
  private func writeVerdict(_ group: ReceivedGroup, hasErrors: Bool, to writer: inout InterchangeWriter) throws {
    let reasons = Self.reasons.filter { group.rules.contains($0.rule) }.map(\.code)
    let isPerfect = !hasErrors && reasons.isEmpty
    let verdict =
      group.acceptedCount == 0 ? "R" : group.acceptedCount < group.setCount ? "P" : isPerfect ? "A" : "E"
    let declared = group.declaredSets.map { min($0, 999_999) } ?? group.setCount
    try writer.write(
      "AK9",
      elements: [
        ElementValue(verdict), ElementValue(declared), ElementValue(min(group.setCount, 999_999)),
        ElementValue(min(group.acceptedCount, 999_999)),
      ] + reasons.map { ElementValue($0) })
  }

  /// AK905 to AK909.
  private static let reasons: [(rule: Rule, code: String)] = [
    (.groupTrailerMissing, "3"), (.groupControl, "4"), (.groupCount, "5"),
  ]

  private func version(_ text: String) -> ElementValue { ElementValue(namesVersions ? text : nil) }

  private func write(_ fault: SetFault, to writer: inout InterchangeWriter) throws {
    // AK304 knows no codes of implementation guides: a loop that is missing is a segment that is.
    let code = !namesVersions && fault.code == "I7" ? "3" : fault.code
    try writer.write(
      segmentNote, ElementValue(fault.segment), ElementValue(fault.position), ElementValue(fault.loop),
      ElementValue(code))
    for element in fault.elements {
      try writer.write(
        elementNote, ElementValue(element.number), "", ElementValue(element.code), ElementValue(element.value))
    }
  }
}
