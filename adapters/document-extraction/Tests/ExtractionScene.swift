// The adapter on a real database file, without a broker: documents go in, what would be sent is looked at.

import AdapterKit
import DocumentExtractionAdapter
import Documents
import Foundation
import JSONRules
import Logging
import PaymentEvents
import Storage
import Synchronization
import SyntheticDocuments
import TestSupport

struct ExtractionScene {
  let folder: URL
  let database: any Database
  let store: ClaimCheckStore
  let desk: ExtractionDesk
  let arrived = Signal()
  let committed = Signal()

  static let now = Instant(milliseconds: 1_790_000_000_000)  // 21 September 2026

  init(_ folder: URL) throws {
    self.folder = folder
    database = try testStore(of: DocumentExtractionWorker.name, in: folder)
      .open(DocumentExtractionWorker.migrations)
    store = try ClaimCheckStore(folder: folder.appendingPathComponent("claim-checks"))
    guard let time = BusinessTime(zone: "America/New_York") else { throw DocumentRefusal(.unavailable, "no time zone") }
    desk = ExtractionDesk(
      tenant: "clinic", extractor: try Self.extractor(), cipher: PlainBodies(), clock: FixedClock(Self.now),
      businessTime: time)
  }

  static func extractor() throws -> Extractor {
    let home = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    var extractor = try ExtractionSetup.extractor(home: home)
    extractor.payers += LayoutBook.all.map { Extractor.Payer(key: $0.name, names: [$0.payer]) }
    return extractor
  }

  /// Stores a document as a lockbox would have, and tells of it.
  func receive(_ bytes: [UInt8], mediaType: String = "application/pdf") async throws -> String {
    let file = folder.appendingPathComponent("document")
    try Data(bytes).write(to: file)
    let digest = try store.store(file).digest
    let context = EventContext(
      id: EventID(tenant: "clinic", digest: digest, position: "1", type: DocumentReceived.type),
      source: "/adapters/lockbox", subject: digest, time: Self.now, tenant: "clinic", correlationID: digest)
    try await receive(Event(context, data: DocumentReceived(digest: digest, mediaType: mediaType)).encoded())
    return digest
  }

  /// A file from the inbox, and the events of its documents as they come back. Returns the documents' digests.
  func take(_ bytes: [UInt8]) async throws -> [String] {
    let file = folder.appendingPathComponent("file")
    try Data(bytes).write(to: file)
    let digest = try store.store(file).digest
    let translator = DocumentTranslator(
      tenant: "clinic", intake: .init(store: store, clock: FixedClock(Self.now), arrived: arrived))
    var events: [EncodedEvent] = []
    _ = try translator.translate(file: file, digest: digest) { events.append($0) }
    for event in events { try await receive(event) }
    return try events.map { try Event<DocumentReceived>(json: $0.body).data.digest }
  }

  func receive(_ event: EncodedEvent) async throws {
    let queue = FakeQueue(Queue.documentExtraction)
    let receiver = EventReceiver(
      worker: DocumentExtractionWorker.name, queue: Queue.documentExtraction, database: database,
      handler: DocumentHandler(desk: desk, arrived: arrived, committed: committed), clock: FixedClock(Self.now),
      batchLimit: 10, logger: quietLogger)
    try await receiver.run(queue.stream([queue.delivery(.routed(event))]))
  }

  func loop(
    open: @escaping @Sendable (URL, String) throws(DocumentRefusal) -> any ReadableDocument = DocumentOpener.open
  ) -> ReadingLoop {
    ReadingLoop(
      desk: desk, database: database, store: store, arrived: arrived, committed: committed, logger: quietLogger,
      open: open)
  }

  func entry(_ digest: String) async throws -> ExtractionBook.Entry? {
    try await database.read { try ExtractionBook.entry(digest, in: $0) }
  }

  func sent<Body: EventBody>(_ body: Body.Type) async throws -> [Event<Body>] {
    try await database.read { try Outbox.pending(after: 0, limit: 10_000, in: $0).map(\.outgoing.message) }
      .filter { $0.type == Body.type }.map { try Event<Body>(json: $0.body) }
  }

  func reader() throws -> DocumentsReader { try DocumentsReader(data: folder) }
}

func withExtraction<Result>(_ body: (ExtractionScene) async throws -> Result) async throws -> Result {
  try await withTemporaryFolder { folder in
    let scene = try ExtractionScene(folder)
    let result = try await body(scene)
    try await scene.database.close()
    return result
  }
}

/// A document made of pages that are there already; what is read of it is counted.
final class CountedDocument: ReadableDocument {
  let pages: [Page]
  let read = Mutex<[Int]>([])
  /// The page at which the machine gives up, once.
  let failing: Mutex<Int?>

  init(_ pages: [Page], failingAt page: Int? = nil) {
    self.pages = pages
    failing = Mutex(page)
  }

  var pageCount: Int { pages.count }

  func page(_ number: Int) throws(DocumentRefusal) -> Page {
    let fails = failing.withLock { failing in
      guard failing == number else { return false }
      failing = nil
      return true
    }
    if fails { throw DocumentRefusal(.unavailable, "the machine gives up") }
    read.withLock { $0.append(number) }
    return pages[number - 1]
  }

  func shown(_ number: Int, turned degrees: Double) throws(DocumentRefusal) -> [UInt8]? { [UInt8(number)] }
}
