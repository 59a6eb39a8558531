// Answers to writes, kept for whoever asks the same again because no answer came.

import AdapterKit
import Crypto
import Foundation
import PaymentEvents
import Storage
import Synchronization

/// Keeps answers by the sender's `Idempotency-Key`. The same key of the same person with the same request gets the same
/// answer and does nothing; with another request it is refused.
package final class AnswerBook: Sendable {
  /// How long answers are kept, in milliseconds: a day.
  static let keptFor: Int64 = 86_400_000

  static let table = """
    CREATE TABLE api_answers (
      person TEXT NOT NULL, request_key TEXT NOT NULL, digest TEXT NOT NULL, status INTEGER NOT NULL,
      type TEXT NOT NULL, body BLOB NOT NULL, at TEXT NOT NULL, PRIMARY KEY (person, request_key)
    ) WITHOUT ROWID;
    CREATE INDEX api_answers_by_time ON api_answers (at)
    """

  private let database: any Database
  private let cipher: any BodyCipher
  private let clock: any WallClock
  private let answering = Mutex<Set<String>>([])

  /// Creates it.
  package init(database: any Database, cipher: any BodyCipher, clock: any WallClock) {
    (self.database, self.cipher, self.clock) = (database, cipher, clock)
  }

  /// The answer to a request with a key: the one that is kept, else a new one. Faults of ours are not kept.
  /// - Throws: ``DeskRefusal``; what `answer` throws.
  func answer(
    _ call: Call, to endpoint: Endpoint, key: String, _ answer: () async throws -> Answer
  ) async throws -> Answer {
    guard key.wholeMatch(of: /[\x21-\x7e]{8,128}/) != nil else {
      throw DeskRefusal(.invalid, "Idempotency-Key: 8 to 128 visible characters of ASCII")
    }
    let digest = AnswerBook.digest(call, endpoint)
    let place = "\(call.person.name)\n\(key)"
    guard answering.withLock({ $0.insert(place).inserted }) else {
      throw DeskRefusal(.conflict, "a request with this Idempotency-Key is being answered; ask again soon")
    }
    defer { _ = answering.withLock { $0.remove(place) } }
    if let kept = try await kept(call.person.name, key, digest) { return kept }
    let fresh = try await answer()
    try await keep(fresh, call.person.name, key, digest)
    return fresh
  }

  private static func digest(_ call: Call, _ endpoint: Endpoint) -> String {
    var hash = SHA256()
    for (name, value) in call.places.sorted(by: { $0.key < $1.key }) + call.query.sorted(by: { $0.key < $1.key }) {
      hash.update(data: Data("\(name.utf8.count):\(name)\(value.utf8.count):\(value)".utf8))
    }
    hash.update(data: Data("\n\(endpoint.method.rawValue) \(endpoint.path)\n".utf8))
    hash.update(data: Data(call.body))
    return hash.finalize().hexadecimal
  }

  private func kept(_ person: String, _ key: String, _ digest: String) async throws -> Answer? {
    let row = try await database.read { connection in
      try connection.first(
        "SELECT digest, status, type, body FROM api_answers WHERE person = ? AND request_key = ?",
        [.text(person), .text(key)])
    }
    guard let row else { return nil }
    guard row.text(0) == digest else {
      throw DeskRefusal(.conflict, "this Idempotency-Key belongs to another request of yours; make up a new one")
    }
    return Answer(
      status: Int(row.integer(1)), type: row.text(2), body: try cipher.open(row.blob(3)),
      headers: ["idempotency-replayed": "true"])
  }

  private func keep(_ answer: Answer, _ person: String, _ key: String, _ digest: String) async throws {
    let now = clock.now()
    let old = Instant(milliseconds: now.milliseconds - AnswerBook.keptFor)
    let body = try cipher.seal(answer.body)
    try await database.write { connection in
      try connection.execute("DELETE FROM api_answers WHERE at < ?", [.text(old.rfc3339)])
      try connection.execute(
        """
        INSERT INTO api_answers (person, request_key, digest, status, type, body, at) VALUES (?, ?, ?, ?, ?, ?, ?)
        """,
        [
          .text(person), .text(key), .text(digest), .integer(Int64(answer.status)), .text(answer.type), .blob(body),
          .text(now.rfc3339),
        ])
    }
  }
}
