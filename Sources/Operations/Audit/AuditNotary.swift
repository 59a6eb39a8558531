// Signs checkpoints of the audit as it grows.

import AdapterKit
import Crypto
import Foundation
import Logging
import Storage

/// Makes a checkpoint soon after entries were added.
package struct AuditNotary: Sendable {
  /// How often it looks, in seconds: what is cut off within this time after it was written is not missed.
  static let pause = 2

  let tenant: String
  let database: any Database
  let file: AuditCheckpointFile
  let key: Curve25519.Signing.PrivateKey
  let clock: any WallClock
  let logger: Logger

  /// Creates it.
  package init(
    tenant: String, database: any Database, file: AuditCheckpointFile, key: Curve25519.Signing.PrivateKey,
    clock: any WallClock, logger: Logger
  ) {
    (self.tenant, self.database, self.file, self.key) = (tenant, database, file, key)
    (self.clock, self.logger) = (clock, logger)
  }

  /// With the key of a folder of secrets, drawn where there is none. The public half lies beside it, for whoever
  /// verifies. - Throws: ``ConfigurationError``.
  package init(
    tenant: String, database: any Database, file: URL, secrets: URL, clock: any WallClock, logger: Logger
  ) throws {
    let key = try SecretKeys.signing("audit.ed25519", in: secrets)
    let half = key.publicKey.rawRepresentation.base64EncodedString()
    try Data("\(half)\n".utf8).write(to: secrets.appendingPathComponent("audit.ed25519.pub"), options: .atomic)
    self.init(
      tenant: tenant, database: database, file: AuditCheckpointFile(file), key: key, clock: clock, logger: logger)
  }

  /// Works until the task is cancelled. An audit that does not fit its checkpoints gets no further ones, which would
  /// bury what is wrong; that is said until somebody has seen to it.
  package func run() async throws {
    var isSaid = false
    while !Task.isCancelled {
      do {
        try await sign()
        isSaid = false
      } catch let error as StorageError where !error.isRetriable {
        throw error
      } catch where !(error is CancellationError) {
        if !isSaid { logger.error("no checkpoint of the audit is made: \(error); see `tributary audit verify`") }
        isSaid = true
      }
      try await Task.sleep(for: .seconds(AuditNotary.pause))
    }
  }

  /// Makes a checkpoint where there are new entries. - Throws: ``AuditFault``.
  package func sign() async throws {
    let last = try file.read()?.last
    let (newest, known) = try await database.read { connection in
      let newest = try connection.first("SELECT sequence, digest FROM audit ORDER BY sequence DESC LIMIT 1")
      let known = try last.map {
        try connection.first("SELECT digest FROM audit WHERE sequence = ?", [.integer($0.entry)])
      }
      return (newest, known)
    }
    if let last, known??.text(0) != last.digest {
      throw AuditFault("entry \(last.entry) is not there as it was signed on \(last.at)")
    }
    guard let newest, newest.integer(0) > last?.entry ?? 0 else { return }
    var checkpoint = AuditCheckpoint(at: clock.now().rfc3339, entry: newest.integer(0), digest: newest.text(1))
    let statement = checkpoint.statement(tenant: tenant, after: last?.signature ?? "")
    checkpoint.signature = try key.signature(for: statement).base64EncodedString()
    try file.append(checkpoint)
  }
}
