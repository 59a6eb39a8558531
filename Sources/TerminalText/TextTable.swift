// Tables for people: columns as wide as they need to be, numbers to the right; on a terminal, no wider than it is.

import Foundation

/// A table on the terminal.
package struct TextTable {
  /// To which side a column's values go.
  package enum Alignment: Sendable { case left, right }

  /// The most columns of one value where nothing limits the width, as in a pipe; the rest is cut.
  package static let maximumValueWidth = 500
  /// A column of text is not made narrower than this.
  private static let minimumWidth = 12

  private let titles: [String]
  private let alignments: [Alignment]
  private var rows: [[String]] = []

  /// Creates it with its columns.
  package init(_ columns: [(String, Alignment)]) {
    titles = columns.map(\.0)
    alignments = columns.map(\.1)
  }

  /// Adds a row; characters that a terminal would obey are written as what they are.
  package mutating func add(_ row: [String]) { rows.append(row.map(printable)) }

  /// Whether it has no row.
  package var isEmpty: Bool { rows.isEmpty }

  /// The lines, each beginning with `indent`.
  /// - Parameter limit: the columns of the terminal; nil: no terminal. Values that do not fit go on below.
  package func text(indent: String = "", limit: Int? = Terminal.width) -> String {
    let all = [titles] + rows
    let cut = limit == nil ? all.map { $0.map { TextTable.cut($0, to: TextTable.maximumValueWidth) } } : all
    let natural = titles.indices.map { column in cut.map { $0[column].displayWidth }.max() ?? 0 }
    let widths = limit.map { narrowed(natural, to: $0 - indent.displayWidth) } ?? natural
    let rule = indent + widths.map { String(repeating: "─", count: $0) }.joined(separator: "  ")
    var lines = cut.flatMap { row in self.lines(row, widths).map { (indent + $0).trimmingBlanks } }
    lines.insert(rule, at: self.lines(titles, widths).count)
    return lines.joined(separator: "\n")
  }

  /// Takes columns from the widest texts until all fit, or all texts are as narrow as may be.
  private func narrowed(_ natural: [Int], to limit: Int) -> [Int] {
    var widths = natural
    let room = limit - 2 * (widths.count - 1)
    while widths.reduce(0, +) > room {
      let texts = widths.indices.filter { alignments[$0] == .left && widths[$0] > TextTable.minimumWidth }
      guard let widest = texts.max(by: { widths[$0] < widths[$1] }) else { break }
      widths[widest] -= 1
    }
    return widths
  }

  private func lines(_ row: [String], _ widths: [Int]) -> [String] {
    let cells = row.indices.map { TextTable.wrapped(row[$0], to: widths[$0]) }
    return (0..<(cells.map(\.count).max() ?? 0)).map { line in
      cells.indices.map { column in
        pad(line < cells[column].count ? cells[column][line] : "", widths[column], alignments[column])
      }.joined(separator: "  ")
    }
  }

  /// A value in lines of at most so many columns, broken at blanks where there are some.
  static func wrapped(_ text: String, to width: Int) -> [String] {
    guard width > 0, text.displayWidth > width else { return [text] }
    var lines: [String] = []
    var line = ""
    var used = 0
    for character in text {
      if used + character.displayWidth > width, !line.isEmpty {
        // A blank in the second half is a good place; a long word is cut.
        if let blank = line.lastIndex(of: " "), line.distance(from: line.startIndex, to: blank) * 2 > line.count {
          lines.append(String(line[..<blank]))
          line = String(line[line.index(after: blank)...])
        } else {
          lines.append(line)
          line = ""
        }
        used = line.displayWidth
        if character == " ", line.isEmpty { continue }
      }
      line.append(character)
      used += character.displayWidth
    }
    return lines + (line.isEmpty ? [] : [line])
  }

  private static func cut(_ text: String, to width: Int) -> String {
    guard text.displayWidth > width else { return text }
    var (result, used) = ("", 0)
    for character in text {
      used += character.displayWidth
      if used > width - 1 { break }
      result.append(character)
    }
    return result + "…"
  }

  private func pad(_ text: String, _ width: Int, _ alignment: Alignment) -> String {
    let space = String(repeating: " ", count: max(0, width - text.displayWidth))
    return alignment == .left ? text + space : space + text
  }
}

/// The terminal that standard output goes to.
package enum Terminal {
  /// Its columns; nil where it is none, or does not say.
  package static var width: Int? {
    var size = winsize()
    guard isatty(STDOUT_FILENO) == 1, ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col >= 20 else {
      return nil
    }
    return Int(size.ws_col)
  }
}

extension String {
  fileprivate var trimmingBlanks: String {
    var text = Substring(self)
    while text.last == " " { text.removeLast() }
    return String(text)
  }
}
