// The worker's inbox, database and outbox without a broker; can be restarted at any point.

import AdapterKit
import Foundation
import PayerEDIAdapter
import PaymentEvents
import Storage
import TestSupport

/// What stays when a worker dies: folders and database.
struct OutboxScene {
  let folders: FileFolders
  let store: ClaimCheckStore
  let database: any Database
  let outbox: URL
  var profiles = PayerProfiles()
  private let clock = FixedClock(Instant(milliseconds: 1_772_528_700_000))  // 2026-03-03T09:05:00Z

  init(_ folder: URL) throws {
    folders = try FileFolders(root: folder.appendingPathComponent("payer-edi"))
    store = try ClaimCheckStore(folder: folder.appendingPathComponent("claim-checks"))
    outbox = folders.root.appendingPathComponent("outbox")
    database = try testStore(of: "payer-edi", in: folder).open(PayerEDIWorker.migrations)
  }

  /// Puts a file into the inbox as a rename does.
  func handIn(_ name: String, _ text: String) throws {
    let part = folders.inbox.appendingPathComponent("\(name).part")
    try Data(text.utf8).write(to: part)
    try FileManager.default.moveItem(at: part, to: folders.inbox.appendingPathComponent(name))
  }

  /// A worker on what is there.
  func worker(on database: (any Database)? = nil) -> Process {
    let database = database ?? self.database
    let stored = Signal()
    let translator = PayerEDITranslator(
      tenant: "clinic", profiles: profiles,
      answers: Answers(profiles: profiles, clock: clock, stored: stored, logger: quietLogger))
    var limits = FileIntake.Limits()
    limits.pollInterval = .milliseconds(5)
    limits.settleTime = .zero
    return Process(
      intake: FileIntake(
        adapter: "payer-edi", tenant: "clinic", folders: folders, store: store, database: database,
        translator: translator, clock: clock, committed: Signal(), limits: limits, logger: quietLogger),
      outbox: documents(on: database, stored))
  }

  /// The loop that writes the documents.
  func documents(on database: any Database, _ stored: Signal = Signal()) -> DocumentOutbox {
    DocumentOutbox(folder: outbox, database: database, clock: clock, stored: stored, logger: quietLogger)
  }

  /// The loops of a worker.
  struct Process: Sendable {
    let intake: FileIntake
    let outbox: DocumentOutbox

    func run() async throws {
      try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask { try await intake.run() }
        group.addTask { try await outbox.run() }
        try await group.waitForAll()
      }
    }
  }

  /// Runs a worker until so many arrivals are noted and nothing is left to be written.
  func run(untilArrivals count: Int) async throws {
    let worker = worker()
    try await running({ try await worker.run() }) {
      try await eventually("\(count) arrivals, all answered") {
        try await database.read { connection in
          let arrivals = try connection.first("SELECT COUNT(*) FROM intakes")?.integer(0)
          let waiting = try connection.first("SELECT COUNT(*) FROM documents WHERE written_at IS NULL")?.integer(0)
          return arrivals == Int64(count) && waiting == 0
        }
      }
    }
  }

  /// The names in the outbox folder, hidden ones too.
  func names() throws -> [String] {
    guard FileManager.default.fileExists(atPath: outbox.path) else { return [] }
    return try FileManager.default.contentsOfDirectory(atPath: outbox.path).sorted()
  }

  /// The documents in the outbox folder, in order.
  func texts() throws -> [String] {
    try names().map { try String(contentsOf: outbox.appendingPathComponent($0), encoding: .utf8) }
  }
}

func withOutbox<Result>(_ body: (OutboxScene) async throws -> Result) async throws -> Result {
  try await withTemporaryFolder { folder in
    let scene = try OutboxScene(folder)
    let result = try await body(scene)
    try await scene.database.close()
    return result
  }
}
