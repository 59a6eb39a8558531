// Whether a commit has happened whose answer was lost.

import Foundation

/// The mark that a writing transaction leaves in its store, in the one row of `store_commits`.
///
/// PostgreSQL can be asked for the state of a transaction by its id (`pg_xact_status`), but not after a crash: ids that
/// were given out and not yet in its log are given out again, so another's answer might be taken for ours.
struct PostgreSQLCommit {
  private let token: String
  private let number: Int64

  /// Begins a transaction, and leaves its mark in the same trip.
  ///
  /// Nobody else writes, so a snapshot is all that is needed of isolation. - Throws: ``PostgreSQLFault``.
  init(beginningOn session: PostgreSQLSession) throws {
    token = UUID().uuidString
    let rows = try session.begin(
      """
      BEGIN ISOLATION LEVEL REPEATABLE READ;
      UPDATE store_commits SET number = number + 1, token = '\(token)' RETURNING number
      """)
    guard let number = rows.first.flatMap({ Int64($0.text(0)) }) else {
      throw PostgreSQLFault(state: "XX000", message: "store_commits has no row; restore the store from a backup")
    }
    self.number = number
  }

  /// Whether the transaction was committed; nil where others have written since and it cannot be told.
  /// - Parameter session: holds the store's lock. - Throws: ``PostgreSQLFault``.
  func hasHappened(_ session: PostgreSQLSession) throws -> Bool? {
    guard let row = try session.command("SELECT number, token FROM store_commits").first,
      let newest = Int64(row.text(0))
    else { return nil }
    if row.text(1) == token { return true }
    return newest > number ? nil : false
  }

  /// The table, made with the store.
  static let table = """
    CREATE TABLE store_commits (
      one INTEGER PRIMARY KEY DEFAULT 1 CHECK (one = 1), number BIGINT NOT NULL, token TEXT NOT NULL
    ) WITH (fillfactor = 10);
    INSERT INTO store_commits (number, token) VALUES (0, '')
    """
}
