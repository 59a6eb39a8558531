// The usual file adapter: inbox, claim checks, outbox, relay.

import PaymentEvents
import Storage

/// Puts a file adapter together from its translator.
public enum FileWorker {
  /// The tables of a file adapter without any of its own.
  public static let migrations = firstMigrations + laterMigrations

  /// Steps are numbered by their places, so each comes behind all that were there before it: those that came before the
  /// adapters' own,
  public static let firstMigrations = [
    IntakeLog.migration, Outbox.migration, ExpectedFilesWatch.migration, Inbox.migration, PauseBook.migration,
    IntakeLog.translatorMigration,
  ]
  /// and those that came after them.
  public static let laterMigrations = [IntakeLog.keptMigration]

  /// Keys that every file adapter has besides ``WorkerKeys/all``.
  public static let keys: [ConfigurationKey] = [
    ConfigurationKey(
      "inbox",
      .section([
        ConfigurationKey("folder", .text, "The folder itself; by default `inbox` in the adapter's data folder."),
        ConfigurationKey(
          "settleSeconds", .integer(0...3600), default: "5",
          "How long a file that came without a rename must stay as it is before it is taken.")
      ]), "The folder where files are handed in."),
    ConfigurationKey(
      "expectedFiles", .list(.section(ExpectedFile.keys)),
      "Files that come on certain days; one that does not is told."),
    ConfigurationKey(
      "intake",
      .section([
        ConfigurationKey(
          "outboxLimit", .integer(1...1_000_000), default: "512",
          "No file is taken in while more messages than this wait in the outbox."),
        ConfigurationKey(
          "queueLimit", .integer(0...100_000_000), default: "100000",
          "No file is taken in while more messages than this wait in one queue on their way; 0: not looked at."),
      ]), "When files stay in the inbox."),
  ]

  /// The queues that a file's events go through.
  static let queues = [Queue.routerInternal, Queue.cashApplication, Queue.erpPosting, Queue.operations]

  /// What an adapter does besides taking in files.
  public struct Additions: Sendable {
    /// All of its tables.
    public var migrations = FileWorker.migrations
    /// Takes events from the queue of the adapter's name; nil where it has none. It is given the signal to be raised
    /// after each commit.
    public var handler: (@Sendable (Signal) -> any EventHandler)?
    /// Loops that need the database, its signal or the gate.
    public var loops: @Sendable (WorkerParts) -> [WorkerLoop] = { _ in [] }

    /// None.
    public init() {}
  }

  /// The worker.
  public static func make(
    _ context: WorkerContext, translator: any FileTranslator, additions: Additions = Additions()
  ) async throws -> Worker {
    let parts = try await WorkerParts(context, migrations: additions.migrations)
    var limits = FileIntake.Limits()
    limits.settleTime = .seconds(context.configuration.integer("inbox.settleSeconds"))
    let gate = gate(context.configuration)
    let inbox = context.configuration.optionalText("inbox.folder").map(DataFolder.url)
    let intake = FileIntake(
      adapter: context.name, tenant: context.tenant, folders: try FileFolders(root: context.folder, inbox: inbox),
      store: try context.claimChecks(), database: parts.database, translator: translator, clock: context.clock,
      committed: parts.committed, pause: parts.gate, limits: limits, gate: gate, logger: context.logger)
    let expected = ExpectedFilesWatch(
      adapter: context.name, tenant: context.tenant, files: try ExpectedFile.all(context.configuration),
      time: try context.businessTime(), database: parts.database, clock: context.clock, committed: parts.committed,
      logger: context.logger)
    let publisher = parts.publisher
    let loops =
      [
        WorkerLoop("intake") { try await intake.run() }, WorkerLoop("expected files") { try await expected.run() },
        WorkerLoop("queues") { try await gate.watch(queues) { try await publisher.queueDepth($0).messages } },
      ] + additions.loops(parts)
    let source = "/adapters/\(context.name)"
    var worker =
      if let handler = additions.handler {
        try await parts.receivingWorker(
          queue: context.name, source: source, handler: handler(parts.committed), loops: loops)
      } else {
        try await parts.pausableWorker(source: source, loops: loops)
      }
    let isReady = worker.readiness
    worker.readiness = {
      var readiness = await isReady()
      readiness.remark = readiness.remark ?? gate.remark
      return readiness
    }
    return worker
  }

  private static func gate(_ configuration: Configuration) -> IntakeGate {
    var limits = IntakeGate.Limits()
    limits.outbox = configuration.integer("intake.outboxLimit")
    limits.queue = configuration.integer("intake.queueLimit")
    return IntakeGate(limits)
  }
}
