// The ERP posting adapter as a worker: requested journals into the ERP, answers back.

import AdapterKit
import RabbitMQ
import Storage

/// Puts the ERP posting adapter together.
public enum ERPPostingWorker {
  /// The worker's name.
  public static let name = "erp-posting"

  /// The process.
  public static let process = WorkerProcess(
    name: name, configuration: "adapters/erp-posting/config.yaml", keys: keys
  ) { context in
    try await make(context)
  }

  /// The keys of `adapters/erp-posting/config.yaml`.
  package static let keys: [ConfigurationKey] =
    WorkerKeys.all + TargetKeys.all

  /// The tables of its database.
  package static let migrations = [
    Inbox.migration, Outbox.migration, Intents.migration, PauseBook.migration,
  ]

  private static func make(_ context: WorkerContext) async throws -> Worker {
    let parts = try await WorkerParts(context, migrations: migrations)
    let stored = Signal()
    let target = try context.erpTarget()
    let poster = JournalPoster(
      target: target, database: parts.database, tenant: context.tenant, stored: stored, committed: parts.committed,
      gate: parts.gate, logger: context.logger)
    return try await parts.receivingWorker(
      queue: Queue.erpPosting, source: "/adapters/erp-posting", handler: JournalIntents(stored: stored),
      loops: [
        WorkerLoop("poster") {
          do {
            try await poster.run()
          } catch {
            await target.close()
            throw error
          }
          await target.close()
        }
      ])
  }
}
