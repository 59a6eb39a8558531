// Opening and closing interchanges, groups and sets, with their counts and control numbers.

extension EnvelopeReader {
  func beginInterchange(_ segment: Segment) {
    closeGroup()
    closeInterchange()
    interchange = Interchange(
      ordinal: interchange.ordinal + 1, controlNumber: segment[13].stripped.text, sender: segment[6].stripped.text,
      receiver: segment[8].stripped.text, date: X12Date(segment[9]), version: segment[12].stripped.text,
      senderQualifier: segment[5].stripped.text, receiverQualifier: segment[7].stripped.text,
      time: segment[10].stripped.text, acknowledgementRequested: segment[14].stripped.text,
      usage: segment[15].stripped.text, firstSegment: segment.number, isOpen: true)
    group = Group()
    setNumbers.removeAll(keepingCapacity: true)
    reportHeaderProblems()
    observer?.interchangeBegan(interchange)
  }

  func endInterchange(_ segment: Segment) {
    closeGroup()
    guard interchange.isOpen else { return _ = unexpectedTrailer() }
    interchange.isOpen = false
    if segment[1].integer != interchange.groups {
      note(.interchangeCount, element: 1, "IEA01 is not the number of groups read, \(interchange.groups)")
    }
    if !segment[2].isSameControlNumber(as: interchange.controlNumber) {
      note(.interchangeControl, element: 2, "IEA02 is not the control number of the ISA")
    }
    observer?.interchangeEnded(interchange)
  }

  func closeInterchange() {
    guard interchange.isOpen else { return }
    interchange.isOpen = false
    note(.interchangeTrailerMissing, "interchange \(interchange.ordinal) has no IEA; the file may be cut")
    observer?.interchangeEnded(interchange)
  }

  func beginGroup(_ segment: Segment) {
    closeGroup()
    interchange.groups += 1
    group = Group(
      ordinal: interchange.groups, functionalID: segment[1].stripped.text,
      sender: segment[2].stripped.text, receiver: segment[3].stripped.text, controlNumber: segment[6].stripped.text,
      date: X12Date(segment[4]), version: segment[8].stripped.text, isOpen: true)
    setNumbers.removeAll(keepingCapacity: true)
    observer?.groupBegan(group, in: interchange)
  }

  func endGroup(_ segment: Segment) {
    guard group.isOpen else { return _ = unexpectedTrailer() }
    group.isOpen = false
    group.declaredSets = segment[1].integer
    if segment[1].integer != group.sets {
      noteGroup(.groupCount, element: 1, "GE01 is not the number of sets read, \(group.sets)")
    }
    if !segment[2].isSameControlNumber(as: group.controlNumber) {
      noteGroup(.groupControl, element: 2, "GE02 is not the control number of the GS")
    }
    observer?.groupEnded(group, in: interchange)
  }

  func closeGroup() {
    guard group.isOpen else { return }
    group.isOpen = false
    noteGroup(.groupTrailerMissing, "group \(group.ordinal) has no GE; the file may be cut")
    observer?.groupEnded(group, in: interchange)
  }

  /// A finding about the interchange's envelope.
  func note(_ rule: Rule, element: Int? = nil, _ message: String) {
    interchange.rules.insert(rule)
    reportFile(rule, element: element, message)
  }

  private func noteGroup(_ rule: Rule, element: Int? = nil, _ message: String) {
    group.rules.insert(rule)
    note(rule, element: element, message)
  }

  func beginSet(_ segment: Segment) {
    group.sets += 1
    setCount += 1
    setFindings = FindingLog()
    let version = segment[3].stripped
    set = TransactionSet(
      ordinal: group.sets, identifier: segment[1].stripped.text, controlNumber: segment[2].stripped.text,
      version: version.isEmpty ? group.version : version.text, firstSegment: segment.number,
      startOffset: segment.offset)
    isSetOpen = true
    check(segment)
    let longest = max(
      set.controlNumber.utf8.count, group.controlNumber.utf8.count, interchange.controlNumber.utf8.count)
    if longest > ValueLimits.controlNumber {
      report(.elementTooLong, "a control number is longer than \(ValueLimits.controlNumber) bytes")
    }
    checkPlace()
  }

  /// A set stands in a group, and has a control number of its own there (X12.6, section 3.7).
  private func checkPlace() {
    guard group.isOpen else {
      interchange.rules.insert(.groupHeaderMissing)
      return report(.groupHeaderMissing, "the set stands outside any functional group (GS)")
    }
    guard setNumbers.count < X12Limits.controlNumbers else { return }
    if !setNumbers.insert(set.controlNumber).inserted {
      report(.setControlRepeated, element: 2, "another set of the group has this control number, too")
    }
  }

  func endSet(_ segment: Segment) -> Step {
    check(segment)
    isSetOpen = false
    set.lastSegment = segment.number
    set.endOffset = reader.offset
    let count = segment.number - set.firstSegment + 1
    let isCountWrong = segment[1].integer != count
    let isControlWrong = !segment[2].isSameControlNumber(as: set.controlNumber)
    if segment.flags.contains(.unterminated), isCountWrong || isControlWrong {
      report(.setTruncated, "the file ends inside the SE; ask the sender for the complete file")
    } else if isCountWrong, isControlWrong {
      report(.setSpliced, "SE01 is not the number of segments, \(count), and SE02 is not ST02: sets were mixed up")
    }
    if isCountWrong { report(.setCount, element: 1, "SE01 is not the number of segments read, \(count)") }
    if isControlWrong { report(.setControl, element: 2, "SE02 is not the control number of the ST") }
    return .setEnded
  }

  func unexpectedTrailer() -> Step? {
    note(.trailerUnexpected, "this trailer closes nothing that is open; segments before it may be lost")
    return nil
  }
}

extension ByteView {
  /// The bytes as a whole number without a sign, of at most 15 digits; nil for anything else.
  package var integer: Int? {
    let digits = stripped
    guard digits.count > 0, digits.count <= 15 else { return nil }
    var value = 0
    for index in 0..<digits.count {
      guard ASCII.isDigit(digits.base[index]) else { return nil }
      value = value * 10 + Int(digits.base[index] &- 0x30)
    }
    return value
  }

  /// Whether a trailer repeats a header's control number; numbers may differ in leading zeros.
  func isSameControlNumber(as header: String) -> Bool {
    let own = stripped.text
    if own == header { return true }
    guard let left = Int(own), let right = Int(header) else { return false }
    return left == right
  }
}
