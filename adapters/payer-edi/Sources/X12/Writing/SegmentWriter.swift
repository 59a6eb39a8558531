// Writes segments: elements, components and repetitions under any separators.

/// A value cannot be written, since X12 knows no escaping.
public struct X12WriteError: Error, Sendable, Equatable, CustomStringConvertible {
  /// The segment's id.
  public let segment: String
  /// The element's number.
  public let element: Int

  package init(segment: String, element: Int) {
    self.segment = segment
    self.element = element
  }

  public var description: String {
    "\(segment)\(element < 10 ? "0" : "")\(element) holds a separator or a control character; change the value or the "
      + "separators"
  }
}

/// One element to be written: repetitions of components.
package struct ElementValue: Sendable, Equatable, ExpressibleByStringLiteral {
  /// Each repetition with its components.
  package var repetitions: [[String]]

  package init(repetitions: [[String]]) { self.repetitions = repetitions }
  /// One value.
  package init(_ value: String) { repetitions = [[value]] }
  /// An optional value; nil leaves the element empty.
  package init(_ value: String?) { repetitions = [[value ?? ""]] }
  /// A number.
  package init(_ value: Int) { repetitions = [[String(value)]] }
  package init(stringLiteral value: String) { repetitions = [[value]] }

  /// A composite.
  package static func composite(_ components: String...) -> ElementValue { ElementValue(repetitions: [components]) }
}

/// Bytes of X12, segment by segment. Elements and components at the end that are empty are left out, as the standard
/// wants it (X12.5, section 3.5).
package struct SegmentWriter: Sendable {
  /// The separators; from the next segment on.
  package var delimiters: Delimiters
  /// Written behind each terminator, for people; nothing by default.
  package var lineEnd: [UInt8]
  /// What was written.
  package private(set) var bytes: [UInt8] = []
  /// How many segments were written.
  package private(set) var segmentCount = 0

  package init(delimiters: Delimiters = .usual, lineEnd: [UInt8] = []) {
    self.delimiters = delimiters
    self.lineEnd = lineEnd
  }

  /// Writes a segment. - Throws: ``X12WriteError`` where a value holds a separator.
  package mutating func write(_ id: String, _ elements: [ElementValue]) throws {
    var line = Array(id.utf8)
    var end = line.count
    for (index, element) in elements.enumerated() {
      line.append(delimiters.element)
      let start = line.count
      for (place, components) in element.repetitions.enumerated() {
        if place > 0 { line.append(try repetition(id, index + 1)) }
        try append(components, to: &line, id, index + 1)
      }
      if line.count > start { end = line.count }
    }
    line.removeSubrange(end...)
    finish(line)
  }

  /// Writes a segment that was read, under this writer's separators; nothing of it is changed.
  /// - Throws: ``X12WriteError`` where a value holds a separator of this writer that is none of the reader's.
  package mutating func copy(_ segment: Segment, from source: Delimiters) throws {
    var line: [UInt8] = []
    line.reserveCapacity(segment.bytes.count)
    for index in 0..<segment.elementCount {
      if index > 0 { line.append(delimiters.element) }
      let isSeparatorList = segment.tag == .isa && (index == 11 || index == 16)
      let value = segment[index]
      if index == segment.elementCount - 1, segment.endsInBinaryData {
        for place in 0..<value.count { line.append(value[place]) }
        continue
      }
      for place in 0..<value.count {
        line.append(try translate(value[place], source, isSeparatorList, segment, index))
      }
    }
    finish(line)
  }

  /// Writes a segment whose bytes are known to be right, for instance an ISA with its separators as values.
  package mutating func write(raw line: [UInt8]) { finish(line) }

  private mutating func finish(_ line: [UInt8]) {
    bytes += line
    bytes.append(delimiters.segment)
    bytes += lineEnd
    segmentCount += 1
  }

  private func append(_ components: [String], to line: inout [UInt8], _ id: String, _ element: Int) throws {
    let kept = components.reversed().drop { $0.isEmpty }.reversed()
    for (place, component) in kept.enumerated() {
      if place > 0 { line.append(delimiters.component) }
      for byte in component.utf8 {
        guard byte >= 0x20, byte != 0x7F, !isSeparator(byte) else { throw X12WriteError(segment: id, element: element) }
        line.append(byte)
      }
    }
  }

  private func repetition(_ id: String, _ element: Int) throws -> UInt8 {
    guard let repetition = delimiters.repetition else { throw X12WriteError(segment: id, element: element) }
    return repetition
  }

  private func isSeparator(_ byte: UInt8) -> Bool {
    byte == delimiters.element || byte == delimiters.component || byte == delimiters.segment
      || byte == delimiters.repetition
  }

  private func translate(
    _ byte: UInt8, _ source: Delimiters, _ isSeparatorList: Bool, _ segment: Segment, _ element: Int
  ) throws -> UInt8 {
    if byte == source.component { return delimiters.component }
    if let repetition = source.repetition, byte == repetition, let own = delimiters.repetition { return own }
    if !isSeparatorList, isSeparator(byte), source != delimiters {
      throw X12WriteError(segment: segment.tag.name, element: element)
    }
    return byte
  }
}
