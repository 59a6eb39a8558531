// Cuts a delimited file into rows of fields (RFC 4180: quotes around a field, doubled quotes inside, line ends inside).

/// A row, with the place where it begins.
package struct DelimitedRow: Sendable, Equatable {
  package var place: RecordPlace
  /// All fields, one after the other, and where each ends.
  fileprivate var bytes: [UInt8]
  fileprivate var ends: [Int]
  /// Whether it was longer than the limit and is cut, or its quotes never end.
  package var isBroken: Bool

  /// What is found where the row holds a NUL, which no text has. The column is that of the row without its quotes and
  /// separators.
  var nul: Finding? { bytes.contains(0) ? Finding.nul(in: bytes, at: place) : nil }

  /// How many fields it has.
  package var count: Int { ends.count }

  /// The bytes of the field of a number from 1; nil if the row is too short.
  package func field(_ number: Int) -> ArraySlice<UInt8>? {
    guard ends.indices.contains(number - 1) else { return nil }
    return bytes[(number == 1 ? 0 : ends[number - 2])..<ends[number - 1]]
  }

  /// The field of a number from 1, without blanks at its ends; nil if the row is too short.
  package func text(_ number: Int, _ encoding: ColumnMap.Encoding) -> String? {
    guard let field = field(number) else { return nil }
    switch encoding {
    case .utf8: return TextBytes.decode(field)
    case .latin1:
      if field.allSatisfy({ (0x20...0x7E).contains($0) }) { return TextBytes.decode(field) }
      return TextBytes.clean(field.map { Unicode.Scalar($0) })
    }
  }
}

/// Cuts bytes into rows as they stream by. Rows without anything are passed over; a row's number counts the others.
package struct DelimitedRowReader: Sendable {
  /// The longest row in bytes.
  package static let maximumRow = 65_536
  /// The most fields of a row.
  package static let maximumFields = 512

  private let separator: UInt8
  private var bytes: [UInt8] = []
  private var ends: [Int] = []
  private var isQuoted = false
  private var sawQuote = false
  private var size = 0
  private var start = 0
  private var offset = 0
  private var number = 0

  /// - Parameter separator: what stands between fields.
  package init(separator: UInt8) {
    self.separator = separator
  }

  /// Takes the next bytes.
  package mutating func feed(_ chunk: UnsafeRawBufferPointer, _ row: (DelimitedRow) throws -> Void) rethrows {
    var index = 0
    while index < chunk.count {
      let run = plainRun(in: chunk, from: index)
      if run > 0 {
        append(chunk[index..<(index + run)])
        offset += run
        index += run
      } else {
        try take(chunk[index], row)
        offset += 1
        index += 1
      }
    }
  }

  /// How many bytes from a place on are nothing but a field's.
  private func plainRun(in chunk: UnsafeRawBufferPointer, from start: Int) -> Int {
    if sawQuote { return 0 }
    var end = start
    if isQuoted {
      while end < chunk.count, chunk[end] != UInt8(ascii: "\"") { end += 1 }
    } else {
      while end < chunk.count {
        let byte = chunk[end]
        if byte == separator || byte == 0x0A || byte == 0x0D || byte == UInt8(ascii: "\"") { break }
        end += 1
      }
    }
    return end - start
  }

  /// Hands out the last row, if no line end followed it.
  package mutating func finish(_ row: (DelimitedRow) throws -> Void) rethrows {
    try endRow(isOpen: isQuoted && !sawQuote, row)
  }

  private mutating func take(_ byte: UInt8, _ row: (DelimitedRow) throws -> Void) rethrows {
    if isQuoted, !sawQuote {
      if byte == UInt8(ascii: "\"") { sawQuote = true } else { append(byte) }
      return
    }
    if sawQuote, byte == UInt8(ascii: "\"") {
      sawQuote = false
      append(byte)
      return
    }
    switch byte {
    case separator: endField()
    case 0x0A, 0x0D:
      try endRow(isOpen: false, row)
      start = offset + 1
    case UInt8(ascii: "\"") where bytes[(ends.last ?? 0)...].allSatisfy(\.isBlank):
      bytes.removeLast(bytes.count - (ends.last ?? 0))
      isQuoted = true
    default: append(byte)
    }
  }

  private mutating func append(_ byte: UInt8) {
    size += 1
    if size <= Self.maximumRow { bytes.append(byte) }
  }

  private mutating func append(_ run: Slice<UnsafeRawBufferPointer>) {
    bytes.append(contentsOf: run.prefix(max(0, Self.maximumRow - size)))
    size += run.count
  }

  private mutating func endField() {
    size += 1
    if ends.count < Self.maximumFields {
      ends.append(bytes.count)
    } else {
      size = Self.maximumRow + 1
      bytes.removeLast(bytes.count - (ends.last ?? 0))
    }
    (isQuoted, sawQuote) = (false, false)
  }

  private mutating func endRow(isOpen: Bool, _ row: (DelimitedRow) throws -> Void) rethrows {
    endField()
    defer {
      bytes.removeAll(keepingCapacity: true)
      ends.removeAll(keepingCapacity: true)
      size = 0
    }
    guard !bytes.allSatisfy(\.isBlank) else { return }
    number += 1
    let isBroken = isOpen || size > Self.maximumRow + 1
    try row(
      DelimitedRow(
        place: RecordPlace(record: number, offset: start), bytes: bytes, ends: ends, isBroken: isBroken))
  }
}
