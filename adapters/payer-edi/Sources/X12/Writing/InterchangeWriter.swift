// Writes interchanges: ISA to IEA with groups and sets, their counts and control numbers.

/// Who an interchange is from and to, and its numbers.
package struct InterchangeAddress: Sendable, Equatable {
  /// ISA05 to ISA08.
  package var senderQualifier: String
  package var sender: String
  package var receiverQualifier: String
  package var receiver: String
  /// ISA09 as `YYYYMMDD` and ISA10 as `HHMM`.
  package var date: Int
  package var time: Int
  /// ISA13: 1 to 999,999,999.
  package var controlNumber: Int
  /// ISA15: `P` or `T`.
  package var usage: String
  /// ISA12: `00501`, or `00401` for who still exchanges that.
  package var version: String

  package init(
    senderQualifier: String = "ZZ", sender: String, receiverQualifier: String = "ZZ", receiver: String, date: Int,
    time: Int, controlNumber: Int, usage: String = "P", version: String = "00501"
  ) {
    self.senderQualifier = senderQualifier
    self.sender = sender
    self.receiverQualifier = receiverQualifier
    self.receiver = receiver
    self.date = date
    self.time = time
    self.controlNumber = controlNumber
    self.usage = usage
    self.version = version
  }
}

/// An interchange under construction. Counts and trailers are its own business.
package struct InterchangeWriter: Sendable {
  private var writer: SegmentWriter
  private let address: InterchangeAddress
  private var groups = 0
  private var group: (control: Int, sets: Int)?
  private var set: (control: String, start: Int)?

  /// Begins with the ISA. - Throws: ``X12WriteError`` where sender or receiver does not fit.
  package init(_ address: InterchangeAddress, delimiters: Delimiters = .usual, lineEnd: [UInt8] = []) throws {
    self.address = address
    var delimiters = delimiters
    if address.version < "00402" { delimiters.repetition = nil }  // ISA11 is `U` before 00402
    writer = SegmentWriter(delimiters: delimiters, lineEnd: lineEnd)
    let fields = [
      "00", pad("", 10), "00", pad("", 10), pad(address.senderQualifier, 2), pad(address.sender, 15),
      pad(address.receiverQualifier, 2), pad(address.receiver, 15), digits(address.date % 1_000_000, 6),
      digits(address.time, 4), "", address.version, digits(address.controlNumber, 9), "0", pad(address.usage, 1), "",
    ]
    for (index, length) in [2, 10, 2, 10, 2, 15, 2, 15, 6, 4, 0, 5, 9, 1, 1, 0].enumerated()
    where fields[index].utf8.count != length || fields[index].utf8.contains(where: isForbidden) {
      throw X12WriteError(segment: "ISA", element: index + 1)
    }
    var line = Array("ISA".utf8)
    for (index, field) in fields.enumerated() {
      line.append(delimiters.element)
      line += index == 10 ? [delimiters.repetition ?? UInt8(ascii: "U")] : Array(field.utf8)
    }
    writer.write(raw: line + [delimiters.component])
  }

  /// Writes a segment inside a set, or a TA1 before any group.
  package mutating func write(_ id: String, _ elements: ElementValue...) throws { try writer.write(id, elements) }

  /// The same with a list.
  package mutating func write(_ id: String, elements: [ElementValue]) throws { try writer.write(id, elements) }

  /// Opens a group; `version` is GS08.
  package mutating func beginGroup(
    _ functionalID: String, sender: String, receiver: String, controlNumber: Int, version: String
  ) throws {
    try endGroup()
    groups += 1
    group = (controlNumber, 0)
    try writer.write(
      "GS",
      [
        ElementValue(functionalID), ElementValue(sender), ElementValue(receiver), ElementValue(digits(address.date, 8)),
        ElementValue(digits(address.time, 4)), ElementValue(controlNumber), "X", ElementValue(version),
      ])
  }

  /// Opens a set; `version` is ST03, which 4010 does not have.
  package mutating func beginSet(_ identifier: String, controlNumber: String, version: String?) throws {
    try endSet()
    group?.sets += 1
    set = (controlNumber, writer.segmentCount)
    try writer.write("ST", [ElementValue(identifier), ElementValue(controlNumber), ElementValue(version)])
  }

  /// Closes the set that is open, if one is.
  package mutating func endSet() throws {
    guard let open = set else { return }
    set = nil
    try writer.write("SE", [ElementValue(writer.segmentCount - open.start + 1), ElementValue(open.control)])
  }

  /// Closes the group that is open, if one is.
  package mutating func endGroup() throws {
    try endSet()
    guard let open = group else { return }
    group = nil
    try writer.write("GE", [ElementValue(open.sets), ElementValue(open.control)])
  }

  /// Closes everything and gives the bytes.
  package mutating func finish() throws -> [UInt8] {
    try endGroup()
    try writer.write("IEA", [ElementValue(groups), ElementValue(digits(address.controlNumber, 9))])
    return writer.bytes
  }

  private func isForbidden(_ byte: UInt8) -> Bool {
    let own = writer.delimiters
    return byte < 0x20 || byte >= 0x7F || [own.element, own.component, own.segment, own.repetition].contains(byte)
  }

  private func pad(_ text: String, _ length: Int) -> String {
    text + String(repeating: " ", count: max(0, length - text.utf8.count))
  }

  private func digits(_ number: Int, _ length: Int) -> String {
    let text = String(max(0, number))
    return String(repeating: "0", count: max(0, length - text.count)) + text
  }
}
