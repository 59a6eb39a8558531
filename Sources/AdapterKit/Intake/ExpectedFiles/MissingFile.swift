// What was expected and is not here, for the pages that people look at.

import Storage

/// A promise that is broken and not yet kept.
public struct MissingFile: Sendable, Equatable, Codable {
  /// What people call it, as configured under `expectedFiles`.
  public let expectation: String
  /// The day it was due, in the tenant's time zone.
  public let dueOn: String

  /// All of an adapter's database, the oldest first.
  public static func all(in connection: any SQLConnection) throws -> [MissingFile] {
    try connection.query(
      "SELECT name, due_on FROM expected_dates WHERE state = 'missing' ORDER BY due_on, name"
    ).map { MissingFile(expectation: $0.text(0), dueOn: $0.text(1)) }
  }
}
