// Our journals as they are compared with the ERP's books.

import Ledger
import PaymentEvents
import Storage

extension JournalBook {
  /// A journal as it was requested, and where it stands.
  struct Stored: Sendable {
    let key: String
    let state: State
    let postingDate: String
    let reference: String?
    fileprivate let body: [UInt8]

    /// The journal. - Throws: `LedgerError` for one that is none; it was refused.
    func journal() throws -> Journal { try Journal(Event<JournalRequested>(json: body).data) }
  }

  private static let columns =
    "SELECT j.key, j.state, j.posting_date, j.reference, i.body FROM journals j JOIN intents i ON i.key = j.key"

  private static func stored(_ row: SQLRow) -> Stored {
    Stored(
      key: row.text(0), state: State(rawValue: row.text(1)) ?? .waiting, postingDate: row.text(2),
      reference: row.optionalText(3), body: row.blob(4))
  }

  /// Those of some journals that are known here.
  static func journals(_ keys: [String], in connection: any SQLConnection) throws -> [String: Stored] {
    try connection.query(
      "\(columns) WHERE j.key IN \(SQLList.marks(keys.count))", SQLList.arguments(keys)
    ).reduce(into: [:]) { $0[$1.text(0)] = stored($1) }
  }

  /// Posted journals of some days, in order of day and key, behind one of them.
  static func posted(
    _ days: ClosedRange<LocalDate>, after last: (day: String, key: String), limit: Int,
    in connection: any SQLConnection
  ) throws -> [Stored] {
    try connection.query(
      """
      \(columns) WHERE j.state = 'posted' AND j.posting_date >= ? AND j.posting_date <= ?
        AND (j.posting_date, j.key) > (?, ?) ORDER BY j.posting_date, j.key LIMIT ?
      """,
      [
        .text(days.lowerBound.iso), .text(days.upperBound.iso), .text(last.day), .text(last.key),
        .integer(Int64(limit)),
      ]
    ).map(stored)
  }
}
