// Documents one after the other, page by page. Each page is stored when it is read: whatever ends the process, reading
// goes on at the next page, and a document that ends it again and again is set aside.

import AdapterKit
import Documents
import Foundation
import Logging
import Metrics
import PaymentEvents
import Storage

/// Reads what waits.
package struct ReadingLoop: Sendable {
  let desk: ExtractionDesk
  let database: any Database
  let store: ClaimCheckStore
  let pause: PauseGate
  let arrived: Signal
  let committed: Signal
  let logger: Logger
  let open: @Sendable (URL, String) throws(DocumentRefusal) -> any ReadableDocument
  private let pagesRead = Counter(label: "tributary_document_pages_total")

  /// How often reading may be begun without a page being done before the document is set aside.
  static let mostTries = 3
  /// The most pages of which pictures are kept for a person.
  static let mostImages = 20

  /// Creates it. `arrived` tells that there may be work, `committed` is raised when there is something to send.
  package init(
    desk: ExtractionDesk, database: any Database, store: ClaimCheckStore, pause: PauseGate = PauseGate(),
    arrived: Signal, committed: Signal, logger: Logger,
    open: @escaping @Sendable (URL, String) throws(DocumentRefusal) -> any ReadableDocument = DocumentOpener.open
  ) {
    (self.desk, self.database, self.store, self.pause) = (desk, database, store, pause)
    (self.arrived, self.committed, self.logger, self.open) = (arrived, committed, logger, open)
  }

  /// Reads until the task is cancelled.
  package func run() async throws {
    while true {
      try await pause.waitUntilOpen()
      while try await readNext() { try await pause.waitUntilOpen() }
      for await _ in arrived.raised { break }
      try Task.checkCancellation()
    }
  }

  /// Reads the next document to its end. Returns false where none waits.
  package func readNext() async throws -> Bool {
    guard let entry = try await database.read({ try ExtractionBook.next(in: $0) }) else { return false }
    var again = RetryPause(longest: .seconds(60))
    while true {
      do {
        try await RetryPause.untilStored(logger: logger, what: "reading documents") { try await read(entry.digest) }
        return true
      } catch let refusal as DocumentRefusal where refusal.code == .unavailable {
        // The machine's fault, not the document's.
        logger.error("documents wait: \(refusal.reason)")
        try await again.wait()
      }
    }
  }

  private func read(_ digest: String) async throws {
    guard let entry = try await database.read({ try ExtractionBook.entry(digest, in: $0) }) else { return }
    do {
      try await readPages(entry)
    } catch let refusal as DocumentRefusal {
      guard refusal.code != .unavailable else { throw refusal }
      try await settle(entry, .init(refusal: refusal, pages: entry.pagesRead))
    }
  }

  private func readPages(_ entry: ExtractionBook.Entry) async throws {
    guard entry.tries < Self.mostTries else {
      let page = entry.pagesRead + 1
      throw DocumentRefusal(.exhausted, "reading page \(page) ended the reader \(Self.mostTries) times; look at it")
    }
    // Said before the document is opened: opening it may be what ends the process.
    try await database.write { try ExtractionBook.begin(entry.digest, pages: nil, in: $0) }
    let (open, type) = (open, entry.mediaType)
    let document = try await store.withFile(entry.digest) { file in
      try await Self.onThread { try open(file, type) }
    }
    for number in stride(from: entry.pagesRead + 1, through: document.pageCount, by: 1) {
      try await pause.waitUntilOpen()
      try await keep(Self.onThread { try document.page(number) }, number, of: entry, document.pageCount)
    }
    try await decide(entry, document)
  }

  private func keep(_ page: Page, _ number: Int, of entry: ExtractionBook.Entry, _ count: Int) async throws {
    let body = try desk.sealed(page)
    try await database.write { connection in
      try ExtractionBook.keep(page: number, body, of: entry.digest, in: connection)
      try connection.execute(
        "UPDATE documents SET pages = ? WHERE digest = ?", [.integer(Int64(count)), .text(entry.digest)])
    }
    pagesRead.increment()
    CrashPoint.pageStored.pass()
  }

  /// Keeps a page that was read again, so that it is not a third time.
  private func replace(_ page: Page, of entry: ExtractionBook.Entry) async throws {
    let body = try desk.sealed(page)
    try await database.write { try ExtractionBook.replace(page: page.number, body, of: entry.digest, in: $0) }
  }

  private func decide(_ entry: ExtractionBook.Entry, _ document: any ReadableDocument) async throws {
    let bodies = try await database.read { try ExtractionBook.pages(of: entry.digest, in: $0) }
    var pages = try bodies.map { try desk.opened($0, as: Page.self) }
    let extractor = desk.extractor
    for (index, doubts) in try await Self.onThread({ [pages] in extractor.doubts(pages) }) {
      try await pause.waitUntilOpen()
      pages[index] = try await Self.onThread { [page = pages[index]] in try document.readAgain(page, doubts) }
      try await replace(pages[index], of: entry)
    }
    var finding = ExtractionDesk.Finding(
      extraction: try await Self.onThread { [pages] in extractor.extract(pages) }, pages: pages.count)
    let index = try await database.read { try BankIndexBook.index(of: entry.digest, in: $0) }
    if let index { finding.extraction?.compare(with: index) }
    if !desk.obstacles(finding).isEmpty { finding.images = try await images(of: pages, document) }
    try await settle(entry, finding)
  }

  /// Pictures of the pages for the person who has to look.
  private func images(of pages: [Page], _ document: any ReadableDocument) async throws -> [String] {
    var digests: [String] = []
    for page in pages.prefix(Self.mostImages) {
      guard let bytes = try await Self.onThread({ try document.shown(page.number, turned: page.turnedDegrees) })
      else { continue }
      digests.append(try store.store(bytes).digest)
    }
    return digests
  }

  private func settle(_ entry: ExtractionBook.Entry, _ finding: ExtractionDesk.Finding) async throws {
    try await database.write { connection in
      try desk.settle(entry, finding, in: connection)
      CrashPoint.documentDeciding.pass()
    }
    CrashPoint.documentDecided.pass()
    committed.raise()
    let obstacles = desk.obstacles(finding)
    let outcome = finding.refusal != nil ? "refused" : obstacles.isEmpty ? "published" : "held"
    Counter(label: "tributary_documents_total", dimensions: [("outcome", outcome)]).increment()
    logger.info("a document was read: \(outcome)", metadata: ["document": "\(entry.digest)"])
  }

  /// Readers block: they have a thread of their own.
  private static func onThread<Value: Sendable>(
    _ body: @escaping @Sendable () throws -> Value
  ) async throws -> Value {
    try await withCheckedThrowingContinuation { continuation in
      Thread { continuation.resume(with: Result { try body() }) }.start()
    }
  }
}
