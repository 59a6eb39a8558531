// A file adapter for tests: a translator that does as the file says, and its surroundings.

import AdapterKit
import Foundation
import Messaging
import PaymentEvents
import Storage
import TestSupport

/// Each line of a file is an event; a line that starts with `!` is a rejected set with the rest as the reason.
struct LineTranslator: FileTranslator {
  /// Throws at this line, as a translator with a fault would.
  var failingAt: Int?
  /// Lines behind a `!` that are taken all the same, as a profile may allow.
  var allows: Set<String> = []

  /// What it says that it kept without an event.
  var kept: [KeptTotal] = []

  var fingerprint: String { allows.sorted().joined(separator: ",") }

  func translate(file: URL, digest: String, emit: (EncodedEvent) throws -> Void) throws -> FileReport {
    let lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
    var events = 0
    var rejections: [FileRejected] = []
    for (index, line) in lines.enumerated() {
      if index == failingAt { throw Fault() }
      if line.hasPrefix("!"), !allows.contains(String(line.dropFirst())) {
        rejections.append(
          FileRejected(
            digest: digest, format: "lines", scope: "set", position: "line \(index)", reason: String(line.dropFirst()),
            findings: [], findingCount: 0))
      } else {
        events += 1
        try emit(
          EncodedEvent(
            id: "\(line)", type: "tributary.test.line.v1", subject: "", correlationID: digest, body: Array(line.utf8)))
      }
    }
    var report = FileReport(format: "lines", events: events, rejections: rejections)
    report.kept = kept
    return report
  }

  struct Fault: Error {}
}

/// An adapter's folders and stores.
struct IntakeScene {
  let root: URL
  let folders: FileFolders
  let store: ClaimCheckStore
  let database: any Database

  init(_ folder: URL, inbox: URL? = nil) throws {
    root = folder.appendingPathComponent("adapter")
    folders = try FileFolders(root: root, inbox: inbox)
    store = try ClaimCheckStore(folder: folder.appendingPathComponent("claim-checks"))
    database = try testStore(of: "intake", in: folder).open(FileWorker.migrations)
  }

  /// Puts a file into the inbox.
  func handIn(_ name: String, _ text: String) throws {
    try Data(text.utf8).write(to: folders.inbox.appendingPathComponent(name))
  }

  func intake(
    on database: (any Database)? = nil, translator: any FileTranslator = LineTranslator(),
    limits: FileIntake.Limits = .small, gate: IntakeGate = IntakeGate()
  ) -> FileIntake {
    FileIntake(
      adapter: "lines", tenant: "clinic", folders: folders, store: store, database: database ?? self.database,
      translator: translator, clock: noon, committed: Signal(), limits: limits, gate: gate,
      logger: quietLogger)
  }

  /// All files below the adapter's folder.
  func files() throws -> [String] {
    try FileManager.default.subpathsOfDirectory(atPath: root.path).filter { path in
      var isFolder: ObjCBool = false
      _ = FileManager.default.fileExists(atPath: root.appendingPathComponent(path).path, isDirectory: &isFolder)
      return !isFolder.boolValue
    }.sorted()
  }

  /// Runs an intake until every file is archived or rejected. Files are counted where they end: one on its way between
  /// two folders is seen in neither.
  func takeInEverything(_ intake: FileIntake? = nil) async throws {
    let intake = intake ?? self.intake()
    let expected = try files().count
    try await running({ try await intake.run() }) {
      try await eventually("all files are taken in") {
        try files().count { $0.hasPrefix("archive/") || $0.hasPrefix("rejected/") } == expected
      }
    }
  }

  /// The bodies of the content events in the outbox, in order.
  func lines() async throws -> [String] {
    try await database.outbox().filter { $0.message.type == "tributary.test.line.v1" }
      .map { String(decoding: $0.message.body, as: UTF8.self) }
  }

  func received() async throws -> [FileReceived] {
    try await database.outbox().filter { $0.message.type == FileReceived.type }
      .map { try Event<FileReceived>(json: $0.message.body).data }
  }

  func rejected() async throws -> [FileRejected] {
    try await database.outbox().filter { $0.message.type == FileRejected.type }
      .map { try Event<FileRejected>(json: $0.message.body).data }
  }
}

extension FileIntake.Limits {
  /// Two events a transaction, no waiting between looks at the inbox.
  static var small: FileIntake.Limits {
    var limits = FileIntake.Limits()
    limits.eventsPerCommit = 2
    limits.pollInterval = .milliseconds(2)
    limits.settleTime = .zero
    return limits
  }
}

func withIntake<Result>(_ body: (IntakeScene) async throws -> Result) async throws -> Result {
  try await withTemporaryFolder { folder in
    let scene = try IntakeScene(folder)
    let result = try await body(scene)
    try await scene.database.close()
    return result
  }
}
