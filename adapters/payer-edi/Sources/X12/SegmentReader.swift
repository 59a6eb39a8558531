// Reads a file segment by segment in constant memory: one buffer, refilled from the source, and views into it.

/// The bottom layer: bytes to segments. Knows separators, line ends and limits; nothing of what segments mean.
///
/// A class, because it owns the buffer that its segments are views of.
package final class SegmentReader {
  /// How many bytes are asked of the source at once.
  static let chunkBytes = 1 << 18
  static let capacity = X12Limits.segmentBytes + 2 * chunkBytes

  /// The current segment; valid after ``next()`` returned true, until it is called again.
  package var segment: Segment { current }
  /// The separators in force.
  package var delimiters: Delimiters { separators }
  /// How many segments have been read.
  package var segmentNumber: Int { count }
  /// What was wrong with the last ISA read; the envelope layer reports and clears it.
  package var headerProblems: [InterchangeHeader.Problem] = []
  /// Where the reader stands in the file.
  package var offset: Int { bufferOffset + position }

  // Stored privately behind the properties above: only then can the compiler prove that accesses do not overlap, and
  // leave out the check at run time, which costs a tenth of the throughput here.
  private var current: Segment
  private var separators = Delimiters.usual
  private var count = 0
  private let buffer: UnsafeMutablePointer<UInt8>
  private let starts: UnsafeMutablePointer<UInt32>
  private let classes: UnsafeMutablePointer<UInt8>
  private var marks = ByteMarks(.usual)
  private let source: any ByteSource
  private var limit: Int
  private var isStopped = false
  /// The file offset of the buffer's first byte.
  private var bufferOffset: Int
  /// The next byte to look at, and the end of what was read, in the buffer.
  private var position = 0
  private var end = 0

  /// Creates a reader of `source` from `start` up to `limit` (exclusive).
  package init(_ source: any ByteSource, from start: Int = 0, to limit: Int = .max) {
    self.source = source
    self.limit = limit
    bufferOffset = start
    buffer = .allocate(capacity: SegmentReader.capacity + ByteView.readableBeyond)
    starts = .allocate(capacity: X12Limits.elements + 2)
    classes = .allocate(capacity: 256)
    starts[0] = 0
    current = Segment(base: buffer, starts: starts, elementCount: 0, flags: [], number: 0, offset: 0)
    ByteClass.fill(classes, for: separators)
  }

  deinit {
    buffer.deallocate()
    starts.deallocate()
    classes.deallocate()
  }

  /// Starts over on a part of the file whose separators and numbering are known.
  /// - Parameter segmentNumber: how many segments come before `start`.
  package func restart(from start: Int, to limit: Int, delimiters: Delimiters, segmentNumber: Int) {
    self.limit = limit
    count = segmentNumber
    bufferOffset = start
    position = 0
    end = 0
    isStopped = false
    use(delimiters)
  }

  /// Changes the separators from the next segment on.
  package func use(_ delimiters: Delimiters) {
    separators = delimiters
    marks = ByteMarks(delimiters)
    ByteClass.fill(classes, for: delimiters)
  }

  /// Moves to the next segment. False at the end of the file. Throws what the source throws.
  package func next() throws -> Bool {
    guard !isStopped, try skipBlanks() else { return false }
    if buffer[position] == UInt8(ascii: "I"), try !readInterchangeHeader() { return false }
    count += 1
    if buffer[position] == UInt8(ascii: "B"), try readBinary() { return true }
    var scan = Scan(start: position, offset: offset)
    try scanSegment(&scan)
    if scan.seen & SegmentFlags.wrapped.rawValue != 0, !scan.isOverlong {
      (scan.end, scan.elements) = unwrap(scan.start..<scan.end)
    }
    current = view(of: scan)
    return true
  }

  /// The next bytes, at least `count` of them unless the file ends before. Does not move.
  package func lookAhead(_ count: Int) throws -> UnsafeBufferPointer<UInt8> {
    while end - position < count, try refill() {}
    return UnsafeBufferPointer(start: buffer + position, count: min(count, end - position))
  }

  /// Steps over bytes that were looked at.
  package func skip(_ count: Int) { position = min(end, position + count) }
}

// MARK: - The scan

extension SegmentReader {
  /// A segment as it is being found: its place in the buffer and how many elements were seen. What takes it is inlined,
  /// so that it lives in registers: to copy it through memory, field by field, takes longer than the scan itself.
  private struct Scan {
    var start: Int
    let offset: Int
    var end = 0
    var elements = 1
    var seen: UInt8 = 0
    var isOverlong = false
  }

  /// Skips what senders put between segments: line ends, spaces, and terminators with nothing before them.
  private func skipBlanks() throws -> Bool {
    repeat {
      while position < end {
        let byte = buffer[position]
        guard ASCII.isLineEnd(byte) || byte == ASCII.space || byte == separators.segment else { return true }
        position += 1
      }
    } while try refill()
    return false
  }

  /// Finds the end of the segment at `position`, noting where its elements start. Leaves `position` behind it.
  @inline(__always)
  private func scanSegment(_ scan: inout Scan) throws {
    scan.end = scan.start
    while !findTerminator(&scan) {
      if scan.end - scan.start > X12Limits.segmentBytes {
        scan.isOverlong = true
        if try !skipOverlong(scan.start) { scan.seen |= SegmentFlags.unterminated.rawValue }
        scan.start = 0
        return
      }
      let length = scan.end - scan.start
      let isMore = try refill()
      scan.start = position
      scan.end = position + length
      guard isMore else {
        scan.seen |= SegmentFlags.unterminated.rawValue
        position = scan.end
        return
      }
    }
    position = scan.end + 1
    scan.isOverlong = scan.end - scan.start > X12Limits.segmentBytes
  }

  /// The inner loop. True when `scan.end` stands on a terminator, false at the end of what is in the buffer.
  @inline(__always)
  private func findTerminator(_ scan: inout Scan) -> Bool {
    let (buffer, classes, starts, end, base) = (buffer, classes, starts, end, scan.start - 1)
    var (index, elements, seen) = (scan.end, scan.elements, scan.seen)
    defer { (scan.end, scan.elements, scan.seen) = (index, elements, seen) }
    /// Takes a byte that is not plain; true for the terminator.
    @inline(__always) func take(_ place: Int) -> Bool {
      let kind = classes[Int(buffer[place])]
      if kind == ByteClass.terminator { return true }
      if kind == ByteClass.element {
        if elements <= X12Limits.elements { starts[elements] = UInt32(truncatingIfNeeded: place &- base) }
        elements &+= 1
      } else {
        seen |= kind
      }
      return false
    }
    while end - index >= ByteMarks.width {
      let marked = marks.marks(buffer + index)
      for half in 0..<2 {
        var bits = UInt64(littleEndian: marked[half])
        while bits != 0 {
          let place = index &+ half &* 8 &+ bits.trailingZeroBitCount &>> 3
          if take(place) {
            index = place
            return true
          }
          bits &= bits &- 1
        }
      }
      index &+= ByteMarks.width
    }
    while index < end {
      if take(index) { return true }
      index &+= 1
    }
    return false
  }

  /// Drops the rest of a segment that is beyond the limit, up to its terminator. Only the id is kept, at the front of
  /// the buffer; what follows is read over it and forgotten. Returns false if the file ends before the segment.
  private func skipOverlong(_ start: Int) throws -> Bool {
    let kept = min(8, end - start)
    buffer.update(from: buffer + start, count: kept)
    repeat {
      bufferOffset += end - kept
      position = kept
      end = kept
      guard try fill() else { return false }
      while position < end, buffer[position] != separators.segment { position += 1 }
    } while position == end
    position += 1
    return true
  }

  @inline(__always)
  private func view(of scan: Scan) -> Segment {
    var flags = SegmentFlags(rawValue: scan.seen)
    var elements = min(scan.elements, X12Limits.elements)
    if scan.isOverlong { elements = 1 }
    if scan.isOverlong || scan.elements > X12Limits.elements { flags.insert(.overLimit) }
    if elements == scan.elements {
      starts[elements] = UInt32(truncatingIfNeeded: scan.end - scan.start + 1)
    }
    if scan.isOverlong { starts[1] = scan.elements > 1 ? min(starts[1], 4) : 4 }
    return Segment(
      base: buffer + scan.start, starts: starts, elementCount: elements, flags: flags, number: count,
      offset: scan.offset)
  }

  /// Takes the line ends out of a wrapped segment, in place, and finds its elements again.
  /// Returns its new end and how many elements it has.
  private func unwrap(_ range: Range<Int>) -> (end: Int, elements: Int) {
    var kept = range.lowerBound
    var elements = 1
    for index in range where classes[Int(buffer[index])] != SegmentFlags.wrapped.rawValue {
      let byte = buffer[index]
      buffer[kept] = byte
      kept += 1
      if classes[Int(byte)] == ByteClass.element {
        if elements <= X12Limits.elements { starts[elements] = UInt32(kept - range.lowerBound) }
        elements += 1
      }
    }
    return (kept, elements)
  }
}

// MARK: - Binary data

extension SegmentReader {
  /// Reads a BIN or BDS by the length that it declares: its data may hold any byte. False where it is none, or where
  /// no terminator stands behind so many bytes; it is read as any other segment then.
  private func readBinary() throws -> Bool {
    let head = try lookAhead(BinaryHeader.longest)
    guard let header = BinaryHeader(head, separator: separators.element) else { return false }
    let length = header.dataStart + header.dataLength
    return length <= X12Limits.segmentBytes ? try holdBinary(header) : try skipBinary(header)
  }

  /// The whole segment fits into the buffer: its data is an element.
  private func holdBinary(_ header: BinaryHeader) throws -> Bool {
    let length = header.dataStart + header.dataLength
    let bytes = try lookAhead(length + 1)
    guard bytes.count > length, bytes[length] == separators.segment else { return false }
    mark(header)
    starts[header.elements + 1] = UInt32(length + 1)
    current = Segment(
      base: buffer + position, starts: starts, elementCount: header.elements + 1, flags: [], number: count,
      offset: offset)
    position += length + 1
    return true
  }

  /// The data is too long to be held: it is passed over, and the segment ends before it.
  private func skipBinary(_ header: BinaryHeader) throws -> Bool {
    let (start, kept) = (offset, header.dataStart)
    buffer.update(from: buffer + position, count: kept)
    (position, end, bufferOffset) = (kept, kept, start + header.dataLength)
    guard try fill(), buffer[position] == separators.segment else {
      (position, end, bufferOffset) = (0, 0, start)
      _ = try fill()
      return false
    }
    position += 1
    mark(header)
    current = Segment(
      base: buffer, starts: starts, elementCount: header.elements, flags: [], number: count, offset: start)
    return true
  }

  /// Where the elements begin, the data as the last one.
  private func mark(_ header: BinaryHeader) {
    starts[0] = 0
    starts[1] = 4
    if header.elements == 3 { starts[2] = UInt32(header.lengthStart) }
    starts[header.elements] = UInt32(header.dataStart)
  }
}

// MARK: - The buffer

extension SegmentReader {
  /// Moves what has not been read yet to the front and reads more behind it. False at the end of the file.
  private func refill() throws -> Bool {
    if position > 0 {
      buffer.update(from: buffer + position, count: end - position)
      bufferOffset += position
      end -= position
      position = 0
    }
    return try fill()
  }

  private func fill() throws -> Bool {
    let at = bufferOffset + end
    let room = min(SegmentReader.capacity - end, SegmentReader.chunkBytes, limit - at)
    guard room > 0 else { return false }
    let count = try source.read(at: at, into: UnsafeMutableRawBufferPointer(start: buffer + end, count: room))
    end += max(0, min(count, room))
    return count > 0
  }

  /// Reads the separators if an ISA starts here. False where its separators are no use: nothing more can be read.
  private func readInterchangeHeader() throws -> Bool {
    let bytes = try lookAhead(X12Limits.interchangeHeaderBytes)
    guard let header = InterchangeHeader(bytes) else { return true }
    headerProblems += header.problems
    guard let delimiters = header.delimiters else {
      isStopped = true
      return false
    }
    use(delimiters)
    return true
  }
}
