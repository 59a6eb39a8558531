// A BAI2 record with its continuations, and a cursor over the fields of both.

/// A record and the 88 records that continue it.
struct BAI2LogicalRecord {
  /// One physical record without its code and its end.
  struct Line {
    var place: RecordPlace
    /// What follows the record code and its comma, without the closing slash.
    var content: ArraySlice<UInt8>
    /// Whether a slash closed it.
    var isClosed: Bool
  }

  var code: ArraySlice<UInt8>
  var lines: [Line]

  var place: RecordPlace { lines[0].place }

  /// Splits a line into code and content.
  static func split(_ line: PhysicalLine) -> (code: ArraySlice<UInt8>, line: Line) {
    var rest = line.bytes[...]
    while let first = rest.first, first.isBlank { rest.removeFirst() }
    while let last = rest.last, last.isBlank { rest.removeLast() }
    let isClosed = rest.last == UInt8(ascii: "/")
    if isClosed { rest.removeLast() }
    let code = rest.prefix(2)
    rest.removeFirst(code.count)
    if rest.first == UInt8(ascii: ",") { rest.removeFirst() }
    return (code, Line(place: line.place, content: rest, isClosed: isClosed))
  }
}

/// Walks over the fields of a record and its continuations.
struct BAI2FieldCursor {
  /// Whether a value that ends with its line, without a slash, goes on in the next record (a split value).
  let joinsValues: Bool
  private let lines: [BAI2LogicalRecord.Line]
  private var line = 0
  private var position: Int?

  init(_ record: BAI2LogicalRecord, joinsValues: Bool = false) {
    self.joinsValues = joinsValues
    self.lines = record.lines
    self.position = record.lines[0].content.isEmpty && record.lines.count > 1 ? nil : record.lines[0].content.startIndex
  }

  /// The record that the next field is in.
  var place: RecordPlace { lines[min(position == nil ? line + 1 : line, lines.count - 1)].place }

  /// Whether the next field is the first of a continuation.
  var isAtContinuation: Bool { position == nil && line + 1 < lines.count }

  /// The next field, or nil at the end of the record.
  mutating func next() -> ArraySlice<UInt8>? {
    guard enterLine(), let start = position else { return nil }
    let content = lines[line].content
    guard let comma = content[start...].firstIndex(of: UInt8(ascii: ",")) else {
      position = nil
      return joined(content[start...])
    }
    position = comma + 1
    return content[start..<comma]
  }

  /// What is left of the current line, and every line after it.
  mutating func rest() -> [ArraySlice<UInt8>] {
    var pieces: [ArraySlice<UInt8>] = []
    if let position { pieces.append(lines[line].content[position...]) }
    pieces += lines[(line + 1)...].map(\.content)
    line = lines.count - 1
    position = nil
    return pieces
  }

  /// Goes on to the next line after the last field of one.
  private mutating func enterLine() -> Bool {
    if position != nil { return true }
    guard line + 1 < lines.count else { return false }
    line += 1
    position = lines[line].content.startIndex
    return true
  }

  /// The value with its other half, if it is a split one.
  private mutating func joined(_ value: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    guard joinsValues, !value.isEmpty, !lines[line].isClosed, enterLine(), let half = next() else { return value }
    return (Array(value) + half)[...]
  }
}
