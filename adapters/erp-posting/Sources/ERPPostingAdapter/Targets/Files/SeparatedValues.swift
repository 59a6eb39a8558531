// Reads separated values (RFC 4180): acknowledgements of ERPs.

/// The records of a text.
enum SeparatedValues {
  /// The largest file of acknowledgements, in bytes.
  static let maximumBytes = 16 << 20

  /// What a text holds.
  struct Reading: Equatable {
    /// Fields by record, each of which ends with its line.
    var records: [[String]] = []
    /// Whether something follows the last line end: a record that may not be written to its end. It is left out.
    var hasOpenRecord = false
  }

  /// Reads a text. Quotes may hold separators, line ends and doubled quotes; empty lines are left out.
  static func read(_ text: String, separator: Character) -> Reading {
    var records: [[String]] = []
    var record: [String] = []
    var field = ""
    var isQuoted = false
    var characters = text.makeIterator()
    var pending: Character?
    func endRecord() {
      record.append(field)
      if record != [""] { records.append(record) }
      record = []
      field = ""
    }
    while let character = pending ?? characters.next() {
      pending = nil
      if isQuoted {
        guard character == "\"" else {
          field.append(character)
          continue
        }
        pending = characters.next()
        if pending == "\"" {
          field.append("\"")
          pending = nil
        } else {
          isQuoted = false
        }
      } else if character == "\"", field.isEmpty {
        isQuoted = true
      } else if character == separator {
        record.append(field)
        field = ""
      } else if character.isNewline {
        endRecord()
      } else {
        field.append(character)
      }
    }
    return Reading(records: records, hasOpenRecord: isQuoted || !field.isEmpty || !record.isEmpty)
  }
}
