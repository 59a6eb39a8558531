// What the built-in ledger does besides posting: it reverses, tells its periods, and lists what it holds.

import Foundation
import Ledger
import Storage

extension BuiltInLedger {
  package func reverse(_ key: String, by reversal: Journal) async throws -> PostingOutcome {
    let periods = periods
    return try await database.write { connection in
      if let refusal = try BuiltInLedger.refusal(key, reversal, connection) { return refusal }
      let outcome = try BuiltInLedger.take(reversal, periods, connection)
      if case .posted = outcome {
        try connection.execute(
          "INSERT INTO reversals (reversed, journal) VALUES (?, ?) ON CONFLICT DO NOTHING",
          [.text(key), .text(reversal.id)])
      }
      return outcome
    }
  }

  /// Why a journal cannot be reversed so; nil when it can, and when it has been by this very reversal.
  private static func refusal(
    _ key: String, _ reversal: Journal, _ connection: any SQLConnection
  ) throws -> PostingOutcome? {
    guard let row = try connection.first("SELECT document FROM journals WHERE id = ?", [.text(key)]) else {
      return PostingOutcome(cannotReverse: key, because: "it is not in the ledger")
    }
    let original = try JSONDecoder().decode(LedgerDocument.self, from: Data(row.blob(0))).journal()
    guard reversal.isInverse(of: original) else {
      return PostingOutcome(cannotReverse: key, because: "the lines of \(reversal.id) are not its own, exchanged")
    }
    let known = try connection.first("SELECT journal FROM reversals WHERE reversed = ?", [.text(key)])?.text(0)
    guard let known, known != reversal.id else { return nil }
    return PostingOutcome(cannotReverse: key, because: "\(known) has reversed it already")
  }

  /// Its periods. It takes any account, so it tells none.
  package func masterData() async throws -> MasterData {
    var data = MasterData()
    data.periods = periods.spans
    return data
  }

  package func entries(
    of days: ClosedRange<Day>, after key: String?, limit: Int
  ) async throws -> [TargetEntry] {
    try await database.read { connection in
      try connection.query(
        """
        SELECT number, document FROM journals WHERE posting_date BETWEEN ? AND ? AND id > ? ORDER BY id LIMIT ?
        """,
        [
          .text(days.lowerBound.description), .text(days.upperBound.description), .text(key ?? ""),
          .integer(Int64(limit)),
        ]
      ).map { row in
        let journal = try JSONDecoder().decode(LedgerDocument.self, from: Data(row.blob(1))).journal()
        return TargetEntry(journal, reference: BuiltInLedger.reference(row.integer(0)))
      }
    }
  }
}

extension TargetEntry {
  /// A journal as it was sent, with the codes of the ERP's accounts.
  init(_ journal: Journal, reference: String, code: (Account) -> String = \.path) {
    self.init(
      key: journal.id, reference: reference, postingDate: journal.postingDate, currency: journal.currency,
      lines: journal.lines.map { Line(account: code($0.account), debit: $0.debit, credit: $0.credit) })
  }
}

extension Periods {
  private static let first = Day(year: 1, month: 1, day: 1)
  private static let last = Day(year: 9999, month: 12, day: 31)

  /// All days there are: the closed months, and what lies between them.
  var spans: [MasterData.Period] {
    guard var begin = Periods.first, let last = Periods.last else { return [] }
    var spans: [MasterData.Period] = []
    for month in closed.sorted() {
      guard let start = try? Day(iso: month + "-01"), start >= begin else { continue }
      if let before = start.previous, before >= begin { spans.append(.init(openFrom: begin, to: before)) }
      guard let next = start.firstOfNextMonth, let end = next.previous else { return spans }
      spans.append(MasterData.Period(name: month, days: start...end, isOpen: false))
      begin = next
    }
    return spans + [.init(openFrom: begin, to: last)]
  }
}

extension MasterData.Period {
  fileprivate init(openFrom first: Day, to last: Day) {
    self.init(name: "\(first.yearMonth) to \(last.yearMonth)", days: first...last, isOpen: true)
  }
}

extension Day {
  /// The day before; nil for the first there is.
  fileprivate var previous: Day? {
    if day > 1 { return Day(year: year, month: month, day: day - 1) }
    let (year, month) = month > 1 ? (year, month - 1) : (year - 1, 12)
    return (28...31).reversed().lazy.compactMap { Day(year: year, month: month, day: $0) }.first
  }
}
