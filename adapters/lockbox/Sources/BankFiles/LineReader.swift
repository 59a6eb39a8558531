// Splits a stream of bytes into lines without holding more than one of them.

import Foundation

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
    var rest = chunk
    while !rest.isEmpty {
      let used = try feedLine(rest, line)
      rest = UnsafeRawBufferPointer(rebasing: rest[used...])
    }
  }

  /// Takes the next bytes up to the first line end, and hands out the line that it ends; returns how many it took.
  mutating func feedLine(_ chunk: UnsafeRawBufferPointer, _ line: (PhysicalLine) throws -> Void) rethrows -> Int {
    let end = Self.lineEnd(in: chunk[...])
    append(chunk[..<end])
    offset += end
    guard end < chunk.count else { return end }
    try flush(line)
    offset += 1
    start = offset
    return end + 1
  }

  /// Whether the next byte begins a line.
  var isAtLineStart: Bool { start == offset }

  /// Passes over whole lines that somebody else reads; returns the place of the first. None of them is blank.
  mutating func skip(lines: Int, bytes: Int) -> RecordPlace {
    let place = RecordPlace(record: number + 1, offset: start)
    number += lines
    offset += bytes
    start = offset
    return place
  }

  /// Where the first line end stands, or the end. The C library looks at many bytes at once.
  private static func lineEnd(in bytes: Slice<UnsafeRawBufferPointer>) -> Int {
    guard let base = UnsafeRawBufferPointer(rebasing: bytes).baseAddress else { return bytes.endIndex }
    var offset = 0
    // Bit by bit, so that a file of one kind of line end is not searched as a whole for the other kind at every line.
    while offset < bytes.count {
      let start = base + offset
      let size = min(1_024, bytes.count - offset)
      let feed = memchr(start, 0x0A, size).map { UnsafeRawPointer($0) - start }
      let end = memchr(start, 0x0D, feed ?? size).map { UnsafeRawPointer($0) - start } ?? feed
      if let end { return bytes.startIndex + offset + end }
      offset += size
    }
    return bytes.endIndex
  }

  private mutating func append(_ bytes: Slice<UnsafeRawBufferPointer>) {
    let room = limit - buffer.count
    buffer.append(contentsOf: bytes.prefix(room))
    if bytes.count > room { isTooLong = isTooLong || bytes.dropFirst(room).contains { !$0.isBlank } }
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
