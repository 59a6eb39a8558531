// The beginning of a file, and what is checked of every segment whatever its set.

extension EnvelopeReader {
  /// Looks at the first bytes: X12 at all? Which separators, where there is no ISA?
  func start() throws -> Bool {
    if try reader.lookAhead(3).elementsEqual([0xEF, 0xBB, 0xBF]) {
      reader.skip(3)
      reportFile(.byteOrderMark, "the file begins with a byte order mark, which was skipped")
    }
    try skipLeadingBlanks()
    let bytes = try reader.lookAhead(X12Limits.guessingBytes)
    guard !bytes.isEmpty else {
      reportFile(.fileEmpty, "the file is empty; ask the sender for it again")
      return false
    }
    if InterchangeHeader(bytes) != nil { return true }
    guard let guessed = Delimiters.guess(bytes) else {
      reportFile(.notX12, "the file begins with neither ISA, GS nor ST: it is no X12 file")
      return false
    }
    reader.use(guessed)
    reportFile(.interchangeHeaderMissing, "the file begins without an ISA; its separators were guessed")
    return true
  }

  private func skipLeadingBlanks() throws {
    while let byte = try reader.lookAhead(1).first, ASCII.isLineEnd(byte) || byte == ASCII.space { reader.skip(1) }
  }

  /// Reports what was wrong with the ISA just read.
  func reportHeaderProblems() {
    for problem in reader.headerProblems {
      switch problem {
      case .length: note(.interchangeHeaderLength, "the ISA is not 106 bytes long; it was cut at its separators")
      case .componentMissing: note(.componentSeparatorMissing, element: 16, "ISA16 is missing; ':' was assumed")
      case .unusable: note(.separatorsUnusable, "the ISA's separators cannot be told apart; the file ends here")
      }
    }
    reader.headerProblems = []
  }

  /// A segment between sets. Acknowledgements stand here; so does padding.
  func outside(_ segment: Segment) -> Step? {
    if segment.tag == .ta1 {
      interchange.acknowledgements += 1
      return .acknowledgement
    }
    note(.segmentOutsideSet, "a segment outside any set was left out; the file may be damaged")
    return nil
  }

  /// What no segment of a set may have; to be asked of those that are not ordinary.
  func check(_ segment: Segment) {
    if segment.tag.rawValue == 0 { report(.segmentID, "no segment id; a separator may stand inside a value") }
    let isBinary = segment.tag == .bin || segment.tag == .bds
    if isBinary { checkBinary(segment) }
    if segment.bytes.count > X12Limits.elementBytes, !isBinary { checkElementLengths(segment) }
    if segment.flags.contains(.overLimit) {
      report(
        .segmentTooLong,
        "longer than \(X12Limits.segmentBytes) bytes or \(X12Limits.elements) elements; a terminator may be missing")
    }
    if segment.flags.contains(.control) { checkControlCharacters(segment) }
    if segment.flags.contains(.nonASCII) { checkEncoding(segment) }
  }

  /// Data that was passed over was as long as declared, or it would not have been.
  private func checkBinary(_ segment: Segment) {
    guard let place = segment.binaryLengthElement, segment.elementCount > place + 1, !segment.endsInBinaryData
    else { return }
    report(
      .binaryLength, element: place, "not the length of the data, which was read up to the next terminator instead")
  }

  private func checkElementLengths(_ segment: Segment) {
    for index in 0..<segment.elementCount where segment[index].count > X12Limits.elementBytes {
      return report(.elementTooLong, element: index, "longer than \(X12Limits.elementBytes) bytes")
    }
  }

  private func checkControlCharacters(_ segment: Segment) {
    let bytes = segment.bytes
    let hasNUL = (0..<bytes.count).contains { bytes[$0] == 0 }
    if hasNUL {
      report(.nulByte, "NUL bytes inside the segment: the file is damaged; ask the sender for it again")
    } else {
      report(.controlCharacter, "control characters inside the segment were kept as they are")
    }
  }

  private func checkEncoding(_ segment: Segment) {
    for index in 0..<segment.elementCount where !segment[index].isUTF8 {
      return report(.notUTF8, element: index, "not UTF-8; the value was read as ISO-8859-1")
    }
  }
}

extension Segment {
  /// Whether there is nothing in it to check: an id, no binary data, nothing too long, only text.
  @inline(__always)
  var isOrdinary: Bool {
    tag.rawValue != 0 && tag != .bin && tag != .bds && bytes.count <= X12Limits.elementBytes
      && flags.isDisjoint(with: [.control, .nonASCII, .overLimit])
  }
}
