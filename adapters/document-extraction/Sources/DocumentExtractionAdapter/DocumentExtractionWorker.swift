// The document extraction adapter as a worker: documents from its inbox, from mails and from lockboxes, page by page,
// to advices where they prove themselves, and to people where they do not.

import AdapterKit
import DocumentReading
import Documents
import Foundation

/// Puts the document extraction adapter together.
public enum DocumentExtractionWorker {
  /// The worker's name.
  public static let name = "document-extraction"
  /// Its configuration, below the home folder.
  public static let configuration = "adapters/document-extraction/config.yaml"
  /// The keys of its configuration.
  public static let keys = WorkerKeys.all + FileWorker.keys
  /// Its tables.
  public static let migrations =
    FileWorker.firstMigrations + [ExtractionBook.migration, BankIndexBook.migration] + FileWorker.laterMigrations

  /// The process.
  public static let process = WorkerProcess(name: name, configuration: configuration, keys: keys) { context in
    try await make(context)
  }

  private static func make(_ context: WorkerContext) async throws -> Worker {
    let desk = ExtractionDesk(
      tenant: context.tenant, extractor: try ExtractionSetup.extractor(home: context.home),
      cipher: try context.bodyCipher(), clock: context.clock, businessTime: try context.businessTime())
    if let remark = ConfinedProgram.remark { context.logger.warning("\(remark)") }
    let (store, arrived) = (try context.claimChecks(), Signal())
    var additions = FileWorker.Additions()
    additions.migrations = migrations
    additions.handler = { committed in DocumentHandler(desk: desk, arrived: arrived, committed: committed) }
    additions.loops = { parts in
      let loop = ReadingLoop(
        desk: desk, database: parts.database, store: store, pause: parts.gate, arrived: arrived,
        committed: parts.committed, logger: context.logger)
      return [WorkerLoop("reading") { try await loop.run() }]
    }
    let translator = DocumentTranslator(
      tenant: context.tenant, intake: .init(store: store, clock: context.clock, arrived: arrived))
    return try await FileWorker.make(context, translator: translator, additions: additions)
  }
}
