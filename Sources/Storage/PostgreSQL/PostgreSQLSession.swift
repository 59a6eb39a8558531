// One connection to PostgreSQL. It belongs to whoever holds it: one thread at a time.

import CPostgreSQL
import Foundation

/// A connection with its prepared statements.
final class PostgreSQLSession: @unchecked Sendable {
  // Unchecked: the pool and the writer's queue lend a session to one thread at a time.
  private let handle: OpaquePointer
  private var statements: [String: Prepared] = [:]
  private var prepared = 0
  private var depth = 0
  /// The first fault of the running transaction, also where the caller kept it to himself.
  private(set) var fault: PostgreSQLFault?
  let place: String

  /// Statements kept at a time; lists and names of tables make some that come once.
  private static let mostStatements = 500

  private struct Prepared {
    let name: String
    let types: [Oid]
  }

  /// Connects. - Throws: ``PostgreSQLFault``.
  init(_ parameters: [(keyword: String, value: String)], place: String) throws {
    self.place = place
    var keywords = parameters.map { UnsafePointer(strdup($0.keyword)) } + [nil]
    var values = parameters.map { UnsafePointer(strdup($0.value)) } + [nil]
    defer { for text in keywords + values { free(UnsafeMutablePointer(mutating: text)) } }
    guard let handle = PQconnectdbParams(&keywords, &values, 0) else {
      throw PostgreSQLFault(state: "53200", message: "out of memory", isLost: true)
    }
    self.handle = handle
    guard PQstatus(handle) == CONNECTION_OK else {
      throw PostgreSQLFault(state: "", message: Self.line(PQerrorMessage(handle)), isLost: true)
    }
    PQsetNoticeProcessor(handle, { _, _ in }, nil)
  }

  deinit { PQfinish(handle) }

  /// Whether the connection still stands, as far as is known.
  var isUsable: Bool { PQstatus(handle) == CONNECTION_OK }

  /// The server's process that serves it.
  var serverProcess: Int64 { Int64(PQbackendPID(handle)) }

  /// Runs statements without arguments; several may stand in `sql`. Returns the rows of the last.
  @discardableResult
  func command(_ sql: String) throws -> [SQLRow] {
    try take(PQexec(handle, sql), sql).rows
  }

  /// Runs one statement. Returns its rows and how many it changed.
  func run(_ sql: String, _ arguments: [SQLValue]) throws -> (rows: [SQLRow], changed: Int) {
    let statement = try statements[sql] ?? prepare(sql)
    let arguments = try PostgreSQLArguments(arguments, types: statement.types, sql: sql)
    let result = arguments.withPointers { values, lengths, formats in
      PQexecPrepared(handle, statement.name, Int32(values.count), values, lengths, formats, 1)
    }
    return try take(result, sql)
  }

  private func prepare(_ sql: String) throws -> Prepared {
    if statements.count >= Self.mostStatements { try forgetStatements() }
    prepared += 1
    let name = "s\(prepared)"
    _ = try take(PQprepare(handle, name, PostgreSQLText.statement(sql), 0, nil), sql)
    let description = PQdescribePrepared(handle, name)
    defer { PQclear(description) }
    guard PQresultStatus(description) == PGRES_COMMAND_OK else { throw note(Self.fault(description, handle)) }
    let types = (0..<PQnparams(description)).map { PQparamtype(description, $0) }
    let statement = Prepared(name: name, types: types)
    statements[sql] = statement
    return statement
  }

  /// Forgets all prepared statements, for instance since the tables have changed.
  func forgetStatements() throws {
    statements = [:]
    try command("DEALLOCATE ALL")
  }

  private func take(_ result: OpaquePointer?, _ sql: String) throws -> (rows: [SQLRow], changed: Int) {
    defer { PQclear(result) }
    guard let result else { throw note(Self.fault(nil, handle)) }
    switch PQresultStatus(result) {
    case PGRES_COMMAND_OK, PGRES_EMPTY_QUERY:
      return ([], Int(String(cString: PQcmdTuples(result))) ?? 0)
    case PGRES_TUPLES_OK:
      let columns = PQnfields(result)
      var rows: [SQLRow] = []
      rows.reserveCapacity(Int(PQntuples(result)))
      let isBinary = columns > 0 && PQfformat(result, 0) == 1
      for row in 0..<PQntuples(result) {
        rows.append(
          SQLRow(
            try (0..<columns).map { column in
              isBinary ? try postgreSQLValue(result, row, column) : Self.text(result, row, column)
            }))
      }
      return (rows, Int(String(cString: PQcmdTuples(result))) ?? 0)
    default: throw note(Self.fault(result, handle))
    }
  }

  private static func text(_ result: OpaquePointer, _ row: Int32, _ column: Int32) -> SQLValue {
    PQgetisnull(result, row, column) != 0 ? .null : .text(String(cString: PQgetvalue(result, row, column)))
  }

  private func note(_ fault: PostgreSQLFault) -> PostgreSQLFault {
    if self.fault == nil || fault.isLost { self.fault = fault }
    return fault
  }

  private static func fault(_ result: OpaquePointer?, _ handle: OpaquePointer) -> PostgreSQLFault {
    func field(_ code: Int32) -> String { PQresultErrorField(result, code).map { line($0) } ?? "" }
    let state = field(Int32(UInt8(ascii: "C")))
    // The server says a state with each error; libpq, which has none, speaks of the connection.
    let isLost = PQstatus(handle) != CONNECTION_OK || state.isEmpty
    let message = field(Int32(UInt8(ascii: "M")))
    return PostgreSQLFault(
      state: state, message: message.isEmpty ? line(PQerrorMessage(handle)) : message,
      table: field(Int32(UInt8(ascii: "t"))), constraint: field(Int32(UInt8(ascii: "n"))), isLost: isLost)
  }

  /// A message in one line.
  private static func line(_ text: UnsafePointer<CChar>) -> String {
    String(cString: text).split(whereSeparator: \.isNewline).map { $0.trimmingCharacters(in: .whitespaces) }
      .joined(separator: "; ")
  }
}

// MARK: - Transactions

extension PostgreSQLSession {
  /// Begins a transaction.
  func begin(_ mode: String) throws -> [SQLRow] {
    fault = nil
    depth = 0
    return try command(mode)
  }

  /// Ends it. - Throws: ``PostgreSQLFault``; then it is not known to be committed.
  func commit() throws {
    if let fault, PQtransactionStatus(handle) == PQTRANS_INERROR { throw fault }
    try command("COMMIT")
  }

  /// Undoes it, as far as the connection still stands.
  func rollback() {
    guard isUsable, PQtransactionStatus(handle) != PQTRANS_IDLE else { return }
    _ = try? command("ROLLBACK")
  }
}

/// A session inside a transaction, behind our protocol. Its errors become ours right here: callers tell by them whether
/// the database is at fault or what was to be stored.
struct PostgreSQLTransaction: SchemaConnection {
  let session: PostgreSQLSession

  func execute(_ sql: String, _ arguments: [SQLValue]) throws -> Int {
    try translatingFaults(sql) { try session.run(sql, arguments).changed }
  }

  func query(_ sql: String, _ arguments: [SQLValue]) throws -> [SQLRow] {
    try translatingFaults(sql) { try session.run(sql, arguments).rows }
  }

  func run(script: String) throws {
    _ = try translatingFaults(script) { try session.command(PostgreSQLText.script(script)) }
  }

  func hasTable(_ name: String) throws -> Bool {
    try first("SELECT to_regclass(?) IS NOT NULL", [.text(name)])?.integer(0) == 1
  }

  func savepoint<T>(_ body: () throws -> T) throws -> T {
    let name = session.openSavepoint()
    defer { session.closeSavepoint() }
    try translatingFaults("SAVEPOINT") { _ = try session.command("SAVEPOINT \(name)") }
    do {
      let result = try body()
      try translatingFaults("RELEASE") { _ = try session.command("RELEASE \(name)") }
      return result
    } catch {
      if session.isUsable { session.undo(to: name) }
      throw error
    }
  }

  private func translatingFaults<T>(_ sql: String, _ body: () throws -> T) throws -> T {
    do {
      return try body()
    } catch let fault as PostgreSQLFault {
      throw fault.error(session.place, in: sql)
    }
  }
}

extension PostgreSQLSession {
  fileprivate func openSavepoint() -> String {
    depth += 1
    return "p\(depth)"
  }

  fileprivate func closeSavepoint() { depth -= 1 }

  /// Goes back to a savepoint. What failed inside it is over, unless the whole transaction has to be repeated.
  fileprivate func undo(to name: String) {
    guard (try? command("ROLLBACK TO \(name); RELEASE \(name)")) != nil else { return }
    if fault?.remedy == .refuse || fault?.remedy == .later { fault = nil }
  }
}
