// When everything that was handed in has run its course: no file open, no event on its way, no journal unanswered.

import AdapterKit
import CashApplication
import DocumentExtractionAdapter
import Foundation
import Operations
import PaymentEvents
import Storage

/// Looks into the services' databases; each fact is exact, so there is nothing to guess from quiet queues.
struct Settlement {
  let options: DataOptions
  let reader: CashReader

  init(_ options: DataOptions) throws {
    self.options = options
    reader = try options.cashReader()
  }

  /// Of a stack that may have started just now: waits until its services have made their databases, or brought those
  /// of an older version up to date.
  static func afterStart(_ options: DataOptions) async throws -> Settlement {
    let clock = ContinuousClock()
    let end = clock.now + .seconds(60)
    while true {
      do {
        _ = try OperationsReader(data: options.dataFolder)
        _ = try options.journalReader()
        return try Settlement(options)
      } catch  where clock.now < end {
        try await clock.sleep(for: .milliseconds(100))  // files are looked for; they cannot call
      }
    }
  }

  /// The newest failure so far.
  func newestFailure() async throws -> Int64 {
    try await OperationsReader(data: options.dataFolder).newestFailure()
  }

  /// How far things are.
  struct Progress: Equatable {
    var filesWaiting = 0
    var eventsEmitted = 0
    var eventsSettled = 0
    var journalsOpen = 0
    var journalsPosted = 0
    var outbox = 0
    var isSettled: Bool { filesWaiting == 0 && eventsSettled >= eventsEmitted && journalsOpen == 0 && outbox == 0 }

    var line: String {
      "files waiting \(filesWaiting) · events \(eventsSettled)/\(eventsEmitted) · journals posted \(journalsPosted), "
        + "open \(journalsOpen)"
    }
  }

  /// The present state.
  /// - Parameters:
  ///   - published: events published by hand, which must be applied, passed on or refused, too.
  ///   - failure: the newest failure when they were published: what was refused before does not count.
  func progress(published: [ExpectedEvent] = [], after failure: Int64 = 0) async throws -> Progress {
    var progress = Progress()
    // The same bytes may have come to both adapters: they are one file to those who apply its events.
    var files: [String: Int] = [:]
    for adapter in FileAdapters.all { try await add(adapter, to: &progress, &files) }
    for (digest, count) in files { try await settle(digest, count, &progress) }
    let outcomes = try await outlook().outcomes(Array(Set(published)), after: failure)  // the same event twice is one
    progress.eventsEmitted += outcomes.count
    progress.eventsSettled += outcomes.count { $0.outcome != nil }
    let journals = try await reader.journalStates()
    progress.journalsOpen = journals["requested"] ?? 0
    progress.journalsPosted = journals["posted"] ?? 0
    progress.outbox += try await reader.outboxDepth()
    return progress
  }

  /// Who knows what is to become of published events, and what became of them.
  func outlook() throws -> EventOutlook {
    EventOutlook(cash: reader, operations: try OperationsReader(data: options.dataFolder))
  }

  /// Waits until it is settled, telling `show` how far it is.
  /// - Throws: ``CommandFailure`` when nothing has moved for `patience`.
  func wait(
    published: [ExpectedEvent] = [], after failure: Int64 = 0, patience: Duration = .seconds(120),
    show: (String) -> Void
  ) async throws {
    let clock = ContinuousClock()
    var last = Progress()
    var moved = clock.now
    while true {
      let now = try await progress(published: published, after: failure)
      show(now.line)
      if now.isSettled { return }
      if now != last { (last, moved) = (now, clock.now) }
      guard clock.now - moved < patience else {
        throw CommandFailure(
          .unavailable,
          "nothing has moved for \(patience) (\(now.line)); look with `tributary status` and in "
            + "\(options.dataFolder.path)/logs"
        )
      }
      try await clock.sleep(for: .milliseconds(200))  // the databases are asked again; they cannot call
    }
  }

  private func add(
    _ adapter: FileAdapters.Adapter, to progress: inout Progress, _ files: inout [String: Int]
  ) async throws {
    let folder = options.dataFolder.appendingPathComponent(adapter.name)
    progress.filesWaiting += try FileAdapters.waiting(in: folder)
    let store = try DataFolder.store(of: adapter.name, in: options.dataFolder)
    guard try store.exists() else { return }
    let database = try store.reader()
    let (entries, outbox) = try await database.read { (try IntakeLog.entries(in: $0), try Outbox.count(in: $0)) }
    progress.outbox += outbox
    // Of a document only what was made of it is for cash application.
    if adapter.name == FileAdapters.documents.name { return try await addDocuments(&progress, &files, entries) }
    for entry in entries {
      if entry.state == .reading { progress.filesWaiting += 1 }
      files[entry.digest, default: 0] += entry.emitted
    }
  }

  /// Documents come by way of the lockbox, too; their events count with the file that they came in.
  private func addDocuments(
    _ progress: inout Progress, _ files: inout [String: Int], _ entries: [IntakeLog.Entry]
  ) async throws {
    progress.filesWaiting += entries.count { $0.state == .reading }
    for document in try await DocumentsReader(data: options.dataFolder).documents() {
      if document.state == .waiting { progress.filesWaiting += 1 }
      files[document.correlationID, default: 0] += document.emitted
    }
  }

  /// Adds a file's events. One that failed in one place and was applied in another counts once.
  private func settle(_ digest: String, _ emitted: Int, _ progress: inout Progress) async throws {
    guard emitted > 0 else { return }
    let settled =
      try await reader.inputs(ofFile: digest) + deadLetters(correlation: digest) + images(ofFile: digest)
    progress.eventsEmitted += emitted
    progress.eventsSettled += min(settled, emitted)
  }

  /// Events about images, which cash application does not take: lines of an index are kept by operations alone, and an
  /// image has arrived when the reader of documents knows it.
  private func images(ofFile digest: String) async throws -> Int {
    let operations = try OperationsReader(data: options.dataFolder)
    let indexed = try await operations.count(ofType: DocumentIndexed.type, correlation: digest)
    guard try await operations.count(ofType: DocumentReceived.type, correlation: digest) > 0 else { return indexed }
    return try await indexed + (DocumentsReader(data: options.dataFolder).isKnown(digest) ? 1 : 0)
  }

  private func deadLetters(correlation: String) async throws -> Int {
    try await OperationsReader(data: options.dataFolder).deadLetterCount(correlation: correlation)
  }
}
