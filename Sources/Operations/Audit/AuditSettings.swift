// Where the audit's checkpoints and keys lie.

import AdapterKit
import Foundation

/// Reads the `audit` section of operations' configuration.
package enum AuditSettings {
  package static let key = ConfigurationKey(
    "audit",
    .section([
      ConfigurationKey(
        "checkpoints", .text,
        "The file of the audit's signed checkpoints; by default <data>/audit/checkpoints.jsonl. Best on another disk.")
    ]), "The record of who did what.")

  /// The file of checkpoints.
  package static func checkpoints(_ configuration: Configuration, data: URL) -> URL {
    configuration.optionalText("audit.checkpoints").map(DataFolder.url)
      ?? data.appendingPathComponent("audit/checkpoints.jsonl")
  }

  /// The public half of the key that signs checkpoints.
  package static func publicKey(in data: URL) -> URL {
    SecretKeys.folder(in: data).appendingPathComponent("audit.ed25519.pub")
  }
}
