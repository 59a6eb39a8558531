// An implementation guide as data: which segments a transaction set has, in which loops, how often, with which values.

/// What a guide says of one element of a segment, or of one component of it.
package struct ElementRule: Sendable, Equatable {
  /// The element's number (`CLM05` is 5).
  package var element: Int
  /// The component's number, from 1; 0 for the whole element.
  package var component = 0
  /// Whether it must be there wherever the segment is.
  package var isRequired = true
  /// Whether its codes tell this use of the segment from others of the same id (NM101, REF01, HL03).
  package var isKey = false
  /// The codes it may have, packed as ``ByteView/packed``; empty where any value will do.
  package var codes: [UInt64] = []

  /// Whether the value is one of the codes.
  @inline(__always)
  func allows(_ value: ByteView) -> Bool {
    guard let packed = value.packed else { return false }
    for code in codes where code == packed { return true }
    return false
  }
}

/// One line of a guide: a segment, or a loop of segments and loops.
package struct GuideNode: Sendable, Equatable {
  /// The segment's id; 0 for a loop.
  package var tag = SegmentTag(rawValue: 0)
  /// The loop's name, for instance `2110`; for a segment that of its loop.
  package var loop = ""
  /// Required, in the guide's sense: wherever the loop around it is.
  package var isRequired = false
  /// How often it may come in a row of its loop.
  package var maximum = Int.max
  package var elements: [ElementRule] = []
  /// The element that tells this use of the segment from others.
  package var key: ElementRule?
  /// The loop's parts, by their numbers in the guide. The first is the segment that begins the loop.
  package var children: [Int] = []
  /// For each child, the first of the run of children with the same id: these may come in any order.
  package var groups: [Int] = []

  package var isLoop: Bool { tag.rawValue == 0 }

  /// Whether the segment is this one, by id and by key.
  @inline(__always)
  func matches(_ segment: Segment, componentSeparator: UInt8) -> Bool {
    guard tag == segment.tag else { return false }
    guard let key else { return true }
    return key.allows(key.value(in: segment, componentSeparator: componentSeparator))
  }
}

extension ElementRule {
  /// The element or component that the rule is about.
  @inline(__always)
  func value(in segment: Segment, componentSeparator: UInt8) -> ByteView {
    let whole = segment[element]
    return (component == 0 ? whole : whole.component(component - 1, separator: componentSeparator)).trimmed
  }
}

/// An implementation guide: a tree of loops. Node 0 is the whole set, without ST and SE.
package struct Guide: Sendable, Equatable {
  /// ST01.
  package var set: String
  /// The versions (GS08, ST03) it is for; an empty list for any.
  package var versions: [String]
  /// All lines; loops refer to their parts by number.
  package var nodes: [GuideNode]
  /// What was wrong with the table; a test wants none.
  package var faults: [String] = []

  /// Reads a table; see ``GuideParser`` for its form.
  package init(set: String, versions: [String], table: String) {
    self.set = set
    self.versions = versions
    var parser = GuideParser()
    parser.read(table)
    nodes = parser.finished()
    faults = parser.faults
  }

  /// Whether the guide is the one for a version, by its first twelve characters or fewer.
  package func isFor(version: String) -> Bool { versions.isEmpty || versions.contains { version.hasPrefix($0) } }
}
