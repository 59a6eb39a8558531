// The documents that the worker writes for others, and the control numbers that it has given out.

import PaymentEvents
import Storage

/// The tables of documents and numbers.
///
/// A number is given out in the transaction that stores the document under it, together with what caused the document:
/// the record that a file is done, or the key of a request. So a crash leaves neither a number without its document nor
/// a document that would be made again under another number.
public enum DocumentBook {
  /// The tables, behind those of every file adapter.
  public static let migration = """
    CREATE TABLE control_numbers (
      partner TEXT NOT NULL, kind TEXT NOT NULL, last INTEGER NOT NULL, PRIMARY KEY (partner, kind)
    );
    CREATE TABLE documents (
      sequence INTEGER PRIMARY KEY, cause TEXT NOT NULL, kind TEXT NOT NULL, partner TEXT NOT NULL,
      control_number INTEGER NOT NULL, name TEXT NOT NULL, made_at TEXT NOT NULL, bytes BLOB, written_at TEXT
    );
    CREATE UNIQUE INDEX documents_by_number ON documents (partner, control_number);
    CREATE INDEX documents_by_cause ON documents (cause);
    CREATE INDEX documents_to_write ON documents (sequence) WHERE written_at IS NULL
    """

  /// A document that is not known to lie in the folder.
  struct Pending: Sendable {
    let sequence: Int64
    let name: String
    let bytes: [UInt8]
  }

  /// Whether there is a document because of this already.
  static func knows(_ cause: String, in connection: any SQLConnection) throws -> Bool {
    try connection.first("SELECT 1 FROM documents WHERE cause = ? LIMIT 1", [.text(cause)]) != nil
  }

  /// Stores a document.
  /// - Parameter cause: the digest of the file that it answers, or the id of the event that asked for it.
  static func append(
    _ document: OutgoingDocument, cause: String, at time: Instant, in connection: any SQLConnection
  ) throws {
    let row = try connection.first("SELECT COALESCE(MAX(sequence), 0) + 1 FROM documents")
    let sequence = row?.integer(0) ?? 1
    try connection.execute(
      """
      INSERT INTO documents (sequence, cause, kind, partner, control_number, name, made_at, bytes)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?)
      """,
      [
        .integer(sequence), .text(cause), .text(document.kind), .text(document.partner),
        .integer(Int64(document.controlNumber)), .text(name(of: document, sequence)), .text(time.rfc3339),
        .blob(document.bytes),
      ])
  }

  /// The oldest documents that are to be written.
  static func pending(limit: Int, in connection: any SQLConnection) throws -> [Pending] {
    try connection.query(
      "SELECT sequence, name, bytes FROM documents WHERE written_at IS NULL ORDER BY sequence LIMIT ?",
      [.integer(Int64(limit))]
    ).map { Pending(sequence: $0.integer(0), name: $0.text(1), bytes: $0.blob(2)) }
  }

  /// Notes that a document lies in the folder. Its bytes are forgotten: requests are about patients, and the file is
  /// with whoever sends it.
  static func written(_ sequence: Int64, at time: Instant, in connection: any SQLConnection) throws {
    try connection.execute(
      "UPDATE documents SET written_at = ?, bytes = NULL WHERE sequence = ?", [.text(time.rfc3339), .integer(sequence)])
  }

  /// `000000007-999-LARKSPUR-000000042.x12`: in the order made, with kind, partner and control number.
  private static func name(of document: OutgoingDocument, _ sequence: Int64) -> String {
    let partner = document.partner.split(separator: ":").last ?? ""
    let plain = partner.map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "_" }
    return "\(nine(Int(sequence)))-\(document.kind)-\(String(plain))-\(nine(document.controlNumber)).x12"
  }

  private static func nine(_ number: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, 9 - digits.utf8.count)) + digits
  }
}

/// Numbers of which the last one is kept in the database.
struct StoredNumbers: ControlNumbers {
  let connection: any SQLConnection

  mutating func next(_ kind: ControlNumberKind, for partner: String) throws -> Int {
    let key: [SQLValue] = [.text(partner), .text(kind.rawValue)]
    try connection.execute(
      "INSERT INTO control_numbers (partner, kind, last) VALUES (?, ?, 0) ON CONFLICT DO NOTHING", key)
    let used = try connection.execute(
      "UPDATE control_numbers SET last = last + 1 WHERE partner = ? AND kind = ? AND last < ?",
      key + [.integer(Int64(largestControlNumber))])
    guard used == 1 else { throw ControlNumbersUsedUp(kind) }
    let row = try connection.first("SELECT last FROM control_numbers WHERE partner = ? AND kind = ?", key)
    return Int(row?.integer(0) ?? 0)
  }
}
