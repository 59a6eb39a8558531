// TA1 and 999 for what came in.

import X12

/// A document to be handed to somebody.
public struct OutgoingDocument: Sendable, Equatable {
  /// What it is: `TA1` or `999`.
  public var kind: String
  /// ISA13 of the document.
  public var controlNumber: Int
  /// The bytes.
  public var bytes: [UInt8]
}

/// Answers received interchanges: for each one interchange with a TA1, and one with a 999 for each group
/// (005010X231A1). They are apart because many readers take a TA1 only where it stands alone.
public struct AcknowledgementWriter: Sendable {
  /// The version of the 999.
  public static let version = "005010X231A1"
  /// How many faults a 999 names of one set.
  static let faults = 100

  /// When it is written: `YYYYMMDD` and `HHMM`.
  public var date: Int
  public var time: Int

  /// Creates it; see the properties.
  public init(date: Int, time: Int) {
    self.date = date
    self.time = time
  }

  /// Writes the answers to a file.
  /// - Parameters:
  ///   - report: what came of the file.
  ///   - next: gives the next interchange control number, 1 to 999,999,999; none may come twice.
  /// - Returns: two documents for each interchange that held anything but acknowledgements: its TA1, its 999s.
  /// - Throws: ``X12WriteError`` where a name of the sender cannot be written, and what `next` throws.
  public func write(_ report: TranslationReport, next: () throws -> Int) throws -> [OutgoingDocument] {
    try report.interchanges.enumerated().flatMap { index, received -> [OutgoingDocument] in
      // Acknowledgements are not acknowledged, or two systems would never stop.
      let groups = received.groups.filter { $0.functionalID != "FA" }
      guard !received.controlNumber.isEmpty, !groups.isEmpty else { return [] }
      let end = index + 1 < report.interchanges.count ? report.interchanges[index + 1].firstSegment : Int.max
      let findings = report.findings.listed.filter { (received.firstSegment..<end).contains($0.segmentNumber) }
      let verdict = InterchangeVerdict(findings)
      return [try envelope(received, verdict, number: try next()), try content(received, groups, number: try next())]
    }
  }

  private func begin(_ received: ReceivedInterchange, number: Int) throws -> InterchangeWriter {
    try InterchangeWriter(
      InterchangeAddress(
        senderQualifier: received.receiverQualifier, sender: received.receiver,
        receiverQualifier: received.senderQualifier, receiver: received.sender, date: date, time: time,
        controlNumber: number, usage: received.usage == "T" ? "T" : "P"))
  }

  private func envelope(
    _ received: ReceivedInterchange, _ verdict: InterchangeVerdict, number: Int
  ) throws -> OutgoingDocument {
    var writer = try begin(received, number: number)
    try writer.write(
      "TA1", ElementValue(nineDigits(received.controlNumber)), ElementValue(sixDigits(received.date)),
      ElementValue(received.time), ElementValue(verdict.code), ElementValue(verdict.note))
    return OutgoingDocument(kind: "TA1", controlNumber: number, bytes: try writer.finish())
  }

  private func content(
    _ received: ReceivedInterchange, _ groups: [ReceivedGroup], number: Int
  ) throws -> OutgoingDocument {
    var writer = try begin(received, number: number)
    for (index, group) in groups.enumerated() {
      try writer.beginGroup(
        "FA", sender: group.receiver, receiver: group.sender, controlNumber: index + 1, version: Self.version)
      try writer.beginSet("999", controlNumber: "0001", version: Self.version)
      try write(group, to: &writer)
      try writer.endGroup()
    }
    return OutgoingDocument(kind: "999", controlNumber: number, bytes: try writer.finish())
  }

  private func write(_ group: ReceivedGroup, to writer: inout InterchangeWriter) throws {
    try writer.write(
      "AK1", ElementValue(group.functionalID), ElementValue(group.controlNumber), ElementValue(group.version))
    var hasErrors = false
    for set in group.sets {
      let faults = SetFault.of(set)
      let verdict = set.isUsable ? (faults.isEmpty ? "A" : "E") : "R"
      hasErrors = hasErrors || !faults.isEmpty
      try writer.write(
        "AK2", ElementValue(set.identifier), ElementValue(set.controlNumbers.last ?? ""), ElementValue(set.version))
      for fault in faults { try write(fault, to: &writer) }
      let reasons = verdict == "A" ? [] : set.reasonCodes
      try writer.write("IK5", elements: [ElementValue(verdict)] + reasons.prefix(5).map { ElementValue($0) })
    }
    let verdict =
      group.acceptedCount == 0 ? "R" : group.acceptedCount < group.setCount ? "P" : hasErrors ? "E" : "A"
    try writer.write(
      "AK9", ElementValue(verdict), ElementValue(group.setCount), ElementValue(group.setCount),
      ElementValue(group.acceptedCount))
  }

  private func write(_ fault: SetFault, to writer: inout InterchangeWriter) throws {
    try writer.write(
      "IK3", ElementValue(fault.segment), ElementValue(fault.position), ElementValue(fault.loop),
      ElementValue(fault.code))
    for element in fault.elements {
      try writer.write(
        "IK4", ElementValue(element.number), "", ElementValue(element.code), ElementValue(element.value))
    }
  }

  /// TA101 has nine digits.
  private func nineDigits(_ number: String) -> String {
    String(repeating: "0", count: max(0, 9 - number.utf8.count)) + number
  }

  private func sixDigits(_ date: Int) -> String { String(String(date % 1_000_000 + 1_000_000).dropFirst()) }
}

/// TA104 and TA105 (X12.56): what became of an interchange's envelope.
struct InterchangeVerdict {
  var code = "A"
  var note = "000"

  private static let notes: [String: String] = [
    "iea-control-number": "001", "iea-count": "021", "iea-missing": "023", "isa-length": "022",
    "isa-separators": "022", "isa16-missing": "027", "ge-missing": "024", "trailer-unexpected": "022",
  ]

  init(_ findings: [Finding]) {
    guard let finding = findings.first(where: { Self.notes[$0.rule.code] != nil }) else { return }
    code = findings.contains { $0.rule.severity == .error } ? "R" : "E"
    note = Self.notes[finding.rule.code] ?? "000"
  }
}
