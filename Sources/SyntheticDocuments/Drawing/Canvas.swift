// Drawing on pages: texts, rules and shades, in points from the upper left corner.

/// How a text stands at its place.
package enum TextAlignment: Sendable {
  case left
  case right
  case centre
}

/// Pages being drawn.
package struct Canvas: Sendable {
  package static let width = 612.0
  package static let height = 792.0
  /// The content of each page in PDF's operators (ISO 32000-1, annex A).
  private(set) var pages: [String] = [""]

  package mutating func newPage() { pages.append("") }

  /// A text whose base line is at `y`.
  package mutating func text(
    _ text: String, x: Double, y: Double, font: StandardFont, size: Double, alignment: TextAlignment = .left,
    gray: Double = 0, turnedDegrees: (cosine: Double, sine: Double)? = nil
  ) {
    let shift: Double =
      switch alignment {
      case .left: 0
      case .right: font.width(text, size: size)
      case .centre: font.width(text, size: size) / 2
      }
    let escaped = text.map { "()\\".contains($0) ? "\\\($0)" : String($0) }.joined()
    let (cosine, sine) = turnedDegrees ?? (1, 0)
    let matrix = [cosine, sine, -sine, cosine, x - shift, Canvas.height - y].map(Canvas.number).joined(separator: " ")
    draw("BT \(Canvas.number(gray)) g /\(font.resource) \(Canvas.number(size)) Tf \(matrix) Tm (\(escaped)) Tj ET")
  }

  package mutating func rule(fromX: Double, toX: Double, y: Double, thickness: Double = 0.5) {
    shade(left: fromX, top: y, width: toX - fromX, height: thickness, gray: 0)
  }

  package mutating func shade(left: Double, top: Double, width: Double, height: Double, gray: Double) {
    let box = [left, Canvas.height - top - height, width, height].map(Canvas.number).joined(separator: " ")
    draw("\(Canvas.number(gray)) g \(box) re f")
  }

  package mutating func frame(left: Double, top: Double, width: Double, height: Double, gray: Double = 0) {
    let box = [left, Canvas.height - top - height, width, height].map(Canvas.number).joined(separator: " ")
    draw("q \(Canvas.number(gray)) G 0.7 w \(box) re S Q")
  }

  private mutating func draw(_ operators: String) { pages[pages.count - 1] += operators + "\n" }

  /// With three decimals, as PDF knows no exponents.
  static func number(_ value: Double) -> String {
    let thousandths = Int((value * 1_000).rounded())
    let (whole, part) = (abs(thousandths) / 1_000, abs(thousandths) % 1_000)
    let digits = String(1_000 + part).dropFirst()
    return "\(thousandths < 0 ? "-" : "")\(whole).\(digits)"
  }
}
