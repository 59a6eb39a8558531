// Cash application as a worker.

import AdapterKit
import Foundation
import Storage

/// Puts cash application together.
public enum CashWorker {
  /// The worker's name.
  public static let name = "cash-application"

  /// The process.
  public static let process = WorkerProcess(
    name: name, configuration: "config/cash-application.yaml", keys: CashConfiguration.keys
  ) { context in
    try await make(context)
  }

  private static func make(_ context: WorkerContext) async throws -> Worker {
    let payerList = try Configuration(
      file: context.home.appendingPathComponent("config/payers.yaml"), keys: CashConfiguration.payerListKeys)
    let parts = try await WorkerParts(context, migrations: CashTables.migrations)
    var configuration = try CashConfiguration(
      shared: context.shared, context.configuration, payerList: payerList)
    configuration.cipher = try context.bodyCipher()
    let handler = CashHandler(
      configuration: configuration, clock: context.clock, businessTime: try context.businessTime(),
      committed: parts.committed)
    try await handler.review(parts.database)
    return try await parts.receivingWorker(
      queue: Queue.cashApplication, source: "/services/cash-application", handler: handler,
      loops: [WorkerLoop("turns") { try await turns(of: handler, parts.database, context) }])
  }
  /// What a batch leaves for later is done beside what comes in.
  private static func turns(
    of handler: CashHandler, _ database: any Database, _ context: WorkerContext
  ) async throws {
    for await _ in handler.unfinished.raised {
      try await RetryPause.untilStored(logger: context.logger, what: "what batches left") {
        try await handler.finishTurns(database)
      }
    }
  }
}
