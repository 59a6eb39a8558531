// Columns of a file that an ERP imports: which value stands where, and in what form.

import AdapterKit
import Ledger

/// One column.
package struct HandOffColumn: Sendable {
  /// The values that a column can have.
  package static let values = [
    "journal", "description", "valueDate", "postingDate", "originalDate", "period", "entity", "currency", "line",
    "account", "ourAccount", "side", "debit", "credit", "amount", "signed", "cents", "party", "facility", "costCenter",
    "evidence", "file",
  ]

  /// The column's name in the header of CSV.
  package var name: String
  /// One of ``values``, or a text that always stands there, after `=`.
  package var value: String
  /// Characters, for fixed columns; 0 for CSV.
  package var width = 0
  /// Whether the value stands at the right end of its column.
  package var isRight = false
  /// What fills the column up.
  package var fill: Character = " "
  /// Whether a value that is too long is cut; else its journal is refused.
  package var isCut = false

  package init(name: String, value: String) {
    self.name = name
    self.value = value
  }

  /// The columns of CSV when none are declared.
  package static let standard = [
    "journal", "postingDate", "description", "currency", "line", "account", "debit", "credit", "party", "costCenter",
    "evidence",
  ].map { HandOffColumn(name: $0, value: $0) }
}

/// How dates and amounts are written.
package struct HandOffForm: Sendable {
  /// The orders of a date's parts.
  package static let dateForms = ["YYYY-MM-DD", "YYYYMMDD", "MM/DD/YYYY", "DD.MM.YYYY"]

  package var dateForm = "YYYY-MM-DD"
  /// Between whole units and cents; nil for none, as in `000000001234`.
  package var decimalMark: Character? = "."
  package var lineEnding = "\n"
  /// Between the columns of CSV.
  package var separator: Character = ","
  /// Whether CSV begins with the columns' names.
  package var hasHeader = true

  package init() {}

  func text(_ day: Day) -> String {
    let parts = day.description.split(separator: "-").map(String.init)
    switch dateForm {
    case "YYYYMMDD": return parts.joined()
    case "MM/DD/YYYY": return "\(parts[1])/\(parts[2])/\(parts[0])"
    case "DD.MM.YYYY": return "\(parts[2]).\(parts[1]).\(parts[0])"
    default: return day.description
    }
  }

  func text(_ cents: Int64) -> String {
    let text = Cents.text(cents)
    return decimalMark.map { text.replacing(".", with: String($0)) } ?? text.replacing(".", with: "")
  }
}

/// A journal as rows of columns.
struct HandOffRows {
  let columns: [HandOffColumn]
  let form: HandOffForm
  let codes: AccountCodes

  /// The values of each line. - Throws: ``HandOffFault`` for what its column cannot take.
  func rows(_ journal: Journal, file: String) throws(HandOffFault) -> [[String]] {
    var rows: [[String]] = []
    for (index, line) in journal.lines.enumerated() {
      var row: [String] = []
      for column in columns {
        let text = HandOffRows.plain(value(column.value, journal, line, number: index + 1, file: file))
        row.append(column.width == 0 ? text : try filled(text, column))
      }
      rows.append(row)
    }
    return rows
  }

  private func value(
    _ name: String, _ journal: Journal, _ line: JournalEntryLine, number: Int, file: String
  ) -> String {
    switch name {
    case "journal": journal.id
    case "description": journal.description
    case "valueDate": form.text(journal.valueDate)
    case "postingDate": form.text(journal.postingDate)
    case "originalDate": form.text(journal.originalDate)
    case "period": journal.period
    case "entity": journal.entity
    case "currency": journal.currency
    case "line": "\(number)"
    case "account": codes.code(of: line.account)
    case "ourAccount": line.account.path
    case "side": line.debit != 0 ? "D" : "C"
    case "debit": line.debit != 0 ? form.text(line.debit) : ""
    case "credit": line.credit != 0 ? form.text(line.credit) : ""
    case "amount": form.text(line.debit + line.credit)
    case "signed": form.text(line.debit - line.credit)
    case "cents": "\(line.debit + line.credit)"
    case "party": line.party ?? ""
    case "facility": line.facility ?? ""
    case "costCenter": line.costCenter ?? ""
    case "evidence": line.evidence
    case "file": file
    default: String(name.dropFirst())  // a text of its own, after `=`
    }
  }

  private func filled(_ text: String, _ column: HandOffColumn) throws(HandOffFault) -> String {
    var text = text
    if text.count > column.width {
      guard column.isCut else {
        throw HandOffFault(
          reason: "its \(column.value) has \(text.count) characters, the column '\(column.name)' takes "
            + "\(column.width); widen it, or say cut: true")
      }
      text = String(text.prefix(column.width))
    }
    let filling = String(repeating: column.fill, count: column.width - text.count)
    return column.isRight ? filling + text : text + filling
  }

  /// On one line: what would end a record becomes a space.
  private static func plain(_ text: String) -> String {
    String(text.map { $0.isNewline || $0 == "\t" ? " " : $0 })
  }
}

/// Why a journal cannot be written.
struct HandOffFault: Error {
  let reason: String
}
