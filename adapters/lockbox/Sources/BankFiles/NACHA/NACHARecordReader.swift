// Cuts a stream of bytes into NACHA records, whether or not lines separate them.

/// Cuts bytes into records of 94 columns.
///
/// The first bytes decide: a line end within them means one record a line, none means records back to back.
struct NACHARecordReader: Sendable {
  /// The longest line in bytes; several records may share one.
  static let maximumLine = 16_384
  /// How many bytes are looked at for the first line end: less than two records.
  static let probe = 2 * NACHARecord.length - 1

  /// A record, or what is wrong with a piece of the file.
  enum Piece {
    case record(NACHARecord)
    case problem(Finding)
  }

  private enum Mode {
    case undecided, lines, fixed
  }

  private var mode = Mode.undecided
  private var lines = LineReader(limit: maximumLine)
  private var buffer: [UInt8] = []
  private var start = 0
  private var offset = 0
  private var number = 0

  mutating func feed(_ chunk: UnsafeRawBufferPointer, _ take: (Piece) throws -> Void) throws {
    switch mode {
    case .undecided:
      buffer.append(contentsOf: chunk)
      let hasLineEnd = buffer.prefix(Self.probe).contains { $0 == 0x0A || $0 == 0x0D }
      if hasLineEnd || buffer.count >= Self.probe { try decide(hasLineEnd ? .lines : .fixed, take) }
    case .lines: try feedLines(chunk, take)
    case .fixed: try feedFixed(chunk, take)
    }
  }

  mutating func finish(_ take: (Piece) throws -> Void) throws {
    if mode == .undecided { try decide(.fixed, take) }
    if mode == .fixed {
      if !buffer.allSatisfy(\.isBlank) { try emitFixed(take) }
    } else {
      var lines = self.lines
      try lines.finish { try split($0, take) }
    }
  }

  private mutating func decide(_ decision: Mode, _ take: (Piece) throws -> Void) throws {
    mode = decision
    let held = buffer
    buffer = []
    try held.withUnsafeBytes { try feed($0, take) }
  }

  // MARK: One record a line

  private mutating func feedLines(_ chunk: UnsafeRawBufferPointer, _ take: (Piece) throws -> Void) throws {
    var lines = self.lines
    defer { self.lines = lines }
    var rest = chunk
    while !rest.isEmpty {
      if lines.isAtLineStart, let size = Self.plainLine(rest) {
        let offset = lines.skip(lines: 1, bytes: size).offset
        number += 1
        try take(
          .record(NACHARecord(rest.prefix(NACHARecord.length), at: RecordPlace(record: number, offset: offset))))
        rest = UnsafeRawBufferPointer(rebasing: rest[size...])
      } else {
        let used = try lines.feedLine(rest) { try split($0, take) }
        rest = UnsafeRawBufferPointer(rebasing: rest[used...])
      }
    }
  }

  /// The size, with its end, of a line that is a record as it should be: 94 printable characters of ASCII. Nil of any
  /// other, which is looked at more closely.
  private static func plainLine(_ bytes: UnsafeRawBufferPointer) -> Int? {
    let length = NACHARecord.length
    guard bytes.count > length + 1, bytes[0] != 0x20 else { return nil }
    let isFeed = bytes[length] == 0x0A
    guard isFeed || (bytes[length] == 0x0D && bytes[length + 1] == 0x0A) else { return nil }
    var isOther = false
    for index in 0..<length { isOther = isOther || bytes[index] &- 0x20 > 0x5E }
    return isOther ? nil : length + (isFeed ? 1 : 2)
  }

  /// A line is a record; blanks at its end do not count; characters count where bytes would be too many; a line of
  /// several whole records is cut.
  private mutating func split(_ line: PhysicalLine, _ take: (Piece) throws -> Void) throws {
    var bytes = line.bytes[...]
    // Where characters count, blanks at the end are columns: they must not go for the bytes that are too many.
    let isOfCharacters = bytes.count > NACHARecord.length && Self.characters(bytes) != nil
    while !isOfCharacters, let last = bytes.last, last.isBlank, bytes.count > NACHARecord.length { bytes.removeLast() }
    if bytes.count <= NACHARecord.length {
      try emit(bytes, at: line.place.offset, take)
    } else if let characters = Self.characters(bytes) {
      number += 1
      let place = RecordPlace(record: number, offset: line.place.offset)
      if let finding = Finding.nul(in: bytes, at: place) { try take(.problem(finding)) }
      try take(.record(NACHARecord(characters: characters, at: place)))
    } else {
      try cut(bytes, of: line, take)
    }
  }

  private mutating func cut(
    _ bytes: ArraySlice<UInt8>, of line: PhysicalLine, _ take: (Piece) throws -> Void
  ) throws {
    if line.isTooLong || bytes.count % NACHARecord.length != 0 {
      let place = RecordPlace(record: number + 1, offset: line.place.offset)
      try take(.problem(lengthFinding(place, "\(line.isTooLong ? "more than " : "")\(bytes.count) bytes")))
    }
    var rest = bytes
    while !rest.isEmpty {
      let piece = rest.prefix(NACHARecord.length)
      try emit(piece, at: line.place.offset + (piece.startIndex - bytes.startIndex), take)
      rest = rest.dropFirst(piece.count)
    }
  }

  /// The characters of a line whose bytes are more than 94 but whose characters are not.
  private static func characters(_ bytes: ArraySlice<UInt8>) -> String.UnicodeScalarView? {
    guard bytes.count <= 4 * NACHARecord.length, let text = String(validating: bytes, as: UTF8.self) else { return nil }
    return text.unicodeScalars.count <= NACHARecord.length ? text.unicodeScalars : nil
  }

  // MARK: Back to back

  private mutating func feedFixed(_ chunk: UnsafeRawBufferPointer, _ take: (Piece) throws -> Void) throws {
    for byte in chunk {
      if buffer.isEmpty, byte.isBlank || byte == 0x0A || byte == 0x0D {
        // Line ends and padding between records.
      } else {
        if buffer.isEmpty { start = offset }
        buffer.append(byte)
        if buffer.count == NACHARecord.length { try emitFixed(take) }
      }
      offset += 1
    }
  }

  private mutating func emitFixed(_ take: (Piece) throws -> Void) throws {
    defer { buffer.removeAll(keepingCapacity: true) }
    while let last = buffer.last, last == 0x0A || last == 0x0D { buffer.removeLast() }
    try emit(buffer[...], at: start, take)
  }

  // MARK: Handing out

  private mutating func emit(
    _ bytes: ArraySlice<UInt8>, at offset: Int, _ take: (Piece) throws -> Void
  ) throws {
    number += 1
    let place = RecordPlace(record: number, offset: offset)
    let record = NACHARecord(bytes, at: place)
    if let finding = Finding.nul(in: bytes, at: place) { try take(.problem(finding)) }
    if record.hasLineEnd { try take(.problem(lengthFinding(place, "a line end within the record"))) }
    let isNines = bytes.allSatisfy { $0 == UInt8(ascii: "9") }
    if bytes.count < NACHARecord.length, !isNines {
      let found = "\(bytes.count) bytes"
      try take(
        .problem(Finding(.nachaShortRecord, at: place, field: "record", expected: "94 columns", found: found)))
    }
    // A short line of nines is padding that was cut, not a file control record.
    try take(.record(isNines ? NACHARecord(Array(repeating: 0x39, count: NACHARecord.length), at: place) : record))
  }

  private func lengthFinding(_ place: RecordPlace, _ found: String) -> Finding {
    Finding(.nachaRecordLength, at: place, field: "record", expected: "94 columns", found: found)
  }
}
