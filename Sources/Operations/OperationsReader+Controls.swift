// What people have asked of workers, payers and files, read from the data folder.

import Storage

extension OperationsReader {
  /// The newest request about each thing of a kind, with its answer; of workers all that can be paused.
  package func controls(_ kind: ControlKind) async throws -> [Control] {
    try await database.read { try ControlDesk.list(kind, in: $0) }
  }
}

extension OperationsReader {
  /// How many dead letters of a file wait for somebody: they are discarded when it is withdrawn.
  package func openLetters(ofFile digest: String) async throws -> Int {
    try await database.read { connection in
      let row = try connection.first(
        "SELECT COUNT(*) FROM dead_letters WHERE correlation_id = ? AND state = 'open'", [.text(digest)])
      return Int(row?.integer(0) ?? 0)
    }
  }
}
