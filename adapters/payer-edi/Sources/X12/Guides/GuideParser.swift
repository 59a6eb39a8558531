// Reads the tables of guides.

/// Reads a table of loops and segments, one a line, indented by one space a level:
///
///     2100 R *                          a loop: name, R or S (required, situational), how often (* without limit)
///      CLP R 1 1 2=1|2|3 4              a segment: id, R or S, how often; elements 1, 2 and 4 are required
///      NM1 S 1 1!=82 2=1|2 8?=MC|XX     element 1 tells this use from others (!); 8 is situational (?)
///      SVC R 1 1-1!=HC|NU 2 3           1-1 is component 1 of element 1
///      +|XX 9                           goes on with the line before
///     2300 R 100 =                      a loop with the same parts as the first of its name
///
/// The first line in a loop is the segment that begins it. What is not listed of an element is free.
struct GuideParser {
  private(set) var faults: [String] = []
  private var nodes = [GuideNode(isRequired: true, maximum: 1)]
  /// The loop open at each level of indentation.
  private var open = [0]

  mutating func read(_ table: String) {
    var pending = ""
    for line in table.split(separator: "\n") {
      let text = line.drop { $0 == " " }
      if text.hasPrefix("+") {
        pending += text.dropFirst()
      } else {
        if !pending.isEmpty { take(pending) }
        pending = String(line)
      }
    }
    if !pending.isEmpty { take(pending) }
  }

  /// The nodes, with the runs of children that may come in any order.
  func finished() -> [GuideNode] {
    var nodes = nodes
    for index in nodes.indices where nodes[index].isLoop {
      let children = nodes[index].children
      var groups: [Int] = []
      for place in children.indices {
        let isSame = place > 0 && tag(of: children[place]) == tag(of: children[place - 1])
        groups.append(isSame ? groups[place - 1] : place)
      }
      nodes[index].groups = groups
    }
    return nodes
  }

  private func tag(of index: Int) -> SegmentTag {
    let node = nodes[index]
    guard node.isLoop, let first = node.children.first else { return node.tag }
    return nodes[first].tag
  }

  private mutating func take(_ line: String) {
    let level = line.prefix { $0 == " " }.count
    let fields = line.split(separator: " ")
    guard level < open.count, fields.count >= 3, let name = fields.first else { return faults.append(line) }
    open.removeSubrange((level + 1)...)
    var node = GuideNode(isRequired: fields[1] == "R")
    if fields[1] != "R", fields[1] != "S" { faults.append(line) }
    if fields[2] != "*" {
      guard let maximum = Int(fields[2]) else { return faults.append(line) }
      node.maximum = maximum
    }
    let parent = open[level]
    let isLoop = name.first.map { $0.isNumber || $0.isLowercase } ?? false
    if isLoop {
      node.loop = String(name)
      open.append(nodes.count)
      if fields.last == "=" {
        // A loop of this name was read before and is never open at the same time as this one.
        guard let model = nodes.first(where: { $0.isLoop && $0.loop == node.loop }) else { return faults.append(line) }
        node.children = model.children
      }
    } else {
      node.tag = SegmentTag(text: String(name))
      node.loop = nodes[parent].loop
      if node.tag.rawValue == 0 { faults.append(line) }
      for field in fields.dropFirst(3) {
        guard let rule = ElementRule(field) else { return faults.append(line) }
        if rule.isKey { node.key = rule }
        node.elements.append(rule)
      }
    }
    nodes[parent].children.append(nodes.count)
    nodes.append(node)
  }
}

extension ElementRule {
  /// Reads `1`, `1-1`, `2=A|B`, `1!=A|B` or `3?=A|B`.
  fileprivate init?(_ text: Substring) {
    let parts = text.split(separator: "=", maxSplits: 1)
    guard var place = parts.first else { return nil }
    self.init(element: 0)
    if place.last == "?" {
      isRequired = false
      place = place.dropLast()
    } else if place.last == "!" {
      isKey = true
      place = place.dropLast()
    }
    let numbers = place.split(separator: "-").map { Int($0) }
    guard let element = numbers.first ?? nil, element > 0, numbers.count <= 2 else { return nil }
    self.element = element
    if numbers.count == 2 {
      guard let component = numbers[1], component > 0 else { return nil }
      self.component = component
    }
    guard parts.count == 2 else { return }
    codes = parts[1].split(separator: "|").map(packedCode)
  }
}

/// A code of up to eight ASCII characters as one number, as ``ByteView/packed``.
package func packedCode(_ text: some StringProtocol) -> UInt64 { text.utf8.reduce(0) { $0 << 8 | UInt64($1) } }

extension SegmentTag {
  /// The tag of an id written as text; 0 for what is none.
  package init(text: String) {
    let isID = (2...3).contains(text.utf8.count) && text.utf8.allSatisfy { ASCII.isDigit($0) || $0 &- 0x41 < 26 }
    rawValue = isID ? text.utf8.reduce(0) { $0 << 8 | UInt32($1) } : 0
  }
}
