// Follows a set through the loops of its guide: the one reader of loops for all transaction sets.

/// Where a segment belongs.
package struct GuidePlace: Sendable, Equatable {
  /// The loop's name, for instance `2300`; empty for what stands in no loop, nil for what the guide does not have.
  package var loop: String?
  /// Whether the segment begins the loop anew.
  package var beginsLoop = false
}

/// Reads one set at a time: ``begin(_:delimiters:)``, ``take(_:)`` for each segment between ST and SE, ``end()``.
///
/// It allocates nothing for a segment that is as the guide says. What is not is reported and read on.
package final class GuideReader {
  /// A loop that is open, and how far it has been read.
  private struct Level {
    var node: Int
    /// The place among the loop's children that was reached.
    var position: Int
  }

  private let report: (Rule, Int?, String?, String?, String) -> Void
  private let dictionary = ElementDictionary.standard
  private var guide = Guide(set: "", versions: [], table: "")
  private var levels: [Level] = []
  private var counts: [Int] = []
  private(set) var separator = Delimiters.usual.component
  private(set) var repetition: UInt8?
  private var hierarchy = HierarchyCheck()

  /// Creates it; `report` takes rule, element, loop, value (of codes only) and message of each finding on the current
  /// segment.
  package init(report: @escaping (Rule, Int?, String?, String?, String) -> Void) { self.report = report }

  /// Starts a set.
  package func begin(_ guide: Guide, delimiters: Delimiters) {
    self.guide = guide
    separator = delimiters.component
    repetition = delimiters.repetition
    counts = Array(repeating: 0, count: guide.nodes.count)
    levels = [Level(node: 0, position: 0)]
    hierarchy = HierarchyCheck()
  }

  /// Takes the next segment of the set and says where it belongs.
  package func take(_ segment: Segment) -> GuidePlace {
    for level in levels.indices.reversed() {
      let open = levels[level]
      let start = open.position < guide.nodes[open.node].groups.count
        ? guide.nodes[open.node].groups[open.position] : open.position
      if let child = find(segment, in: open.node, from: start, loops: true) {
        return enter(segment, level: level, child: child)
      }
    }
    return takeMisplaced(segment)
  }

  /// Ends the set: what is still missing is reported on the current segment.
  package func end() {
    while !levels.isEmpty { close() }
  }

  func note(_ rule: Rule, element: Int? = nil, loop: String? = nil, value: String? = nil, _ message: String) {
    report(rule, element, loop, value, message)
  }
}

// MARK: - Loops

extension GuideReader {
  /// The place among the children of a loop; its first child begins it, and is never found inside it.
  private func find(_ segment: Segment, in loop: Int, from start: Int, loops: Bool) -> Int? {
    let children = guide.nodes[loop].children
    var place = loop == 0 ? start : max(1, start)
    while place < children.count {
      let child = children[place]
      let candidate = guide.nodes[child].isLoop ? guide.nodes[child].children.first ?? child : child
      if candidate == child || loops,
        guide.nodes[candidate].matches(segment, componentSeparator: separator)
      {
        return place
      }
      place += 1
    }
    return nil
  }

  private func enter(_ segment: Segment, level: Int, child place: Int) -> GuidePlace {
    while levels.count > level + 1 { close() }
    levels[level].position = place
    let child = guide.nodes[levels[level].node].children[place]
    let node = guide.nodes[child]
    guard node.isLoop, let first = node.children.first else {
      count(child, in: node.loop)
      check(segment, node)
      return GuidePlace(loop: node.loop)
    }
    counts[child] += 1
    if counts[child] - 1 == node.maximum {
      note(.loopRepeated, loop: node.loop, "the loop comes more than \(node.maximum) times")
    }
    for inner in node.children { counts[inner] = 0 }
    counts[first] = 1
    levels.append(Level(node: child, position: 0))
    check(segment, guide.nodes[first])
    if segment.tag == .hl { checkHierarchy(segment, loop: node.loop) }
    return GuidePlace(loop: node.loop, beginsLoop: true)
  }

  private func count(_ child: Int, in loop: String) {
    counts[child] += 1
    let maximum = guide.nodes[child].maximum
    if counts[child] - 1 == maximum {
      note(.segmentRepeated, loop: name(loop), "the segment comes more than \(maximum) times here")
    }
  }

  private func close() {
    guard let level = levels.popLast() else { return }
    for child in guide.nodes[level.node].children where guide.nodes[child].isRequired && counts[child] == 0 {
      let node = guide.nodes[child]
      if node.isLoop {
        let around = name(guide.nodes[level.node].loop)
        note(.loopMissing, loop: around, "before this segment: loop \(node.loop) is missing")
      } else {
        note(.segmentMissing, loop: name(node.loop), "before this segment: the loop has no \(node.tag.name)")
      }
    }
  }

  private func checkHierarchy(_ segment: Segment, loop: String) {
    if let fault = hierarchy.take(segment) { note(.hierarchy, element: fault.element, loop: loop, fault.message) }
  }

  func name(_ loop: String) -> String? { loop.isEmpty ? nil : loop }
}

// MARK: - What is not where the guide has it

extension GuideReader {
  /// Out of order in a loop that is open; with a qualifier that the guide does not have; or not of this set at all.
  private func takeMisplaced(_ segment: Segment) -> GuidePlace {
    for level in levels.reversed() {
      guard let place = find(segment, in: level.node, from: 0, loops: false) else { continue }
      let child = guide.nodes[level.node].children[place]
      let loop = guide.nodes[child].loop
      note(.segmentMisplaced, loop: name(loop), "the segment comes later than in the guide; it was read all the same")
      count(child, in: loop)
      check(segment, guide.nodes[child])
      return GuidePlace(loop: loop)
    }
    return takeUnlisted(segment)
  }

  private func takeUnlisted(_ segment: Segment) -> GuidePlace {
    for level in levels.reversed() {
      for child in guide.nodes[level.node].children.dropFirst(level.node == 0 ? 0 : 1) {
        let node = guide.nodes[child]
        guard node.tag == segment.tag, segment.tag.rawValue != 0, let key = node.key else { continue }
        note(
          .codeUnlisted, element: key.element, loop: name(node.loop), value: code(key, segment),
          "the guide has no such \(node.tag.name) here; it was read all the same")
        return GuidePlace(loop: node.loop)
      }
    }
    let loop = levels.last.flatMap { name(guide.nodes[$0.node].loop) }
    if segment.tag.rawValue != 0 { note(.segmentUnexpected, loop: loop, "the guide has no such segment here") }
    return GuidePlace(loop: nil)
  }

  /// A code as text, where it looks like one; other values are never shown.
  func code(_ rule: ElementRule, _ segment: Segment) -> String? {
    let value = rule.value(in: segment, componentSeparator: separator)
    return (1...3).contains(value.count) && value.isAlphanumeric ? value.text : nil
  }

  /// The shapes of a segment's elements.
  func shapes(of tag: SegmentTag) -> [ElementShape]? { dictionary.shapes[tag.rawValue] }
}

/// HL01 counts from 1; HL02 names a level above that has been opened.
struct HierarchyCheck {
  private var last = 0

  /// What is wrong with an HL; nil where nothing is.
  mutating func take(_ segment: Segment) -> (element: Int, message: String)? {
    let number = segment[1].integer
    let parent = segment[2].stripped
    let expected = last + 1
    last = number ?? expected
    if number != expected { return (1, "HL01 is not \(expected), one more than the last") }
    if parent.isEmpty { return nil }
    guard let above = parent.integer, above > 0, above < expected else {
      return (2, "HL02 names no HL that came before")
    }
    return nil
  }
}
