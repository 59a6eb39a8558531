// A SQLite file copied into a PostgreSQL schema: all of it in one transaction, and compared by counts and digests.

import Crypto
import Foundation
import GRDB

/// Copies one store.
public enum StoreCopy {
  /// What a table holds.
  public struct Table: Sendable, Equatable {
    /// Its name.
    public let name: String
    /// How many rows it has.
    public let rows: Int
    /// A digest of its rows that does not depend on their order.
    public let digest: String
  }

  /// Rows of one statement; arguments of a statement are at most 65,535.
  private static let rowsAtOnce = 200

  /// Copies a file into a schema, or, where all is there already, only compares.
  /// - Parameters:
  ///   - path: the SQLite file, which is locked meanwhile: its service must not run.
  ///   - migrations: the tables' steps; both are brought up to date.
  ///   - progress: told the table and how many of its rows are copied.
  /// - Returns: the tables, with what is in them on both sides.
  /// - Throws: ``StorageError`` where it cannot be done, or the two differ; the schema is as it was before.
  public static func copy(
    from path: String, to target: StoreLocation, migrations: [String],
    progress: (_ table: String, _ rows: Int) -> Void = { _, _ in }
  ) async throws -> [Table] {
    guard case .postgresql(let address, let service, let name) = target else {
      throw StorageError("\(target) is no PostgreSQL store; name one with --to postgresql://…", isRetriable: false)
    }
    let source = try SQLiteDatabase(path: path, migrations: migrations)
    let store = PostgreSQLStore(address: address, service: service, schema: name)
    // Makes schema and tables, and lets the store go again.
    try await PostgreSQLDatabase(store, migrations: migrations).close()
    let tables = try copyLocked(source, to: store, progress)
    try await source.close()
    return tables
  }

  /// Holds the file's and the schema's locks meanwhile.
  private static func copyLocked(
    _ source: SQLiteDatabase, to store: PostgreSQLStore, _ progress: (String, Int) -> Void
  ) throws -> [Table] {
    do {
      let session = try store.connectWriter()
      return try source.writer.write { database in
        let from = SQLiteConnection(database: database, path: source.path)
        return try transaction(session) { try copy(from, to: $0, progress) }
      }
    } catch let fault as PostgreSQLFault {
      throw fault.error(store.place, in: "copying")
    }
  }

  private static func transaction<T>(
    _ session: PostgreSQLSession, _ body: (PostgreSQLTransaction) throws -> T
  ) throws -> T {
    _ = try session.begin("BEGIN ISOLATION LEVEL REPEATABLE READ")
    do {
      let result = try body(PostgreSQLTransaction(session: session))
      try session.commit()
      return result
    } catch {
      session.rollback()
      throw error
    }
  }

  private static func copy(
    _ from: SQLiteConnection, to: PostgreSQLTransaction, _ progress: (String, Int) -> Void
  ) throws -> [Table] {
    let names = try from.query(
      """
      SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND sql NOT LIKE '%VIRTUAL%'
        AND name NOT LIKE 'dead_letter_text%' AND name NOT IN ('schema_version', 'schema_digests') ORDER BY name
      """
    ).map { $0.text(0) }
    let plans = try names.map { try TableCopy($0, from, to) }
    var compared: [Table] = []
    for plan in plans {
      if try to.first("SELECT 1 FROM \(plan.name) LIMIT 1") == nil {
        try plan.fill(from, to, rowsAtOnce, progress)
      }
      let (old, new) = (try plan.measure(from), try plan.measure(to))
      guard old == new else {
        throw StorageError(
          "\(to.session.place): table \(plan.name) differs: \(old.rows) rows in the file, \(new.rows) there"
            + (old.rows == new.rows ? ", with other content" : "")
            + "; empty the schema (DROP SCHEMA … CASCADE) and copy again", isRetriable: false)
      }
      compared.append(old)
    }
    return compared
  }
}

/// One table of a copy.
private struct TableCopy {
  let name: String
  /// What is copied, in the order of the file.
  let columns: [String]
  /// What is compared: `rowid`, where it is no column of the file's, says only in which order rows came.
  let compared: [String]

  init(_ name: String, _ from: SQLiteConnection, _ to: PostgreSQLTransaction) throws {
    self.name = name
    compared = try from.query("SELECT name FROM pragma_table_info('\(name)') ORDER BY cid").map { $0.text(0) }
    let known = Set(
      try to.query(
        """
        SELECT attname::text FROM pg_attribute
        WHERE attrelid = to_regclass(?) AND attnum > 0 AND NOT attisdropped
        """, [.text(name)]
      ).map { $0.text(0) })
    let missing = compared.filter { !known.contains($0) }
    guard missing.isEmpty else {
      throw StorageError(
        "\(to.session.place): table \(name) lacks \(missing.joined(separator: ", "))", isRetriable: false)
    }
    columns = compared + (known.contains("rowid") && !compared.contains("rowid") ? ["rowid"] : [])
  }

  func fill(
    _ from: SQLiteConnection, _ to: PostgreSQLTransaction, _ size: Int, _ progress: (String, Int) -> Void
  ) throws {
    var arguments: [SQLValue] = []
    var rows = 0
    var copied = 0
    func insert() throws {
      guard rows > 0 else { return }
      let marks = "(" + Array(repeating: "?", count: columns.count).joined(separator: ", ") + ")"
      _ = try to.execute(
        "INSERT INTO \(name) (\(columns.joined(separator: ", "))) VALUES "
          + Array(repeating: marks, count: rows).joined(separator: ", "), arguments)
      copied += rows
      progress(name, copied)
      (arguments, rows) = ([], 0)
    }
    try from.each("SELECT \(columns.joined(separator: ", ")) FROM \(name)") { row in
      arguments += columns.indices.map { row[$0] }
      rows += 1
      if rows == size { try insert() }
    }
    try insert()
    if columns.last == "rowid", compared.last != "rowid" {
      _ = try to.execute(
        "SELECT setval(pg_get_serial_sequence(?, 'rowid'), (SELECT COALESCE(MAX(rowid), 0) + 1 FROM \(name)), false)",
        [.text(name)])
    }
  }

  func measure(_ from: SQLiteConnection) throws -> StoreCopy.Table {
    var sum = RowSum()
    try from.each("SELECT \(compared.joined(separator: ", ")) FROM \(name)") { sum.add($0, compared.count) }
    return sum.table(name)
  }

  func measure(_ to: PostgreSQLTransaction) throws -> StoreCopy.Table {
    var sum = RowSum()
    try to.session.command(
      "DECLARE compared NO SCROLL CURSOR FOR SELECT \(compared.joined(separator: ", ")) FROM \(name)")
    while true {
      let rows = try to.query("FETCH FORWARD 2000 FROM compared")
      if rows.isEmpty { break }
      for row in rows { sum.add(row, compared.count) }
    }
    try to.session.command("CLOSE compared")
    try to.session.forgetStatements()  // the next table's cursor has other columns
    return sum.table(name)
  }
}

/// The sum of all rows' SHA-256, in four parts that wrap around: whatever the order, the same rows give the same sum.
private struct RowSum {
  private var rows = 0
  private var parts: [UInt64] = [0, 0, 0, 0]

  mutating func add(_ row: SQLRow, _ columns: Int) {
    var hash = SHA256()
    func add(_ tag: UInt8, _ bytes: [UInt8]) {
      hash.update(data: [tag])
      withUnsafeBytes(of: UInt64(bytes.count).littleEndian) { hash.update(bufferPointer: $0) }
      hash.update(data: bytes)
    }
    for column in 0..<columns {
      switch row[column] {
      case .null: add(0, [])
      case .integer(let number): add(1, Array(String(number).utf8))
      case .text(let text): add(2, Array(PostgreSQLArguments.storable(text).utf8))
      case .blob(let bytes): add(3, bytes)
      }
    }
    rows += 1
    let digest = Array(hash.finalize())
    for part in 0..<4 {
      let value = digest[(part * 8)..<(part * 8 + 8)].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
      parts[part] &+= value
    }
  }

  func table(_ name: String) -> StoreCopy.Table {
    let digest = parts.flatMap { part in (0..<8).map { UInt8(truncatingIfNeeded: part >> (56 - 8 * $0)) } }
    return StoreCopy.Table(name: name, rows: rows, digest: digest.hexadecimal)
  }
}
