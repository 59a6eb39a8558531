// Tables for people: columns as wide as they need to be, numbers to the right.

import Foundation
import PaymentEvents

/// A table on the terminal.
struct TextTable {
  enum Alignment { case left, right }

  private let titles: [String]
  private let alignments: [Alignment]
  private var rows: [[String]] = []

  init(_ columns: [(String, Alignment)]) {
    titles = columns.map(\.0)
    alignments = columns.map(\.1)
  }

  mutating func add(_ row: [String]) { rows.append(row.map(printable)) }

  var isEmpty: Bool { rows.isEmpty }

  /// The lines, each beginning with `indent`.
  func text(indent: String = "") -> String {
    let all = [titles] + rows
    let widths = titles.indices.map { column in all.map { $0[column].count }.max() ?? 0 }
    let lines = all.enumerated().map { index, row in
      let cells = row.indices.map { pad(row[$0], widths[$0], alignments[$0]) }
      let line = (indent + cells.joined(separator: "  ")).trimmingSuffix(" ")
      return index == 0
        ? line + "\n" + indent + widths.map { String(repeating: "─", count: $0) }.joined(separator: "  ") : line
    }
    return lines.joined(separator: "\n")
  }

  private func pad(_ text: String, _ width: Int, _ alignment: Alignment) -> String {
    let space = String(repeating: " ", count: max(0, width - text.count))
    return alignment == .left ? text + space : space + text
  }
}

extension String {
  fileprivate func trimmingSuffix(_ character: Character) -> String {
    var text = Substring(self)
    while text.last == character { text.removeLast() }
    return String(text)
  }
}

/// Text of strangers without the characters that a terminal obeys: colours, cursor movements, line ends.
func printable(_ text: String) -> String {
  guard text.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) else { return text }
  return text.unicodeScalars.map { scalar in
    scalar.properties.generalCategory == .control ? "\\u{\(String(scalar.value, radix: 16))}" : String(scalar)
  }.joined()
}

/// Cents for people.
func money(_ cents: Int64) -> String { Money.text(cents) }

/// Prints a value as JSON.
func printJSON(_ value: some Encodable) throws { print(try jsonText(value)) }

/// A value as JSON for people.
func jsonText(_ value: some Encodable) throws -> String {
  let encoder = EventCoding.encoder()
  encoder.outputFormatting.insert(.prettyPrinted)
  return String(decoding: try encoder.encode(value), as: UTF8.self)
}
