// One segment as a view into the reader's buffer.

/// What the scan saw in a segment besides plain ASCII text.
@frozen public struct SegmentFlags: OptionSet, Sendable {
  public let rawValue: UInt8
  @inlinable public init(rawValue: UInt8) { self.rawValue = rawValue }

  /// Line ends inside the segment: it was wrapped, and they have been taken out.
  @inlinable public static var wrapped: Self { Self(rawValue: 4) }
  /// Control characters that are no separators.
  @inlinable public static var control: Self { Self(rawValue: 8) }
  /// Bytes above 0x7F.
  @inlinable public static var nonASCII: Self { Self(rawValue: 16) }
  /// A quotation mark or a backslash, which JSON escapes.
  @inlinable public static var escaped: Self { Self(rawValue: 32) }
  /// The file ended before the segment did.
  @inlinable public static var unterminated: Self { Self(rawValue: 64) }
  /// Longer than the limit, or more elements than the limit; what is over was skipped.
  @inlinable public static var overLimit: Self { Self(rawValue: 128) }

  /// Whether values can be copied into JSON byte by byte.
  @inlinable @inline(__always) public var isPlain: Bool { isDisjoint(with: [.control, .nonASCII, .escaped]) }
}

/// A segment: views of its elements, and where it stands in the file. Valid until the reader moves on.
@frozen public struct Segment {
  @usableFromInline let base: UnsafePointer<UInt8>
  /// Where each element starts, one more than there are elements; each ends one byte before the next starts.
  @usableFromInline let starts: UnsafePointer<UInt32>
  /// How many elements, the id (element 0) included.
  public let elementCount: Int
  /// Which segment this is.
  public let tag: SegmentTag
  /// What the scan saw in it.
  public let flags: SegmentFlags
  /// Its number in the file, the first being 1.
  public let number: Int
  /// The offset of its first byte in the file, the first being 0.
  public let offset: Int

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
  @inlinable @inline(__always) public subscript(index: Int) -> ByteView {
    guard index >= 0, index < elementCount else { return ByteView(base: base, count: 0) }
    let start = Int(starts[index])
    return ByteView(base: base + start, count: Int(starts[index + 1]) - 1 - start)
  }

  /// The whole segment without its terminator.
  @inlinable public var bytes: ByteView {
    ByteView(base: base, count: elementCount > 0 ? Int(starts[elementCount]) - 1 : 0)
  }
}
