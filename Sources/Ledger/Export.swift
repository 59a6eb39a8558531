// What the exports to plain-text accounting programs have in common.

/// Journals as text for other programs. The same journals give the same text, whatever their order: they are written
/// by posting date, then id; lines stay as they are in the journal.
package enum Export {
  static func ordered(_ journals: [Journal]) -> [Journal] {
    journals.sorted { ($0.postingDate, $0.id) < ($1.postingDate, $1.id) }
  }

  /// Free text on one line: control characters and line separators become spaces, and the characters in `special`
  /// become commas.
  static func oneLine(_ text: String, without special: String = "") -> String {
    var out = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      switch scalar.properties.generalCategory {
      case .control, .lineSeparator, .paragraphSeparator: out.append(" ")
      default: out.append(special.unicodeScalars.contains(scalar) ? "," : scalar)
      }
    }
    return String(out)
  }

  /// The line's amount as a signed number: debits are positive.
  static func signed(_ line: JournalEntryLine) -> String {
    Cents.text(line.debit != 0 ? line.debit : -line.credit)
  }

  /// What a line says besides account and amount, as names and values.
  static func tags(_ line: JournalEntryLine) -> [(name: String, value: String)] {
    [("party", line.party), ("facility", line.facility), ("costcenter", line.costCenter), ("evidence", line.evidence)]
      .compactMap { name, value in
        guard let value, !value.isEmpty else { return nil }
        return (name, value)
      }
  }
}
