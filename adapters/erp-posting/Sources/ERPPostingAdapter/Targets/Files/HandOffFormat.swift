// What a file holds: hledger, Beancount, CSV or fixed columns.

import Ledger

/// The kinds of files.
package enum HandOffFormat: Sendable {
  case hledger
  case beancount
  /// Separated values (RFC 4180).
  case csv([HandOffColumn], HandOffForm)
  /// Columns at fixed places, one record a line.
  case fixed([HandOffColumn], HandOffForm)

  /// The end of the files' names.
  var suffix: String {
    switch self {
    case .hledger: "journal"
    case .beancount: "beancount"
    case .csv: "csv"
    case .fixed: "txt"
    }
  }

  /// Why a journal cannot be written; nil when it can.
  func fault(_ journal: Journal, codes: AccountCodes) -> String? {
    do {
      switch self {
      case .hledger, .beancount: return nil
      case .csv(let columns, let form), .fixed(let columns, let form):
        _ = try HandOffRows(columns: columns, form: form, codes: codes).rows(journal, file: "")
        return nil
      }
    } catch {
      return error.reason
    }
  }

  /// The file's text.
  /// - Parameters:
  ///   - opened: accounts that an earlier file has opened, for Beancount, which allows that once.
  /// - Throws: ``HandOffFault``; none where ``fault(_:codes:)`` finds nothing.
  func text(
    _ journals: [Journal], file: String, codes: AccountCodes, opened: Set<String>
  ) throws(HandOffFault) -> String {
    switch self {
    case .hledger: return Export.hledger(journals)
    case .beancount: return Export.beancount(journals, opened: opened)
    case .csv(let columns, let form):
      let rows = HandOffRows(columns: columns, form: form, codes: codes)
      var out = form.hasHeader ? Self.record(columns.map(\.name), form) : ""
      for journal in journals {
        for row in try rows.rows(journal, file: file) { out += Self.record(row, form) }
      }
      return out
    case .fixed(let columns, let form):
      let rows = HandOffRows(columns: columns, form: form, codes: codes)
      var out = ""
      for journal in journals {
        for row in try rows.rows(journal, file: file) { out += row.joined() + form.lineEnding }
      }
      return out
    }
  }

  private static func record(_ fields: [String], _ form: HandOffForm) -> String {
    fields.map { field in
      let needsQuotes = field.contains { $0 == "\"" || $0 == form.separator || $0.isNewline }
      return needsQuotes ? "\"" + field.replacing("\"", with: "\"\"") + "\"" : field
    }.joined(separator: String(form.separator)) + form.lineEnding
  }
}
