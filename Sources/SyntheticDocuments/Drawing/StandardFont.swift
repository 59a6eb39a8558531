// Three of the standard fonts of PDF (ISO 32000-1, 9.6.2.2), which need not be in the file, and the widths of their
// letters by Adobe's Core 14 metrics, so that amounts can stand flush right.

package enum StandardFont: String, Sendable, CaseIterable {
  case helvetica = "Helvetica"
  case times = "Times-Roman"
  case courier = "Courier"
  case helveticaBold = "Helvetica-Bold"
  case timesBold = "Times-Bold"
  case courierBold = "Courier-Bold"

  package var bold: StandardFont {
    switch self {
    case .helvetica, .helveticaBold: .helveticaBold
    case .times, .timesBold: .timesBold
    case .courier, .courierBold: .courierBold
    }
  }

  /// The name under which pages refer to it.
  var resource: String { "F\((Self.allCases.firstIndex(of: self) ?? 0) + 1)" }

  /// How wide a text is, in points. Bold letters are taken to be as wide as the others: digits are.
  package func width(_ text: String, size: Double) -> Double {
    let widths =
      switch self {
      case .helvetica, .helveticaBold: Self.helveticaWidths
      case .times, .timesBold: Self.timesWidths
      case .courier, .courierBold: [Int]()
      }
    let sum = text.utf8.reduce(0) { sum, byte in
      let index = Int(byte) - 32
      return sum + (widths.indices.contains(index) ? widths[index] : 600)
    }
    return Double(sum) / 1_000 * size
  }

  private static let helveticaWidths = [
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556, 556, 556,
    556, 556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833,
    722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556, 333, 556, 556, 500, 556,
    556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334,
    260, 334, 584,
  ]
  private static let timesWidths = [
    250, 333, 408, 500, 500, 833, 778, 180, 333, 333, 500, 564, 250, 333, 250, 278, 500, 500, 500, 500, 500, 500, 500,
    500, 500, 500, 278, 278, 564, 564, 564, 444, 921, 722, 667, 667, 722, 611, 556, 722, 722, 333, 389, 722, 611, 889,
    722, 722, 556, 722, 667, 556, 611, 722, 722, 944, 722, 722, 611, 333, 278, 333, 469, 500, 333, 444, 500, 444, 500,
    444, 333, 500, 500, 278, 278, 500, 278, 778, 500, 500, 500, 500, 333, 389, 278, 500, 500, 722, 500, 500, 444, 480,
    200, 480, 541,
  ]
}
