// What the adapter remembers of documents: how far each is read, what was made of it, and what people said of it.

import PaymentEvents
import Storage

/// The tables of documents.
package enum ExtractionBook {
  /// The tables. Pages, extractions and corrections hold what documents hold, so they are sealed like bodies.
  package static let migration = """
    CREATE TABLE documents (
      digest TEXT PRIMARY KEY, number INTEGER NOT NULL, media_type TEXT NOT NULL, correlation_id TEXT NOT NULL,
      causation_id TEXT NOT NULL, arrived_at TEXT NOT NULL, state TEXT NOT NULL, pages INTEGER NOT NULL DEFAULT 0,
      pages_read INTEGER NOT NULL DEFAULT 0, tries INTEGER NOT NULL DEFAULT 0, revision INTEGER NOT NULL DEFAULT 0,
      kind TEXT NOT NULL DEFAULT 'other', template TEXT NOT NULL DEFAULT '', payer TEXT, trace TEXT, amount INTEGER,
      reasons TEXT NOT NULL DEFAULT '', remittance TEXT, images TEXT NOT NULL DEFAULT '',
      emitted INTEGER NOT NULL DEFAULT 0, decided_at TEXT
    );
    CREATE INDEX documents_by_state ON documents (state, number);
    CREATE INDEX documents_by_trace ON documents (trace);
    CREATE INDEX documents_by_remittance ON documents (remittance);
    CREATE TABLE document_pages (
      digest TEXT NOT NULL, page INTEGER NOT NULL, body BLOB NOT NULL, PRIMARY KEY (digest, page)
    );
    CREATE TABLE extractions (
      digest TEXT NOT NULL, revision INTEGER NOT NULL, made_at TEXT NOT NULL, made_by TEXT NOT NULL, body BLOB NOT NULL,
      PRIMARY KEY (digest, revision)
    );
    CREATE TABLE corrections (
      request TEXT PRIMARY KEY, digest TEXT NOT NULL, requested_by TEXT NOT NULL, reason TEXT NOT NULL,
      at TEXT NOT NULL, state TEXT NOT NULL, obstacle TEXT
    )
    """

  /// How far a document is.
  package enum State: String, Sendable, Codable {
    /// Pages are left to be read.
    case waiting
    /// Its advice is published.
    case published
    /// A person has to look.
    case held
    /// It cannot be read.
    case refused
  }

  /// A document that is to be read.
  struct Work: Sendable {
    var digest: String
    var mediaType: String
    var correlationID: String
    var causationID: String
  }

  /// What is known of a document.
  package struct Entry: Sendable, Codable, Equatable {
    /// SHA-256.
    package let digest: String
    package let mediaType: String
    package let correlationID: String
    package let causationID: String
    package let arrivedAt: String
    package let state: State
    package let pages: Int
    package let pagesRead: Int
    /// How often reading was begun since a page was last done.
    package let tries: Int
    /// 0 until it is read; then 1, and one more for each correction.
    package let revision: Int
    package let kind: String
    package let template: String
    package let payer: String?
    package let traceNumber: String?
    package let amount: Money?
    package let reasons: [String]
    package let remittance: String?
    /// Claim checks of the pages' pictures.
    package let images: [String]
    /// How many events of it cash application applies.
    package let emitted: Int
  }

  private static let columns = """
    digest, media_type, correlation_id, causation_id, arrived_at, state, pages, pages_read, tries, revision, kind,
    template, payer, trace, amount, reasons, remittance, images, emitted
    """

  /// Notes a document; nothing where it is known.
  static func add(_ work: Work, at time: Instant, in connection: any SQLConnection) throws {
    try connection.execute(
      """
      INSERT INTO documents (digest, number, media_type, correlation_id, causation_id, arrived_at, state)
      VALUES (?, (SELECT COALESCE(MAX(number), 0) + 1 FROM documents), ?, ?, ?, ?, 'waiting') ON CONFLICT DO NOTHING
      """,
      [
        .text(work.digest), .text(work.mediaType), .text(work.correlationID), .text(work.causationID),
        .text(time.rfc3339),
      ])
  }

  /// Documents by a condition of SQL, which is never made of outside input, in order of arrival.
  package static func entries(
    where condition: String, _ arguments: [SQLValue] = [], limit: Int = 1_000, in connection: any SQLConnection
  ) throws -> [Entry] {
    try connection.query(
      "SELECT \(columns) FROM documents WHERE \(condition) ORDER BY number LIMIT \(limit)", arguments
    ).map { row in
      Entry(
        digest: row.text(0), mediaType: row.text(1), correlationID: row.text(2), causationID: row.text(3),
        arrivedAt: row.text(4), state: State(rawValue: row.text(5)) ?? .waiting, pages: Int(row.integer(6)),
        pagesRead: Int(row.integer(7)), tries: Int(row.integer(8)), revision: Int(row.integer(9)), kind: row.text(10),
        template: row.text(11), payer: row.optionalText(12), traceNumber: row.optionalText(13),
        amount: try row.optionalInteger(14).map { try Money(cents: $0) }, reasons: lines(row.text(15)),
        remittance: row.optionalText(16), images: lines(row.text(17)), emitted: Int(row.integer(18)))
    }
  }

  package static func entry(_ digest: String, in connection: any SQLConnection) throws -> Entry? {
    try entries(where: "digest = ?", [.text(digest)], in: connection).first
  }

  /// The document to read next.
  static func next(in connection: any SQLConnection) throws -> Entry? {
    try entries(where: "state = 'waiting'", limit: 1, in: connection).first
  }

  private static func lines(_ text: String) -> [String] { text.split(separator: "\n").map(String.init) }

  // MARK: - Reading

  /// Notes that reading is begun, or taken up again.
  static func begin(_ digest: String, pages: Int?, in connection: any SQLConnection) throws {
    try connection.execute(
      "UPDATE documents SET tries = tries + 1, pages = COALESCE(?, pages) WHERE digest = ?",
      [.optional(pages.map(Int64.init)), .text(digest)])
  }

  /// Keeps a page that was read.
  static func keep(page: Int, _ body: [UInt8], of digest: String, in connection: any SQLConnection) throws {
    try connection.execute(
      "INSERT INTO document_pages (digest, page, body) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
      [.text(digest), .integer(Int64(page)), .blob(body)])
    try connection.execute(
      "UPDATE documents SET pages_read = ?, tries = 0 WHERE digest = ?", [.integer(Int64(page)), .text(digest)])
  }

  /// Keeps a page as it is after a second reading.
  static func replace(page: Int, _ body: [UInt8], of digest: String, in connection: any SQLConnection) throws {
    try connection.execute(
      "UPDATE document_pages SET body = ? WHERE digest = ? AND page = ?",
      [.blob(body), .text(digest), .integer(Int64(page))])
    try connection.execute("UPDATE documents SET tries = 0 WHERE digest = ?", [.text(digest)])
  }

  /// The pages that were read, in order, sealed.
  static func pages(of digest: String, in connection: any SQLConnection) throws -> [[UInt8]] {
    try connection.query("SELECT body FROM document_pages WHERE digest = ? ORDER BY page", [.text(digest)])
      .map { $0.blob(0) }
  }

  // MARK: - Deciding

  /// Keeps what was made of a document.
  static func keep(
    extraction body: [UInt8], of digest: String, revision: Int, by person: String, at time: Instant,
    in connection: any SQLConnection
  ) throws {
    try connection.execute(
      "INSERT INTO extractions (digest, revision, made_at, made_by, body) VALUES (?, ?, ?, ?, ?)",
      [.text(digest), .integer(Int64(revision)), .text(time.rfc3339), .text(person), .blob(body)])
  }

  /// Notes what becomes of it.
  static func settle(
    _ digest: String, _ said: DocumentExtracted, emitted: Int, at time: Instant, in connection: any SQLConnection
  ) throws {
    try connection.execute(
      """
      UPDATE documents SET state = ?, revision = ?, kind = ?, template = ?, payer = ?, trace = ?, amount = ?,
        reasons = ?, remittance = ?, images = ?, emitted = emitted + ?, decided_at = ? WHERE digest = ?
      """,
      [
        .text(said.outcome.rawValue), .integer(Int64(said.revision)), .text(said.kind), .text(said.template ?? ""),
        .optional(said.payer), .optional(said.traceNumber), .optional(said.amount?.cents),
        .text(said.reasons.joined(separator: "\n")), .optional(said.remittance?.text),
        .text(said.pageImages.joined(separator: "\n")), .integer(Int64(emitted)), .text(time.rfc3339), .text(digest),
      ])
  }

  /// The newest extraction, or that of a revision, sealed.
  static func extraction(
    of digest: String, revision: Int? = nil, in connection: any SQLConnection
  ) throws -> [UInt8]? {
    try connection.first(
      """
      SELECT body FROM extractions WHERE digest = ? AND revision = COALESCE(?, revision) ORDER BY revision DESC LIMIT 1
      """, [.text(digest), .optional(revision.map(Int64.init))])?.blob(0)
  }

  /// Notes what became of a person's request; nil for an obstacle where it was applied.
  static func note(
    _ request: String, _ correction: DocumentCorrectionRequested, obstacle: String?, at time: Instant,
    in connection: any SQLConnection
  ) throws {
    try connection.execute(
      """
      INSERT INTO corrections (request, digest, requested_by, reason, at, state, obstacle) VALUES (?, ?, ?, ?, ?, ?, ?)
      """,
      [
        .text(request), .text(correction.digest), .text(correction.requestedBy), .text(correction.reason),
        .text(time.rfc3339), .text(obstacle == nil ? "applied" : "refused"), .optional(obstacle),
      ])
  }
}
