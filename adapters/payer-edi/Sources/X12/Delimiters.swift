// The separators of an interchange, and what each byte means under them.

/// The separators that the ISA declares: ISA04th byte, ISA16, ISA11 (from version 00402 on) and the byte after ISA16.
package struct Delimiters: Equatable, Sendable {
  package var element: UInt8
  package var component: UInt8
  /// Nil where the version has none (before 00402, ISA11 is `U`).
  package var repetition: UInt8?
  package var segment: UInt8

  package init(element: UInt8, component: UInt8, repetition: UInt8?, segment: UInt8) {
    self.element = element
    self.component = component
    self.repetition = repetition
    self.segment = segment
  }

  /// The usual ones, for a file that declares none.
  package static let usual = Delimiters(element: 0x2A, component: 0x3A, repetition: 0x5E, segment: 0x7E)

  /// Whether a reader can tell them apart: all different, none a letter, digit or space.
  package var areUsable: Bool {
    let all = [element, component, segment]
    return Set(all).count == all.count && !all.contains { ASCII.isAlphanumeric($0) || $0 == ASCII.space }
      && !ASCII.isLineEnd(element) && !ASCII.isLineEnd(component)
  }

  /// Gives up the repetition separator where another separator is the same byte.
  package mutating func dropAmbiguousRepetition() {
    if let repetition, [element, component, segment].contains(repetition) { self.repetition = nil }
  }
}

/// What the scan has to do at a byte. The values above 2 are those of ``SegmentFlags``.
enum ByteClass {
  static let plain: UInt8 = 0
  static let element: UInt8 = 1
  static let terminator: UInt8 = 2

  /// Fills a table of 256 classes.
  static func fill(_ table: UnsafeMutablePointer<UInt8>, for delimiters: Delimiters) {
    for byte in 0..<256 { table[byte] = byte >= 0x80 ? SegmentFlags.nonASCII.rawValue : plain }
    for byte in 0..<0x20 { table[byte] = SegmentFlags.control.rawValue }
    table[0x7F] = SegmentFlags.control.rawValue
    table[Int(ASCII.lineFeed)] = SegmentFlags.wrapped.rawValue
    table[Int(ASCII.carriageReturn)] = SegmentFlags.wrapped.rawValue
    table[0x22] = SegmentFlags.escaped.rawValue
    table[0x5C] = SegmentFlags.escaped.rawValue
    for separator in [delimiters.component, delimiters.repetition ?? delimiters.component]
    where separator < 0x20 || separator == 0x7F {
      table[Int(separator)] = plain
    }
    table[Int(delimiters.element)] = element
    table[Int(delimiters.segment)] = terminator
  }
}
