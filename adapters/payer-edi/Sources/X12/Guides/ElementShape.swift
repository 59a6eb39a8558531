// What values look like: the standard's data types and lengths, by segment.

/// The type and the lengths of one element (X12.6, section 3.5.1).
package struct ElementShape: Sendable, Equatable {
  /// The standard's data types, as far as they are checked.
  package enum Kind: Sendable { case text, code, date, time, decimal, whole, composite }

  package var kind: Kind
  package var shortest = 1
  package var longest = Int.max
  /// The shapes of the components, where it is a composite.
  package var components: [ElementShape] = []

  /// Reads `AN1-35`, `ID2-3`, `DT8-8`, `TM4-8`, `R1-18`, `N01-6`; nil for anything else.
  init?(_ text: Substring) {
    let kinds: [(String, Kind)] = [
      ("AN", .text), ("ID", .code), ("DT", .date), ("TM", .time), ("R", .decimal), ("N0", .whole), ("N2", .whole),
      ("B", .text),
    ]
    guard let (prefix, kind) = kinds.first(where: { text.hasPrefix($0.0) }) else { return nil }
    let lengths = text.dropFirst(prefix.count).split(separator: "-").compactMap { Int($0) }
    guard lengths.count == 2 else { return nil }
    self.kind = kind
    (shortest, longest) = (lengths[0], lengths[1])
  }

  init(components: [ElementShape]) {
    kind = .composite
    self.components = components
  }
}

/// The shapes of all elements of the segments that our guides use.
package struct ElementDictionary: Sendable {
  /// The standard's, as in `ElementTable`.
  package static let standard = ElementDictionary(ElementTable.text)

  /// By ``SegmentTag/rawValue``: the shapes of elements 1, 2 and so on.
  package private(set) var shapes: [UInt32: [ElementShape]] = [:]
  /// Lines that could not be read; a test wants none.
  package private(set) var faults: [String] = []

  /// Reads a table: a line a segment, its id and the shapes of its elements; components stand in parentheses.
  init(_ text: String) {
    for line in text.split(separator: "\n") {
      guard let space = line.firstIndex(of: " ") else {
        faults.append(String(line))
        continue
      }
      let tag = SegmentTag(text: String(line[..<space]))
      let elements = ElementDictionary.elements(line[space...])
      if let elements, tag.rawValue != 0 { shapes[tag.rawValue] = elements } else { faults.append(String(line)) }
    }
  }

  private static func elements(_ text: Substring) -> [ElementShape]? {
    var elements: [ElementShape] = []
    var inside: [ElementShape]?
    for word in text.split(separator: " ") {
      if word == "(" {
        inside = []
      } else if word == ")" {
        elements.append(ElementShape(components: inside ?? []))
        inside = nil
      } else {
        guard let shape = ElementShape(word) else { return nil }
        if inside == nil { elements.append(shape) } else { inside?.append(shape) }
      }
    }
    return elements
  }
}
