// What others may see of documents: the adapter's own query code, on a read-only connection.

import AdapterKit
import Documents
import Foundation
import PaymentEvents
import Storage

/// Looks into the adapter's database.
package struct DocumentsReader: Sendable {
  private let database: any Database
  private let cipher: any BodyCipher

  /// Opens the database in a data folder. - Throws: `StorageError` where there is none.
  package init(data: URL, cipher: any BodyCipher = PlainBodies()) throws {
    database = try DataFolder.store(of: DocumentExtractionWorker.name, in: data).reader()
    self.cipher = cipher
  }

  /// All documents, the oldest first, or those of a state.
  package func documents(_ state: ExtractionBook.State? = nil) async throws -> [ExtractionBook.Entry] {
    try await database.read { connection in
      guard let state else { return try ExtractionBook.entries(where: "TRUE", in: connection) }
      return try ExtractionBook.entries(where: "state = ?", [.text(state.rawValue)], in: connection)
    }
  }

  /// Whether the bytes of this digest have come.
  package func isKnown(_ digest: String) async throws -> Bool {
    try await database.read { try !ExtractionBook.entries(where: "digest = ?", [.text(digest)], in: $0).isEmpty }
  }

  /// Documents whose digest begins so, or with this trace number, advice or file.
  package func documents(called name: String) async throws -> [ExtractionBook.Entry] {
    guard !name.isEmpty else { return [] }
    return try await database.read { connection in
      try ExtractionBook.entries(
        where: "substr(digest, 1, ?) = ? OR trace = ? OR remittance = ? OR correlation_id = ?",
        [.integer(Int64(name.count))] + Array(repeating: .text(name), count: 4), in: connection)
    }
  }

  /// What was made of a document: the newest, or that of a revision.
  package func extraction(of digest: String, revision: Int? = nil) async throws -> Extraction? {
    guard
      let sealed = try await database.read({ try ExtractionBook.extraction(of: digest, revision: revision, in: $0) })
    else { return nil }
    return try EventCoding.decoder().decode(Extraction.self, from: Data(cipher.open(sealed)))
  }

  /// What became of a person's request.
  package struct Correction: Sendable, Codable {
    package let state: String
    package let obstacle: String?
  }

  /// Nil where it has not been decided yet.
  package func correction(_ request: String) async throws -> Correction? {
    try await database.read { connection in
      try connection.first("SELECT state, obstacle FROM corrections WHERE request = ?", [.text(request)])
        .map { Correction(state: $0.text(0), obstacle: $0.optionalText(1)) }
    }
  }

  /// Documents that people confirmed or corrected, with when: what was read, and what is true.
  package func confirmed() async throws -> [(digest: String, at: String)] {
    try await database.read { connection in
      try connection.query(
        "SELECT digest, made_at FROM extractions WHERE made_by <> '' ORDER BY made_at, digest"
      ).map { (digest: $0.text(0), at: $0.text(1)) }
    }
  }
}
