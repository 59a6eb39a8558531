// Reads separated values (RFC 4180): acknowledgements of ERPs.

/// The records of a text.
enum SeparatedValues {
  /// The largest file of acknowledgements, in bytes.
  static let maximumBytes = 16 << 20

  /// Fields by record. Quotes may hold separators, line ends and doubled quotes; empty lines are left out.
  static func records(_ text: String, separator: Character) -> [[String]] {
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
    if !field.isEmpty || !record.isEmpty { endRecord() }
    return records
  }
}
