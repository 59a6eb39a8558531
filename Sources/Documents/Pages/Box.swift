// Places on a page.

/// A rectangle on a page, in points (1/72 inch) from the page's upper left corner.
package struct Box: Sendable, Hashable, Codable {
  package var left: Double
  package var top: Double
  package var width: Double
  package var height: Double

  package init(left: Double, top: Double, width: Double, height: Double) {
    (self.left, self.top, self.width, self.height) = (left, top, width, height)
  }

  package var right: Double { left + width }
  package var bottom: Double { top + height }
  package var middle: Double { top + height / 2 }
  package var centre: Double { left + width / 2 }

  /// The smallest box around both.
  package func union(_ other: Box) -> Box {
    let (left, top) = (min(self.left, other.left), min(self.top, other.top))
    return Box(
      left: left, top: top, width: max(right, other.right) - left, height: max(bottom, other.bottom) - top)
  }

  /// Whether the middle of another box lies in it.
  package func holds(_ other: Box) -> Bool {
    (left...right).contains(other.centre) && (top...bottom).contains(other.middle)
  }

  /// How much of the horizontal extent both share, in points; negative for the gap between them.
  package func horizontalOverlap(_ other: Box) -> Double { min(right, other.right) - max(left, other.left) }

  /// How much of the vertical extent both share, in points; negative for the gap between them.
  package func verticalOverlap(_ other: Box) -> Double { min(bottom, other.bottom) - max(top, other.top) }
}

extension Sequence where Element == Box {
  /// The smallest box around all; nil for none.
  package var union: Box? {
    reduce(nil) { (sum: Box?, box: Box) in sum?.union(box) ?? box }
  }
}
