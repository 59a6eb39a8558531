// Cuts a delimited file into rows of fields (RFC 4180: quotes around a field, doubled quotes inside, line ends inside).

/// A row, with the place where it begins.
package struct DelimitedRow: Sendable, Equatable {
  package var place: RecordPlace
  package var fields: [[UInt8]]
  /// Whether it was longer than the limit and is cut, or its quotes never end.
  package var isBroken: Bool

  /// The field of a number from 1, without blanks at its ends; nil if the row is too short.
  package func text(_ number: Int, _ encoding: ColumnMap.Encoding) -> String? {
    guard fields.indices.contains(number - 1) else { return nil }
    switch encoding {
    case .utf8: return TextBytes.decode(fields[number - 1])
    case .latin1: return TextBytes.clean(fields[number - 1].map { Unicode.Scalar($0) })
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
  private var fields: [[UInt8]] = []
  private var field: [UInt8] = []
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
    for byte in chunk {
      try take(byte, row)
      offset += 1
    }
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
    case UInt8(ascii: "\"") where field.allSatisfy(\.isBlank):
      field.removeAll(keepingCapacity: true)
      isQuoted = true
    default: append(byte)
    }
  }

  private mutating func append(_ byte: UInt8) {
    size += 1
    if size <= Self.maximumRow { field.append(byte) }
  }

  private mutating func endField() {
    size += 1
    if fields.count < Self.maximumFields { fields.append(field) } else { size = Self.maximumRow + 1 }
    field.removeAll(keepingCapacity: true)
    (isQuoted, sawQuote) = (false, false)
  }

  private mutating func endRow(isOpen: Bool, _ row: (DelimitedRow) throws -> Void) rethrows {
    endField()
    let isBroken = isOpen || size > Self.maximumRow + 1
    let found = fields
    fields.removeAll(keepingCapacity: true)
    size = 0
    guard !found.allSatisfy({ $0.allSatisfy(\.isBlank) }) else { return }
    number += 1
    try row(DelimitedRow(place: RecordPlace(record: number, offset: start), fields: found, isBroken: isBroken))
  }
}
