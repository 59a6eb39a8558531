// Which target the journals of a data folder go to: another one would have only a part of the books, and nobody would
// be told.

import AdapterKit
import Storage

/// What a data folder remembers of its target.
package enum TargetMemory {
  /// The table. It has one row.
  package static let migration = "CREATE TABLE posting_target (name TEXT PRIMARY KEY)"

  /// Remembers the target, or refuses one that does not have the journals that are posted already.
  /// - Parameters:
  ///   - name: the target's name.
  ///   - former: the target that the books have moved away from, as the configuration says.
  ///   - home: the folder that the configuration is from.
  /// - Throws: ``ConfigurationError`` for another target than that of before.
  package static func require(
    _ name: String, former: String?, home: String, in connection: any SQLConnection
  ) throws {
    let known = try connection.first("SELECT name FROM posting_target")?.text(0)
    if known == name { return }
    if let known, known != former, try hasJournals(in: connection) {
      throw ConfigurationError(
        "the journals of this data folder are in the target \(known), and the configuration of \(home) names "
          + "\(name): start with the configuration of before (--home), or with a data folder of its own; if the books "
          + "have moved to \(name) for good, set formerTarget to \(known) in \(ERPPostingWorker.configuration)")
    }
    try connection.execute("DELETE FROM posting_target")
    try connection.execute("INSERT INTO posting_target (name) VALUES (?)", [.text(name)])
  }

  /// Whether the target of before has some, or may have: a journal that was tried may be posted unheard.
  private static func hasJournals(in connection: any SQLConnection) throws -> Bool {
    try connection.first("SELECT 1 FROM journals WHERE state IN ('posted', 'handed-over') LIMIT 1") != nil
      || connection.first("SELECT 1 FROM intents WHERE attempts > 0 AND outcome IS NULL LIMIT 1") != nil
  }
}
