// Effects outside the database: said before they are tried, answered after.

/// What a service is about to do outside its database, and what came of it.
///
/// The intent and its key commit before the first try; the outcome commits after. Whatever dies in between, every
/// intent without an outcome that was tried before is looked up at the target before it is tried again.
public enum Intents {
  /// The table, to be part of the migrations of every service with effects outside its database.
  public static let migration = """
    CREATE TABLE intents (
      sequence INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, correlation_id TEXT NOT NULL, causation_id TEXT NOT NULL,
      attempts INTEGER NOT NULL DEFAULT 0, outcome TEXT, body BLOB NOT NULL
    );
    CREATE INDEX intents_open ON intents (sequence) WHERE outcome IS NULL
    """

  /// An intent without an outcome.
  public struct Pending: Sendable {
    /// Its place.
    public let sequence: Int64
    /// The idempotency key.
    public let key: String
    /// The correlation id of what asked for it.
    public let correlationID: String
    /// The event that asked for it.
    public let causationID: String
    /// How often it was tried: above zero, its fate is unknown and it must be looked up.
    public let attempts: Int64
    /// What is to be done.
    public let body: [UInt8]
  }

  /// Stores an intent; false when there is one with this key already.
  public static func record(
    key: String, correlationID: String, causationID: String, body: [UInt8], in connection: any SQLConnection
  ) throws -> Bool {
    try connection.execute(
      """
      INSERT INTO intents (key, correlation_id, causation_id, body) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING
      """, [.text(key), .text(correlationID), .text(causationID), .blob(body)]) == 1
  }

  /// The oldest intents without an outcome.
  /// - Parameter condition: a condition of SQL on `intents`, to pass over some; never made of outside input.
  public static func pending(
    limit: Int, where condition: String = "TRUE", in connection: any SQLConnection
  ) throws -> [Pending] {
    try pending(condition, "sequence", limit, connection)
  }

  /// The one that was tried least: with it a target is asked whether it works again, so that an intent which it cannot
  /// take does not keep all others waiting.
  public static func leastTried(
    where condition: String = "TRUE", in connection: any SQLConnection
  ) throws -> Pending? {
    try pending(condition, "attempts, sequence", 1, connection).first
  }

  private static func pending(
    _ condition: String, _ order: String, _ limit: Int, _ connection: any SQLConnection
  ) throws -> [Pending] {
    try connection.query(
      """
      SELECT sequence, key, correlation_id, causation_id, attempts, body
      FROM intents WHERE outcome IS NULL AND \(condition) ORDER BY \(order) LIMIT ?
      """, [.integer(Int64(limit))]
    ).map { row in
      Pending(
        sequence: row.integer(0), key: row.text(1), correlationID: row.text(2), causationID: row.text(3),
        attempts: row.integer(4), body: row.blob(5))
    }
  }

  /// Notes that these are about to be tried. Commits before the target is called.
  public static func markTried(_ sequences: [Int64], in connection: any SQLConnection) throws {
    for sequence in sequences {
      try connection.execute("UPDATE intents SET attempts = attempts + 1 WHERE sequence = ?", [.integer(sequence)])
    }
  }

  /// Stores what came of it.
  public static func settle(_ sequence: Int64, outcome: String, in connection: any SQLConnection) throws {
    try connection.execute(
      "UPDATE intents SET outcome = ? WHERE sequence = ?", [.text(outcome), .integer(sequence)])
  }

  /// Takes an outcome back, so that it is tried again; it was tried before, so it is looked up first.
  /// False when there is no such intent, or it has no outcome.
  public static func reopen(key: String, in connection: any SQLConnection) throws -> Bool {
    try connection.execute(
      "UPDATE intents SET outcome = NULL WHERE key = ? AND outcome IS NOT NULL", [.text(key)]) == 1
  }

  /// How many have no outcome.
  public static func openCount(in connection: any SQLConnection) throws -> Int {
    Int(try connection.first("SELECT COUNT(*) FROM intents WHERE outcome IS NULL")?.integer(0) ?? 0)
  }
}
