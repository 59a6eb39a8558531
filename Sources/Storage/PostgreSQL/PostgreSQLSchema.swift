// What a store is inside a PostgreSQL database: a schema of its own, one writer, and a few functions that SQLite has.

import Foundation

/// One store of a service.
package struct PostgreSQLStore: Sendable, Equatable {
  package let address: PostgreSQLAddress
  /// The service: its role, where the address names no user.
  let service: String
  /// The store's name, and so its schema's.
  let schema: String

  /// For messages to people.
  var place: String { "\(address) schema \(schema)" }

  /// How long migrations wait for locks, in seconds, and when the server gives up a client who has gone silent: who
  /// comes back after the network was cut finds its old connection's lock of the store free by then.
  static let lockSeconds = 30

  /// A connection that finds the store's tables. - Throws: ``PostgreSQLFault``.
  func connect(isWriter: Bool) throws -> PostgreSQLSession {
    let session = try PostgreSQLSession(
      address.parameters(role: service, purpose: schema, isWriter: isWriter), place: place)
    try session.command(
      """
      SET search_path TO \(quoted); SET standard_conforming_strings TO on; SET synchronous_commit TO on;
      SET lock_timeout TO '\(Self.lockSeconds)s'; SET idle_in_transaction_session_timeout TO 0;
      SET tcp_keepalives_idle TO 15; SET tcp_keepalives_interval TO 5; SET tcp_keepalives_count TO 3;
      SET datestyle TO 'ISO, YMD'
      """)
    return session
  }

  /// A connection that may write. There is one at a time: it holds the store's lock.
  /// - Parameter last: the server's process of the connection that this one replaces, which may hold the lock until the
  ///   server notices that it is gone.
  /// - Throws: ``StoreInUse`` where another process holds the lock, ``PostgreSQLFault``.
  func connectWriter(after last: Int64? = nil) throws -> PostgreSQLSession {
    let session = try connect(isWriter: true)
    while try !takeLock(session) {
      // Nobody: it was given back meanwhile.
      guard let holder = try lockHolder(session) else { continue }
      guard holder == last else { throw StoreInUse(place: place) }
      throw PostgreSQLFault(state: "55P03", message: "the lost connection still holds the lock of the store")
    }
    return session
  }

  private var lock: String { "hashtextextended('tributary ' || '\(literal)', 0)" }

  /// Waits two seconds: the server takes a moment to let go what a connection held that has just been closed.
  private func takeLock(_ session: PostgreSQLSession) throws -> Bool {
    try session.command("SET lock_timeout TO '2s'")
    do {
      try session.command("SELECT pg_advisory_lock(\(lock))")
    } catch let fault as PostgreSQLFault where fault.state == "55P03" {
      return false
    }
    try session.command("SET lock_timeout TO '\(Self.lockSeconds)s'")
    return true
  }

  /// The server's process whose connection holds the lock.
  private func lockHolder(_ session: PostgreSQLSession) throws -> Int64? {
    let rows = try session.command(
      """
      SELECT pid::text FROM pg_locks WHERE locktype = 'advisory' AND granted AND objsubid = 1
        AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
        AND (classid::bigint << 32) | objid::bigint = \(lock)
      """)
    return rows.first.flatMap { Int64($0.text(0)) }
  }

  /// Makes the schema and its functions where they are not there.
  func prepare(_ session: PostgreSQLSession) throws {
    let encoding = try session.command("SHOW server_encoding").first?.text(0)
    guard encoding == "UTF8" else {
      throw StorageError(
        "\(place): the database's encoding is \(encoding ?? "unknown"); create it with ENCODING 'UTF8'",
        isRetriable: false)
    }
    if try session.command("SELECT 1 FROM pg_namespace WHERE nspname = '\(literal)'").isEmpty {
      try session.command("CREATE SCHEMA \(quoted)")
    }
    if try session.command("SELECT to_regprocedure('has_phrase(text, text)')").first?.optionalText(0) == nil {
      try session.command("BEGIN; \(Self.functions); \(PostgreSQLCommit.table); COMMIT")
    }
  }

  /// Whether the schema is there.
  func exists() throws -> Bool {
    do {
      let session = try connect(isWriter: false)
      return try !session.command("SELECT 1 FROM pg_namespace WHERE nspname = '\(literal)'").isEmpty
    } catch let fault as PostgreSQLFault {
      throw fault.error(place, in: "pg_namespace")
    }
  }

  private var quoted: String { "\"" + schema.replacing("\"", with: "\"\"") + "\"" }
  private var literal: String { schema.replacing("'", with: "''") }

  /// SQLite's functions that our statements use and PostgreSQL lacks.
  private static let functions = """
    CREATE FUNCTION julianday(day text) RETURNS bigint LANGUAGE sql IMMUTABLE
      AS $$ SELECT (day::date - DATE '2000-01-01')::bigint $$;
    CREATE FUNCTION has_phrase(reason text, phrase text) RETURNS boolean LANGUAGE sql IMMUTABLE AS
      $$ SELECT strpos(lower(reason), lower(replace(substr(phrase, 2, length(phrase) - 2), '""', '"'))) > 0 $$;
    CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS
      $$ BEGIN RAISE EXCEPTION 'the % is append-only', TG_TABLE_NAME USING ERRCODE = '23000'; END $$
    """
}

extension PostgreSQLAddress {
  /// Runs statements in the database itself, outside any store: for administration.
  /// - Throws: ``StorageError``.
  package func command(_ sql: String) throws {
    do {
      let parameters = parameters(role: "postgres", purpose: "administration", isWriter: false)
      try PostgreSQLSession(parameters, place: description).command(sql)
    } catch let fault as PostgreSQLFault {
      throw fault.error(description, in: sql)
    }
  }
}
