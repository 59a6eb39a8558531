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
      let verdict = set.isUsable ? (faults.isEmpty ? "A" : "E") : "R"
      hasErrors = hasErrors || !faults.isEmpty
      try writer.write(
        "AK2", ElementValue(set.identifier), ElementValue(set.controlNumbers.last ?? ""), version(set.version))
      for fault in faults { try write(fault, to: &writer) }
      let reasons = verdict == "A" ? [] : set.reasonCodes
      try writer.write(setNote, elements: [ElementValue(verdict)] + reasons.prefix(5).map { ElementValue($0) })
    }
    let verdict =
      group.acceptedCount == 0 ? "R" : group.acceptedCount < group.setCount ? "P" : hasErrors ? "E" : "A"
    try writer.write(
      "AK9", ElementValue(verdict), ElementValue(group.setCount), ElementValue(group.setCount),
      ElementValue(group.acceptedCount))
  }

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
