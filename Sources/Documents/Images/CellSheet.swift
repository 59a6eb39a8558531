// Cells of a page cut out and put one below the other with white around them: what a recognition reads with nothing
// beside it that could confuse it.

/// A picture of cells.
package struct CellSheet: Sendable {
  package let image: GrayImage
  /// Where each cell lies in the picture, from the top, in pixels.
  private let rows: [Range<Int>]

  /// White around each cell, in pixels: Tesseract reads letters at an edge badly.
  private static let margin = 24

  /// Cuts out boxes of points.
  /// - Parameters:
  ///   - resolution: of the page's picture, in pixels an inch.
  ///   - target: that of the cells.
  package init(_ page: GrayImage, _ boxes: [Box], resolution: Double, target: Double) {
    // Half a point around: boxes of words end where the ink does.
    let cells = boxes.map { box in
      page.cut(box.grown(by: 1), scale: resolution / 72).scaled(by: target / resolution)
    }
    let width = (cells.map(\.width).max() ?? 1) + 2 * Self.margin
    let height = cells.reduce(Self.margin) { $0 + $1.height + Self.margin }
    var sheet = GrayImage(width: width, height: height)
    var (rows, top) = ([Range<Int>](), Self.margin)
    for cell in cells {
      sheet.put(cell, x: Self.margin, y: top)
      rows.append((top - Self.margin / 2)..<(top + cell.height + Self.margin / 2))
      top += cell.height + Self.margin
    }
    (image, self.rows) = (sheet, rows)
  }

  /// What was read of each cell; nil where nothing was. - Parameter words: with boxes in pixels.
  package func readings(_ words: [Word]) -> [Word.Reading?] {
    rows.map { row in
      let own = words.filter { row.contains(Int($0.box.middle)) }.sorted { $0.box.left < $1.box.left }
      guard let confidence = own.map(\.confidence).min() else { return nil }
      return Word.Reading(own.map(\.text).joined(separator: " "), confidence: confidence)
    }
  }
}

extension Box {
  /// Larger by so much on each side.
  package func grown(by points: Double) -> Box {
    Box(left: left - points, top: top - points, width: width + 2 * points, height: height + 2 * points)
  }
}

extension GrayImage {
  /// The part in a box, as far as it lies in the picture; at least one pixel. - Parameter scale: pixels a point.
  func cut(_ box: Box, scale: Double) -> GrayImage {
    func place(_ points: Double, _ limit: Int) -> Int { Int(min(max(points * scale, 0), Double(limit))) }
    let (left, top) = (min(place(box.left, width), width - 1), min(place(box.top, height), height - 1))
    let (right, bottom) = (max(place(box.right, width), left + 1), max(place(box.bottom, height), top + 1))
    var result = GrayImage(width: right - left, height: bottom - top)
    for row in top..<bottom {
      let start = (row - top) * result.width
      result.pixels.replaceSubrange(
        start..<(start + result.width), with: pixels[(row * width + left)..<(row * width + right)])
    }
    return result
  }

  /// Lays a smaller picture into this one, which holds all of it.
  mutating func put(_ other: GrayImage, x: Int, y: Int) {
    for row in 0..<other.height {
      let start = (y + row) * width + x
      pixels.replaceSubrange(
        start..<(start + other.width), with: other.pixels[(row * other.width)..<((row + 1) * other.width)])
    }
  }
}
