// The ERP's master data as they were at the last reading, and what a new reading changes.

import Ledger
import PaymentEvents
import Storage

/// Accounts, cost centres, parties and periods of the target, stored.
package enum MasterDataBook {
  package static let migration = """
    CREATE TABLE master_data (
      kind TEXT NOT NULL, code TEXT NOT NULL, name TEXT NOT NULL, is_open INTEGER NOT NULL,
      needs_party INTEGER NOT NULL, first_day TEXT, last_day TEXT, PRIMARY KEY (kind, code)
    ) WITHOUT ROWID;
    CREATE TABLE master_readings (
      number INTEGER PRIMARY KEY, target TEXT NOT NULL, at INTEGER NOT NULL, entries INTEGER NOT NULL,
      changes INTEGER NOT NULL
    )
    """

  /// One entry as it is stored.
  package struct Entry: Sendable, Codable, Equatable {
    package var kind: MasterDataChanged.Kind
    package var code: String
    package var name: String
    package var isOpen: Bool
    package var needsParty: Bool
    /// Of a period.
    package var from: LocalDate?
    package var until: LocalDate?

    func change(_ action: MasterDataChanged.Action) -> MasterDataChanged.Change {
      MasterDataChanged.Change(
        kind: kind, code: MasterDataBook.cut(code), name: MasterDataBook.cut(name), action: action, isOpen: isOpen,
        needsParty: needsParty ? true : nil, from: from, until: until)
    }
  }

  /// What a reading came to.
  package struct Reading: Sendable, Codable, Equatable {
    package var number: Int64
    package var target: String
    /// When, in milliseconds since 1970.
    package var at: Int64
    package var entries: Int
    package var changes: Int
  }

  /// The longest code or name in an event.
  private static func cut(_ text: String) -> String { String(text.unicodeScalars.prefix(256)) }

  /// Master data as entries; of several with one code the first counts, of periods of one name each.
  static func entries(_ data: MasterData) -> [Entry] {
    var entries: [Entry] = []
    var known: Set<String> = []
    func add(_ entry: Entry) {
      if !entry.code.isEmpty, known.insert("\(entry.kind.rawValue) \(entry.code)").inserted { entries.append(entry) }
    }
    let lists: [(MasterDataChanged.Kind, [MasterData.Entry])] = [
      (.account, data.accounts), (.costCenter, data.costCenters), (.party, data.parties),
    ]
    for (kind, list) in lists {
      for each in list {
        add(
          Entry(kind: kind, code: each.code, name: each.name, isOpen: each.isOpen, needsParty: each.needsParty))
      }
    }
    for period in data.periods {
      let isTaken = known.contains("\(MasterDataChanged.Kind.period.rawValue) \(period.name)")
      add(
        Entry(
          kind: .period, code: isTaken ? "\(period.name) \(period.days.lowerBound)" : period.name, name: period.name,
          isOpen: period.isOpen, needsParty: false, from: date(period.days.lowerBound),
          until: date(period.days.upperBound)))
    }
    return entries
  }

  /// A day as events carry it: those have years of four digits, up to 2999.
  private static func date(_ day: Day) -> LocalDate? {
    LocalDate(year: min(max(day.year, 1_000), 2_999), month: day.month, day: day.day)
  }

  /// The newest reading of a target; nil where there is none, or another target was read since.
  static func lastReading(of target: String, in connection: any SQLConnection) throws -> Reading? {
    try reading(in: connection).flatMap { $0.target == target ? $0 : nil }
  }

  /// The newest reading.
  static func reading(in connection: any SQLConnection) throws -> Reading? {
    try connection.first(
      "SELECT number, target, at, entries, changes FROM master_readings ORDER BY number DESC LIMIT 1"
    ).map {
      Reading(
        number: $0.integer(0), target: $0.text(1), at: $0.integer(2), entries: Int($0.integer(3)),
        changes: Int($0.integer(4)))
    }
  }

  /// Entries, by kind and code.
  /// - Parameter codes: of parties and cost centres only these; nil for all.
  static func stored(naming codes: Set<String>? = nil, in connection: any SQLConnection) throws -> [Entry] {
    let condition = codes.map { "WHERE kind IN ('account', 'period') OR code IN \(SQLList.marks($0.count))" } ?? ""
    return try connection.query(
      """
      SELECT kind, code, name, is_open, needs_party, first_day, last_day FROM master_data \(condition)
      ORDER BY kind, code
      """, SQLList.arguments(codes?.sorted() ?? [])
    ).compactMap { row in
      guard let kind = MasterDataChanged.Kind(rawValue: row.text(0)) else { return nil }
      return Entry(
        kind: kind, code: row.text(1), name: row.text(2), isOpen: row.integer(3) != 0, needsParty: row.integer(4) != 0,
        from: row.optionalText(5).flatMap { LocalDate(iso: $0) },
        until: row.optionalText(6).flatMap { LocalDate(iso: $0) })
    }
  }

  /// Whether the target tells its parties.
  static func tellsParties(in connection: any SQLConnection) throws -> Bool {
    try connection.first("SELECT 1 FROM master_data WHERE kind = 'party' LIMIT 1") != nil
  }

  /// Stores a reading in the place of the one before.
  static func store(
    _ data: MasterData, of target: String, at time: Instant, in connection: any SQLConnection
  ) throws -> (Reading, [MasterDataChanged.Change]) {
    let new = entries(data)
    let changes = try difference(from: stored(in: connection), to: new, in: connection)
    let row = try connection.first(
      "INSERT INTO master_readings (target, at, entries, changes) VALUES (?, ?, ?, ?) RETURNING number",
      [.text(target), .integer(time.milliseconds), .integer(Int64(new.count)), .integer(Int64(changes.count))])
    let reading = Reading(
      number: row?.integer(0) ?? 1, target: target, at: time.milliseconds, entries: new.count, changes: changes.count)
    return (reading, changes)
  }

  /// Brings the table to what is new, and says what that changed.
  private static func difference(
    from old: [Entry], to new: [Entry], in connection: any SQLConnection
  ) throws -> [MasterDataChanged.Change] {
    func key(_ entry: Entry) -> String { "\(entry.kind.rawValue) \(entry.code)" }
    let before = Dictionary(old.map { (key($0), $0) }) { first, _ in first }
    let kept = Set(new.map(key))
    var changes: [MasterDataChanged.Change] = []
    for entry in new {
      let known = before[key(entry)]
      guard known != entry else { continue }
      changes.append(entry.change(known == nil ? .added : .changed))
      try write(entry, connection)
    }
    for entry in old where !kept.contains(key(entry)) {
      changes.append(entry.change(.removed))
      try connection.execute(
        "DELETE FROM master_data WHERE kind = ? AND code = ?", [.text(entry.kind.rawValue), .text(entry.code)])
    }
    return changes
  }

  private static func write(_ entry: Entry, _ connection: any SQLConnection) throws {
    try connection.execute(
      """
      INSERT INTO master_data (kind, code, name, is_open, needs_party, first_day, last_day)
      VALUES (?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (kind, code) DO UPDATE SET name = excluded.name, is_open = excluded.is_open,
        needs_party = excluded.needs_party, first_day = excluded.first_day, last_day = excluded.last_day
      """,
      [
        .text(entry.kind.rawValue), .text(entry.code), .text(entry.name), .integer(entry.isOpen ? 1 : 0),
        .integer(entry.needsParty ? 1 : 0), .optional(entry.from?.iso), .optional(entry.until?.iso),
      ])
  }
}
