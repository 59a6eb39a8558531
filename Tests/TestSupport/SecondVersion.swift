// A second major version of an event, for tests of the steps between versions: `deposit.reconciled.v2` calls
// `unidentified` `unapplied` and has a status.

import Foundation

/// Adds the version to a home folder that has its own copies of `schemas` and `config`.
public enum SecondVersion {
  /// The step up.
  public static let rise = """
    keepRest: true
    drop: unidentified
    data:
      unapplied: /unidentified
      status:
        first:
          - {constant: partial, when: {field: /unidentified, atLeast: 1}}
          - {constant: full}
    """
  /// The step down.
  public static let fall = """
    keepRest: true
    drop: [unapplied, status]
    data:
      unidentified: /unapplied
    """

  /// Writes the schema and the steps.
  public static func add(to home: URL) throws {
    let schemas = home.appendingPathComponent("schemas")
    let text = try String(contentsOf: schemas.appendingPathComponent("deposit.reconciled.v1.json"), encoding: .utf8)
      .replacing("deposit.reconciled.v1", with: "deposit.reconciled.v2")
      .replacing("\"unidentified\"", with: "\"unapplied\"")
      .replacing("\"unapplied\": {", with: "\"status\": {\"type\": \"string\", \"maxLength\": 8}, \"unapplied\": {")
      .replacing("\"applied\",", with: "\"applied\", \"status\",")
    try Data(text.utf8).write(to: schemas.appendingPathComponent("deposit.reconciled.v2.json"))
    try write(rise, "deposit.reconciled.v1-to-v2", home)
    try write(fall, "deposit.reconciled.v2-to-v1", home)
  }

  /// Writes one step.
  public static func write(_ step: String, _ name: String, _ home: URL) throws {
    let folder = home.appendingPathComponent("config/versions")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try Data(step.utf8).write(to: folder.appendingPathComponent("\(name).yaml"))
  }
}
