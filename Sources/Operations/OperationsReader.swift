// Looking into operations' database: dead letters and the index of events.

import AdapterKit
import Foundation
import Storage

/// Reads operations' database without being able to change it.
package struct OperationsReader: Sendable {
  let database: any Database
  let cipher: any BodyCipher

  /// Opens it. - Throws: ``StorageError`` when there is none or it is not up to date.
  package init(data: URL, cipher: any BodyCipher = PlainBodies()) throws {
    database = try DataFolder.store(of: OperationsWorker.name, in: data).reader(OperationsTables.migrations)
    self.cipher = cipher
  }

  /// On a database that is open already.
  init(database: any Database, cipher: any BodyCipher) {
    self.database = database
    self.cipher = cipher
  }

  /// How many events of a type have passed that came of a file, or of what else they are correlated with.
  package func count(ofType type: String, correlation: String) async throws -> Int {
    try await database.read { connection in
      let row = try connection.first(
        "SELECT COUNT(*) FROM events WHERE correlation_id = ? AND type = ?", [.text(correlation), .text(type)])
      return Int(row?.integer(0) ?? 0)
    }
  }

  /// How many events of each type have passed.
  package func counts() async throws -> [String: Int] {
    try await database.read { connection in
      let rows = try connection.query("SELECT type, COUNT(*) FROM events GROUP BY type")
      return Dictionary(uniqueKeysWithValues: rows.map { ($0.text(0), Int($0.integer(1))) })
    }
  }
}
