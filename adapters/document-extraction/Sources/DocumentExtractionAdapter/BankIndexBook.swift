// What banks' indexes say of images, and under which names the images came: the two come in any order, and by different
// events, since no event but `file.received` carries a name.

import Crypto
import Documents
import PaymentEvents
import Storage

/// The tables of indexes.
enum BankIndexBook {
  /// The tables. Names may be anything, so that only their digests are kept.
  static let migration = """
    CREATE TABLE file_names (
      digest TEXT NOT NULL, name TEXT NOT NULL, container TEXT NOT NULL, PRIMARY KEY (digest, name, container)
    );
    CREATE INDEX file_names_by_name ON file_names (name);
    CREATE TABLE image_index (
      event TEXT PRIMARY KEY, name TEXT NOT NULL, source TEXT NOT NULL, trace TEXT, amount INTEGER
    );
    CREATE INDEX image_index_by_name ON image_index (name)
    """

  /// Notes the name that a file came under.
  static func note(_ file: FileReceived, in connection: any SQLConnection) throws {
    let name = key(file.fileName)
    try connection.execute(
      "INSERT INTO file_names (digest, name, container) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
      [.text(file.digest), .text(name), .text(file.container ?? "")])
    let names = try connection.query("SELECT DISTINCT name FROM image_index WHERE source = ?", [.text(file.digest)])
    for name in Set(names.map { $0.text(0) }).union([name]) { try lookAgain(name, in: connection) }
  }

  /// Notes a line of an index.
  static func note(_ line: DocumentIndexed, event: String, in connection: any SQLConnection) throws {
    guard line.traceNumber != nil || line.amount != nil else { return }
    let name = key(line.fileName)
    try connection.execute(
      "INSERT INTO image_index (event, name, source, trace, amount) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
      [
        .text(event), .text(name), .text(line.source.digest), .optional(line.traceNumber),
        .optional(line.amount?.cents),
      ])
    try lookAgain(name, in: connection)
  }

  /// What an index says of a document; nil where none does, or where it cannot be told which image a line means.
  static func index(of digest: String, in connection: any SQLConnection) throws -> BankIndex? {
    let rows = try connection.query(
      """
      SELECT DISTINCT i.trace, i.amount, n.name, n.container FROM file_names n
      JOIN image_index i ON i.name = n.name
      JOIN file_names s ON s.digest = i.source AND s.container = n.container WHERE n.digest = ?
      """, [.text(digest)])
    guard rows.count == 1, let row = rows.first else { return nil }
    // Of files that came by themselves, banks give the same name to another image every day.
    let same = try connection.query(
      "SELECT DISTINCT digest FROM file_names WHERE name = ? AND container = ?",
      [.text(row.text(2)), .text(row.text(3))])
    guard same.count == 1 else { return nil }
    return BankIndex(
      traceNumber: row.optionalText(0), amount: try row.optionalInteger(1).map { try Money(cents: $0) })
  }

  /// A document that waits for a person since it was read, and that an index tells of only now, is decided again.
  private static func lookAgain(_ name: String, in connection: any SQLConnection) throws {
    for row in try connection.query("SELECT DISTINCT digest FROM file_names WHERE name = ?", [.text(name)]) {
      let digest = row.text(0)
      guard try index(of: digest, in: connection) != nil else { continue }
      try connection.execute(
        "UPDATE documents SET state = 'waiting', tries = 0 WHERE digest = ? AND state = 'held' AND revision = 1",
        [.text(digest)])
    }
  }

  /// The last part of a path, without regard to letter case, as a digest.
  private static func key(_ fileName: String) -> String {
    let last = fileName.split { $0 == "/" || $0 == "\\" }.last ?? ""
    return SHA256.hash(data: Array(last.lowercased().utf8)).hexadecimal
  }
}
