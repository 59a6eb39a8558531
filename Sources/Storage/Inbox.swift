// What has been received: the idempotency keys.

/// Remembers every event that took effect, with the digest of what it said.
public enum Inbox {
  /// The table, to be part of the migrations of every service that receives.
  public static let migration = """
    CREATE TABLE inbox (
      source TEXT NOT NULL, id TEXT NOT NULL, digest TEXT NOT NULL,
      PRIMARY KEY (source, id)
    ) WITHOUT ROWID
    """

  /// What is known of an event.
  public enum Answer: Sendable, Equatable {
    /// Never seen: it has been recorded now and must take effect in this transaction.
    case new
    /// Seen, with the same content: nothing is to be done.
    case duplicate
    /// Seen, with another content.
    case conflict(recordedDigest: String)
  }

  /// Records an event, unless it is there already.
  /// - Parameters:
  ///   - source: who says it; ids are unique within a source.
  ///   - id: the event's id.
  ///   - digest: SHA-256 over the canonical JSON of its `data`.
  public static func record(
    source: String, id: String, digest: String, in connection: any SQLConnection
  ) throws -> Answer {
    let inserted = try connection.execute(
      "INSERT INTO inbox (source, id, digest) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
      [.text(source), .text(id), .text(digest)])
    if inserted == 1 { return .new }
    let row = try connection.first(
      "SELECT digest FROM inbox WHERE source = ? AND id = ?", [.text(source), .text(id)])
    let recorded = row?.text(0) ?? ""
    return recorded == digest ? .duplicate : .conflict(recordedDigest: recorded)
  }
}
