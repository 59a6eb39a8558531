// The usual file adapter: inbox, claim checks, outbox, relay.

import PaymentEvents
import Storage

/// Puts a file adapter together from its translator.
public enum FileWorker {
  /// The tables of a file adapter.
  public static let migrations = [
    IntakeLog.migration, Outbox.migration, ExpectedFilesWatch.migration, Inbox.migration, PauseBook.migration,
  ]

  /// Keys that every file adapter has besides ``WorkerKeys/all``.
  public static let keys: [ConfigurationKey] = [
    ConfigurationKey(
      "inbox", .section([
        ConfigurationKey(
          "settleSeconds", .integer(0...3600), default: "5",
          "How long a file that came without a rename must stay as it is before it is taken.")
      ]), "The folder where files are handed in."),
    ConfigurationKey(
      "expectedFiles", .list(.section(ExpectedFile.keys)),
      "Files that come on certain days; one that does not is told."),
  ]

  /// The worker.
  public static func make(_ context: WorkerContext, translator: any FileTranslator) async throws -> Worker {
    let parts = try await WorkerParts(context, migrations: migrations)
    var limits = FileIntake.Limits()
    limits.settleTime = .seconds(context.configuration.integer("inbox.settleSeconds"))
    let intake = FileIntake(
      adapter: context.name, tenant: context.tenant, folders: try FileFolders(root: context.folder),
      store: try context.claimChecks(), database: parts.database, translator: translator, clock: context.clock,
      committed: parts.committed, gate: parts.gate, limits: limits, logger: context.logger)
    let expected = ExpectedFilesWatch(
      adapter: context.name, tenant: context.tenant, files: try ExpectedFile.all(context.configuration),
      time: try context.businessTime(), database: parts.database, clock: context.clock, committed: parts.committed,
      logger: context.logger)
    return try await parts.pausableWorker(
      source: "/adapters/\(context.name)",
      loops: [
        WorkerLoop("intake") { try await intake.run() }, WorkerLoop("expected files") { try await expected.run() },
      ])
  }
}
