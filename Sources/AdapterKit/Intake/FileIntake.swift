// From a folder to the outbox: claim, claim-check, translate, archive; every step can be cut short and taken up again.

import Containers
import Foundation
import Logging
import Messaging
import Metrics
import PaymentEvents
import Storage

/// Takes files from an adapter's inbox.
public struct FileIntake: Sendable {
  let adapter: String
  let tenant: String
  let folders: FileFolders
  let store: ClaimCheckStore
  let database: any Database
  let translator: any FileTranslator
  let clock: any WallClock
  let committed: Signal
  let pause: PauseGate
  let limits: Limits
  let gate: IntakeGate
  let logger: Logger
  private let files = Counter(label: "tributary_files_total")

  /// How much an intake does at a time.
  public struct Limits: Sendable {
    /// Events written in one transaction.
    public var eventsPerCommit = 64
    /// Bytes of events written in one transaction.
    public var bytesPerCommit = 8 << 20
    /// How often the inbox is looked at though nothing is heard of it: other machines' writes to a shared folder are
    /// not reported.
    public var pollInterval = Duration.seconds(1)
    /// How long a file that did not come by a rename must stay as it is before it is taken.
    public var settleTime = Duration.seconds(5)
    /// What a zip or gzip file may hold.
    public var containers = ContainerLimits()

    /// The defaults.
    public init() {}
  }

  /// Creates it. `committed` is raised after each commit, for the relay; no file is begun while people have it paused,
  /// or while `gate` keeps it from running ahead.
  public init(
    adapter: String, tenant: String, folders: FileFolders, store: ClaimCheckStore, database: any Database,
    translator: any FileTranslator, clock: any WallClock, committed: Signal, pause: PauseGate = PauseGate(),
    limits: Limits = Limits(), gate: IntakeGate = IntakeGate(), logger: Logger
  ) {
    self.adapter = adapter
    self.tenant = tenant
    self.folders = folders
    self.store = store
    self.database = database
    self.translator = translator
    self.clock = clock
    self.committed = committed
    self.pause = pause
    self.limits = limits
    self.gate = gate
    self.logger = logger
  }

  /// Takes in files until the task is cancelled. What a restart left claimed comes first.
  public func run() async throws {
    try? FileManager.default.removeItem(at: folders.unpacked)  // what a restart left half unpacked
    for claimed in try folders.unfinished() {
      try await pause.waitUntilOpen()
      await take(claimed)
    }
    let watch = InboxWatch(folder: folders.inbox, logger: logger)
    var arrivals = InboxArrivals(settleTime: limits.settleTime)
    var strange: Set<String> = []
    while !Task.isCancelled {
      let changes = watch.changes()
      let inbox = try folders.look()
      warn(of: inbox.others, before: &strange)
      for file in arrivals.whole(inbox.files, changes, at: .now) {
        guard !Task.isCancelled else { return }
        try await pause.waitUntilOpen()
        try await RetryPause.untilStored(logger: logger, what: "the intake") {
          try await gate.waitForRoom(in: database)
        }
        if let claimed = try folders.claim(file) {
          CrashPoint.fileClaimed.pass()
          await take(claimed)
        }
      }
      await watch.wait(atMost: arrivals.isWaiting ? min(limits.pollInterval, limits.settleTime) : limits.pollInterval)
    }
  }

  /// Says once of each entry that is no file that it is left where it lies.
  private func warn(of others: [String], before: inout Set<String>) {
    for name in others where before.insert(name).inserted {
      logger.warning("an entry of the inbox is no regular file (a folder, link or pipe) and is left there")
    }
    before.formIntersection(others)
  }

  /// One file's fault never stops the others: what cannot be taken now stays claimed for the next start.
  private func take(_ claimed: FileFolders.Claimed) async {
    do {
      try await RetryPause.untilStored(logger: logger, what: "the intake") { try await takeIn(claimed) }
      files.increment()
    } catch is CancellationError {
    } catch {
      logger.error("a file stays in \(folders.claimed.path) until the next start: \(error)")
    }
  }

  private func takeIn(_ claimed: FileFolders.Claimed) async throws {
    let arrival = Arrival(intake: claimed.intake, name: claimed.name)
    let isRejected = try await takeIn(claimed.file, arrival)
    CrashPoint.fileAnnounced.pass()
    try folders.finish(claimed, rejected: isRejected, on: clock.now().utcDate)
    CrashPoint.fileFinished.pass()
  }

  /// Takes in a file or a member of a container; returns whether nothing of it goes on.
  func takeIn(_ file: URL, _ arrival: Arrival) async throws -> Bool {
    let check = try store.store(file)
    CrashPoint.fileStored.pass()
    let fingerprint = translator.fingerprint
    let known = try await database.read {
      try IntakeLog.history(of: check.digest, intake: arrival.intake, translator: fingerprint, in: $0)
    }
    if known.isAnnounced { return known.state == .rejected }
    if known.isDuplicate {
      let report = FileReport(format: known.format, events: 0, rejections: [])
      try await announce(arrival, check, report, duplicate: true)
      return false
    }
    let written = try await database.write { try IntakeLog.begin(check, translator: fingerprint, in: $0) }
    let report =
      if let kind = try Container(file: file) {
        try await takeInMembers(of: file, kind, arrival, check)
      } else {
        try await translate(check, skipping: written)
      }
    try await announce(arrival, check, report, duplicate: false, attempt: known.tries + 1)
    return report.isRejected
  }

  /// Writes the file's events to the outbox, from where an earlier process stopped: they come in the same order.
  private func translate(_ check: ClaimCheckStore.Check, skipping emitted: Int) async throws -> FileReport {
    try await store.withFile(check.digest) { file in
      let channel = EventChannel(limits: limits, skipping: emitted)
      async let report = translateOnThread(file, check.digest, into: channel)
      do {
        for await chunk in channel.chunks {
          try await append(chunk, of: check.digest)
          channel.release()
        }
      } catch {
        channel.abandon()
        throw error
      }
      return try await report
    }
  }

  private func translateOnThread(_ file: URL, _ digest: String, into channel: EventChannel) async throws -> FileReport {
    let translator = translator
    return try await withCheckedThrowingContinuation { continuation in
      Thread {
        defer { channel.finish() }
        let result = Result {
          let report = try translator.translate(file: file, digest: digest) { try channel.emit($0) }
          try channel.flush()
          return report
        }
        continuation.resume(with: result)
      }.start()
    }
  }

  private func append(_ chunk: EventChannel.Chunk, of digest: String) async throws {
    try await gate.waitForRoom(in: database)
    try await RetryPause.untilStored(logger: logger, what: "the intake") {
      try await database.write { connection in
        let emitted = chunk.emittedBefore + chunk.events.count
        // The commit before may have succeeded without anybody hearing of it.
        guard try IntakeLog.advance(digest, from: chunk.emittedBefore, to: emitted, in: connection) else { return }
        for event in chunk.events { try Outbox.append(event.message(), to: Exchange.internal, in: connection) }
        CrashPoint.fileWriting.pass()
      }
    }
    CrashPoint.fileWritten.pass()
    committed.raise()
  }

  private func announce(
    _ arrival: Arrival, _ check: ClaimCheckStore.Check, _ report: FileReport, duplicate: Bool, attempt: Int = 1
  ) async throws {
    let now = clock.now()
    let events =
      try [received(arrival, check, report, duplicate: duplicate, at: now)]
      + rejected(check, report, attempt: attempt, at: now)
    let followUp = duplicate ? nil : report.followUp
    defer { followUp?.didEnd() }
    try await database.write { connection in
      if !duplicate { try IntakeLog.finish(check.digest, report, in: connection) }
      try followUp?.store(connection, attempt)
      let isNew = try IntakeLog.arrived(
        intake: arrival.intake, digest: check.digest, name: arrival.name, at: now, duplicate: duplicate, in: connection)
      guard isNew else { return }
      for event in events { try Outbox.append(event.message(), to: Exchange.internal, in: connection) }
    }
    committed.raise()
    log(arrival, check, report, duplicate: duplicate)
  }

  private func received(
    _ arrival: Arrival, _ check: ClaimCheckStore.Check, _ report: FileReport, duplicate: Bool, at now: Instant
  ) throws -> EncodedEvent {
    let id = EventID(tenant: tenant, cause: arrival.intake, step: "arrival", type: FileReceived.type)
    let data = FileReceived(
      digest: check.digest, size: check.size, format: report.format, fileName: arrival.name,
      container: arrival.container, arrivedAt: now, duplicate: duplicate, events: report.events)
    return try Event(context(id, check, at: now), data: data).encoded()
  }

  /// Another try may refuse for other reasons, so its rejections are other events.
  private func rejected(
    _ check: ClaimCheckStore.Check, _ report: FileReport, attempt: Int, at now: Instant
  ) throws -> [EncodedEvent] {
    try report.rejections.map { rejection in
      let place = rejection.position ?? "file"
      let id =
        attempt == 1
        ? EventID(tenant: tenant, digest: check.digest, position: place, type: FileRejected.type)
        : EventID(tenant: tenant, cause: "\(check.digest) try \(attempt)", step: place, type: FileRejected.type)
      return try Event(context(id, check, at: now), data: rejection).encoded()
    }
  }

  private func context(_ id: EventID, _ check: ClaimCheckStore.Check, at now: Instant) -> EventContext {
    EventContext(
      id: id, source: "/adapters/\(adapter)", subject: check.digest, time: now, tenant: tenant,
      correlationID: check.digest)
  }

  /// A file is named by its digest, as `tributary files list` does: its name may be a patient's.
  private func log(_ arrival: Arrival, _ check: ClaimCheckStore.Check, _ report: FileReport, duplicate: Bool) {
    let metadata: Logger.Metadata = [
      "file": "\(check.digest)", "format": "\(report.format)", "intake": "\(arrival.intake)",
    ]
    if duplicate {
      logger.info("a file had been taken in before; nothing is published again", metadata: metadata)
    } else if report.isRejected {
      logger.warning("a file was rejected: \(report.rejections.first?.reason ?? "")", metadata: metadata)
    } else {
      logger.info("a file was taken in: \(report.events) events", metadata: metadata)
    }
  }
}

extension EncodedEvent {
  /// The message that carries this event.
  public func message() -> Message {
    Message(id: id, type: type, routingKey: routingKey, body: body, correlationID: correlationID)
  }
}
