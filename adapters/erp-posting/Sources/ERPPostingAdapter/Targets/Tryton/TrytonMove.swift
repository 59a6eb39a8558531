// A journal as Tryton's `account.move`.

import Ledger

/// The values of a move, and the journal's id, by which it is found again.
struct TrytonMove: Sendable {
  /// The journal's id.
  let key: String
  /// What `account.move.create` takes.
  let values: TrytonValue

  private static let prefix = "tributary:"

  /// What stands in a move's description: its key. People read what a journal is about in the lines.
  static func description(of key: String) -> String { prefix + key }

  /// The key in a description of ours.
  static func key(in description: String?) -> String? {
    description.flatMap { $0.hasPrefix(prefix) ? String($0.dropFirst(prefix.count)) : nil }
  }

  /// Where a line stands, by Tryton's ids.
  struct Place: Sendable {
    let account: Int64
    /// Only where the account needs one.
    var party: Int64?
    var costCenters: [Int64] = []
  }

  /// - Parameters:
  ///   - places: of the lines, in their order.
  ///   - origin: what it reverses, so that Tryton shows the two as bound.
  init(
    _ journal: Journal, in book: Int64, period: Int64, places: [Place], reversing origin: TrytonOriginal? = nil
  ) {
    key = journal.id
    let lines = zip(journal.lines, places).enumerated().map { index, pair -> TrytonValue in
      let (line, place) = pair
      var values: [String: TrytonValue] = [
        "account": .integer(place.account), "debit": .cents(line.debit), "credit": .cents(line.credit),
        "description": .text(Self.words(line, of: journal)),
      ]
      if let party = place.party { values["party"] = .integer(party) }
      if !place.costCenters.isEmpty {
        let entries = place.costCenters.map { center -> TrytonValue in
          [
            "account": .integer(center), "debit": .cents(line.debit), "credit": .cents(line.credit),
            "date": .day(journal.postingDate),
          ]
        }
        values["analytic_lines"] = [["create", .list(entries)]]
      }
      if let origin { values["origin"] = .text("account.move.line,\(origin.lines[index])") }
      return .object(values)
    }
    var values: [String: TrytonValue] = [
      "journal": .integer(book), "period": .integer(period), "date": .day(journal.postingDate),
      "description": .text(Self.description(of: key)), "lines": [["create", .list(lines)]],
    ]
    if let origin { values["origin"] = .text(origin.reference) }
    self.values = .object(values)
  }

  private static func words(_ line: JournalEntryLine, of journal: Journal) -> String {
    [
      journal.description, line.party.map { "party \($0)" }, line.facility.map { "facility \($0)" },
      line.costCenter.map { "cost centre \($0)" }, line.evidence,
    ].compactMap { $0 }.filter { !$0.isEmpty }.joined(separator: " · ")
  }
}
