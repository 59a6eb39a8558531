// The ERP posting adapter as a worker: requested journals into the ERP, answers back.

import AdapterKit
import RabbitMQ
import Storage

/// Puts the ERP posting adapter together.
public enum ERPPostingWorker {
  /// The worker's name.
  public static let name = "erp-posting"
  /// Who it is in events.
  static let source = "/adapters/erp-posting"

  /// The configuration's path below the home folder.
  package static let configuration = "adapters/erp-posting/config.yaml"

  /// The process.
  public static let process = WorkerProcess(name: name, configuration: configuration, keys: keys) { context in
    try await make(context)
  }

  /// The keys of `adapters/erp-posting/config.yaml`.
  package static let keys: [ConfigurationKey] =
    WorkerKeys.all + TargetKeys.all + PostingKeys.all

  /// The tables of its database.
  package static let migrations = [
    Inbox.migration, Outbox.migration, Intents.migration, PauseBook.migration, JournalBook.migration,
    MasterDataBook.migration, TargetJobs.migration, TargetMemory.migration,
  ]

  /// Checks what the shapes of the keys cannot say. - Throws: ``ConfigurationError``.
  package static func check(_ configuration: Configuration, tenantZone: String) throws {
    _ = try PostingKeys.calendar(configuration, tenantZone: tenantZone)
    _ = try PostingKeys.timetable(configuration, tenantZone: tenantZone)
    _ = try PostingKeys.closedPeriods(configuration)
  }

  private static func make(_ context: WorkerContext) async throws -> Worker {
    try check(context.configuration, tenantZone: context.shared.text("timeZone"))
    let lock = try AdapterLock(context.folder)
    let parts = try await WorkerParts(context, migrations: migrations)
    let (stored, asked, board) = (Signal(), Signal(), PosterBoard())
    let target = try context.erpTarget()
    let (name, former) = (target.name, context.configuration.optionalText("formerTarget"))
    try await parts.database.write {
      try TargetMemory.require(name, former: former, home: context.home.path, in: $0)
    }
    let reader = MasterDataReader(
      target: target, database: parts.database, tenant: context.tenant, clock: context.clock,
      committed: parts.committed, logger: context.logger)
    let poster = JournalPoster(
      target: target, database: parts.database, tenant: context.tenant, stored: stored, committed: parts.committed,
      gate: parts.gate, logger: context.logger, clock: context.clock, rules: try rules(context),
      masterData: check(context, reader), board: board)
    try await poster.tellRefusals()
    let jobs = TargetJobs(
      target: target, database: parts.database, reader: reader, asked: asked, gate: parts.gate, board: board)
    let schedule = JobSchedule(
      timetable: try PostingKeys.timetable(context.configuration, tenantZone: context.shared.text("timeZone")),
      target: target, database: parts.database, asked: asked, clock: context.clock)
    var worker = try await parts.receivingWorker(
      queue: Queue.erpPosting, source: source, handler: PostingRequests(stored: stored, asked: asked),
      loops: [
        WorkerLoop("poster") { try await poster.run() },
        WorkerLoop("questions about pending journals") { try await poster.askAboutPending() },
        WorkerLoop("jobs") { try await jobs.run() },
        WorkerLoop("timetable") { try await schedule.run() },
      ])
    return closing(target, &worker, board, lock)
  }

  /// The worker that closes the target at its end, and then lets go of the lock; and that says what stands in the way
  /// of posting.
  private static func closing(
    _ target: any ERPTarget, _ worker: inout Worker, _ board: PosterBoard, _ lock: AdapterLock
  ) -> Worker {
    let (close, readiness) = (worker.close, worker.readiness)
    worker.close = {
      await target.close()
      await close()
      lock.release()
    }
    worker.readiness = {
      var state = await readiness()
      if state.obstacle == nil { state.remark = state.remark ?? board.remark }
      return state
    }
    return worker
  }

  private static func rules(_ context: WorkerContext) throws -> JournalPoster.Rules {
    var rules = JournalPoster.Rules()
    rules.calendar = try PostingKeys.calendar(context.configuration, tenantZone: context.shared.text("timeZone"))
    rules.pace = PostingPace(
      batch: context.configuration.integer("posting.batch"),
      perMinute: context.configuration.integer("posting.tricklePerMinute"))
    rules.pendingMilliseconds = Int64(context.configuration.integer("posting.pendingSeconds")) * 1_000
    return rules
  }

  private static func check(_ context: WorkerContext, _ reader: MasterDataReader) -> MasterDataCheck? {
    guard reader.target.capabilities.contains(.masterData), context.configuration.boolean("masterData.check") else {
      return nil
    }
    return MasterDataCheck(
      reader, trustMilliseconds: Int64(context.configuration.integer("masterData.trustSeconds")) * 1_000)
  }
}
