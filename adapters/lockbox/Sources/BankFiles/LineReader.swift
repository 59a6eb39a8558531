// Splits a stream of bytes into lines without holding more than one of them.

/// A line that is not blank, with its place in the file.
package struct PhysicalLine: Sendable {
  /// Number among the lines that are not blank, and first byte.
  package var place: RecordPlace
  /// The line without its end; at most the reader's limit.
  package var bytes: [UInt8]
  /// Whether the line was longer than the limit and is cut.
  package var isTooLong: Bool
}

/// Reads lines ended by LF, CR LF or CR; blank lines are skipped, a byte order mark too.
package struct LineReader: Sendable {
  private let limit: Int
  private var buffer: [UInt8] = []
  private var isTooLong = false
  private var start = 0
  private var offset = 0
  private var number = 0

  /// - Parameter limit: the longest line in bytes.
  package init(limit: Int) {
    self.limit = limit
  }

  /// Takes the next bytes and hands out every line that ends in them.
  package mutating func feed(_ chunk: UnsafeRawBufferPointer, _ line: (PhysicalLine) throws -> Void) rethrows {
    for byte in chunk {
      if byte == 0x0A || byte == 0x0D {
        try flush(line)
        start = offset + 1
      } else if buffer.count < limit {
        buffer.append(byte)
      } else {
        isTooLong = isTooLong || !byte.isBlank
      }
      offset += 1
    }
  }

  /// Hands out the last line if no line end followed it.
  package mutating func finish(_ line: (PhysicalLine) throws -> Void) rethrows {
    try flush(line)
  }

  private mutating func flush(_ line: (PhysicalLine) throws -> Void) rethrows {
    defer {
      buffer.removeAll(keepingCapacity: true)
      isTooLong = false
    }
    if start == 0, buffer.starts(with: [0xEF, 0xBB, 0xBF]) { buffer.removeFirst(3) }
    guard !buffer.allSatisfy(\.isBlank) else { return }
    number += 1
    try line(
      PhysicalLine(place: RecordPlace(record: number, offset: start), bytes: buffer, isTooLong: isTooLong))
  }
}
