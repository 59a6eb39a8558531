// The usual file adapter: inbox, claim checks, outbox, relay.

import PaymentEvents
import Storage

/// Puts a file adapter together from its translator.
public enum FileWorker {
  /// The tables of a file adapter.
  public static let migrations = [IntakeLog.migration, Outbox.migration]

  /// The worker.
  public static func make(_ context: WorkerContext, translator: any FileTranslator) async throws -> Worker {
    let parts = try await WorkerParts(context, migrations: migrations)
    let intake = FileIntake(
      adapter: context.name, tenant: context.tenant, folders: try FileFolders(root: context.folder),
      store: try context.claimChecks(), database: parts.database, translator: translator, clock: context.clock,
      committed: parts.committed, logger: context.logger)
    return parts.sendingWorker(loops: [WorkerLoop("intake") { try await intake.run() }])
  }
}
