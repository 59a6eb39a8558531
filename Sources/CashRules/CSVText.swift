// Comma-separated values as RFC 4180 has them: quotes, doubled quotes, line ends inside quotes.

/// Reads the records of a text.
package enum CSVText {
  /// The most characters of a text that is read in one go.
  package static let maximumLength = 64 << 20

  /// The records, each a list of fields; lines without any character are left out.
  /// - Throws: ``CSVError`` where a quote is not closed or something stands behind one.
  package static func records(_ text: String, separator: Character = ",") throws(CSVError) -> [CSVRecord] {
    var reader = CSVReader(text, separator)
    return try reader.read()
  }
}

/// A record and the line on which it begins.
package struct CSVRecord: Sendable, Equatable {
  /// From 1.
  package var line: Int
  /// As written, without quotes.
  package var fields: [String]
}

/// What is wrong with a text, and where.
package struct CSVError: Error, Sendable, Equatable, CustomStringConvertible {
  /// From 1.
  package var line: Int
  /// What is wrong and what to do.
  package var problem: String

  /// Creates it.
  package init(line: Int, problem: String) {
    self.line = line
    self.problem = problem
  }

  package var description: String { "line \(line): \(problem)" }
}

private struct CSVReader {
  private var characters: Substring
  private let separator: Character
  private var line = 1
  private var start = 1
  private var fields: [String] = []
  private var field = ""

  init(_ text: String, _ separator: Character) {
    characters = Substring(text)
    if characters.first == "\u{FEFF}" { characters.removeFirst() }
    self.separator = separator
  }

  mutating func read() throws(CSVError) -> [CSVRecord] {
    var records: [CSVRecord] = []
    while let character = characters.popFirst() {
      switch character {
      case separator: endField()
      case "\"": try readQuoted()
      case "\n", "\r\n", "\r": endRecord(&records)
      default: field.append(character)
      }
    }
    endRecord(&records)
    return records
  }

  private mutating func endField() {
    fields.append(field)
    field = ""
  }

  private mutating func endRecord(_ records: inout [CSVRecord]) {
    endField()
    if fields != [""] { records.append(CSVRecord(line: start, fields: fields)) }
    fields = []
    line += 1
    start = line
  }

  private mutating func readQuoted() throws(CSVError) {
    guard field.isEmpty else { throw CSVError(line: line, problem: "a quote inside a field; double it, and quote all") }
    while let character = characters.popFirst() {
      if character.isNewline { line += 1 }
      guard character == "\"" else {
        field.append(character)
        continue
      }
      guard characters.first == "\"" else { return try checkEnd() }
      field.append(character)
      characters.removeFirst()
    }
    throw CSVError(line: start, problem: "a quote is not closed")
  }

  private func checkEnd() throws(CSVError) {
    guard let next = characters.first, next != separator, !next.isNewline else { return }
    throw CSVError(line: line, problem: "something stands behind a closing quote")
  }
}
