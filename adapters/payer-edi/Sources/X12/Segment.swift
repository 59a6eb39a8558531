// One segment as a view into the reader's buffer.

/// What the scan saw in a segment besides plain ASCII text.
@frozen package struct SegmentFlags: OptionSet, Sendable {
  package let rawValue: UInt8
  @inlinable package init(rawValue: UInt8) { self.rawValue = rawValue }

  /// Line ends inside the segment: it was wrapped, and they have been taken out.
  @inlinable package static var wrapped: Self { Self(rawValue: 4) }
  /// Control characters that are no separators.
  @inlinable package static var control: Self { Self(rawValue: 8) }
  /// Bytes above 0x7F.
  @inlinable package static var nonASCII: Self { Self(rawValue: 16) }
  /// A quotation mark or a backslash, which JSON escapes.
  @inlinable package static var escaped: Self { Self(rawValue: 32) }
  /// The file ended before the segment did.
  @inlinable package static var unterminated: Self { Self(rawValue: 64) }
  /// Longer than the limit, or more elements than the limit; what is over was skipped.
  @inlinable package static var overLimit: Self { Self(rawValue: 128) }

  /// Whether values can be copied into JSON byte by byte.
  @inlinable @inline(__always) package var isPlain: Bool { isDisjoint(with: [.control, .nonASCII, .escaped]) }
}

/// A segment: views of its elements, and where it stands in the file. Valid until the reader moves on.
@frozen package struct Segment {
  @usableFromInline let base: UnsafePointer<UInt8>
  /// Where each element starts, one more than there are elements; each ends one byte before the next starts.
  @usableFromInline let starts: UnsafePointer<UInt32>
  /// How many elements, the id (element 0) included.
  package let elementCount: Int
  /// Which segment this is.
  package let tag: SegmentTag
  /// What the scan saw in it.
  package let flags: SegmentFlags
  /// Its number in the file, the first being 1.
  package let number: Int
  /// The offset of its first byte in the file, the first being 0.
  package let offset: Int

  @inlinable init(
    base: UnsafePointer<UInt8>, starts: UnsafePointer<UInt32>, elementCount: Int, flags: SegmentFlags, number: Int,
    offset: Int
  ) {
    self.base = base
    self.starts = starts
    self.elementCount = elementCount
    self.flags = flags
    self.number = number
    self.offset = offset
    let id = elementCount > 0 ? Int(starts[1]) - 1 : 0
    tag = SegmentTag(ByteView(base: base, count: id))
  }

  /// Element `index` (0 is the id); empty where there is none.
  @inlinable @inline(__always) package subscript(index: Int) -> ByteView {
    guard index >= 0, index < elementCount else { return ByteView(base: base, count: 0) }
    let start = Int(starts[index])
    return ByteView(base: base + start, count: Int(starts[index + 1]) - 1 - start)
  }

  /// The whole segment without its terminator.
  @inlinable package var bytes: ByteView {
    ByteView(base: base, count: elementCount > 0 ? Int(starts[elementCount]) - 1 : 0)
  }
}
