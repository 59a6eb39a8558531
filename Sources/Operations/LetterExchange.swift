// Letters out of a store and into another: one JSON document a line.

import AdapterKit
import Foundation
import Messaging
import PaymentEvents
import Storage

/// A letter on its way between stores: its message, and why it failed.
package struct ExportedLetter: Sendable, Codable, Equatable {
  /// The form's version.
  package static let form = "tributary-dead-letter/1"

  /// Always ``form``.
  package var form: String
  package var number: Int64
  package var state: LetterState
  package var message: String
  package var type: String
  package var routingKey: String
  package var contentType: String
  package var correlation: String
  package var publisher: String?
  package var queue: String
  package var failureClass: String
  package var code: String
  package var reason: String
  package var pointer: String?
  package var rule: String?
  package var attempts: Int64
  package var firstFailedAt: String?
  package var lastSeen: String
  package var worker: String?
  /// The message's bytes, base64.
  package var body: String
}

/// A page of an export.
package struct ExportPage: Sendable, Codable {
  package let letters: [ExportedLetter]
  /// Where the next page begins; nil on the last one.
  package let next: Int64?
}

/// What came of an import.
package struct ImportAnswer: Sendable, Codable, Equatable {
  /// Letters that are new.
  package var added: Int
  /// Letters that were there already: the same message at the same place.
  package var known: Int

  /// Creates it.
  package init(added: Int, known: Int) {
    self.added = added
    self.known = known
  }
}

extension LetterDesk {
  /// The most letters of one page of an export.
  package static let exportPage = 200
  /// The most bytes of bodies of one page; a page has at least one letter.
  static let exportBytes = 4_194_304

  /// A page of letters with what their messages say, by number. Audited. - Throws: ``DeskRefusal``.
  package func export(_ filter: LetterFilter, after: Int64, by person: Operator) async throws -> ExportPage {
    if let fault = filter.fault { throw DeskRefusal(.invalid, fault) }
    let (desk, now) = (self, clock.now().rfc3339)
    return try await database.write { connection in
      var condition = filter.condition
      condition.add("sequence > ?", .integer(after))
      let rows = try connection.query(
        """
        SELECT sequence, bytes FROM dead_letters WHERE \(condition.sql) ORDER BY sequence
        LIMIT \(LetterDesk.exportPage + 1)
        """, condition.arguments)
      var letters: [ExportedLetter] = []
      var bytes: Int64 = 0
      for row in rows.prefix(LetterDesk.exportPage)
      where letters.isEmpty || bytes + row.integer(1) <= LetterDesk.exportBytes {
        bytes += row.integer(1)
        if let letter = try desk.exported(row.integer(0), connection) { letters.append(letter) }
      }
      if let first = letters.first, let last = letters.last {
        try AuditLog.append(
          "export", by: person.name, at: now,
          detail: "\(letters.count) letters from \(first.number) to \(last.number)", in: connection)
      }
      let isLast = letters.count == rows.count
      return ExportPage(letters: letters, next: isLast ? nil : letters.last?.number)
    }
  }

  private func exported(_ number: Int64, _ connection: any SQLConnection) throws -> ExportedLetter? {
    guard let stored = try StoredMessage.load(number, cipher: cipher, in: connection),
      let row = try connection.first(
        "SELECT \(OperationsReader.letterColumns) FROM dead_letters WHERE sequence = ?", [.integer(number)])
    else { return nil }
    let letter = OperationsReader.letter(row)
    return ExportedLetter(
      form: ExportedLetter.form, number: number, state: letter.state, message: letter.message, type: letter.type,
      routingKey: stored.message.routingKey, contentType: stored.message.contentType,
      correlation: letter.correlation, publisher: letter.publisher, queue: letter.queue,
      failureClass: letter.failureClass, code: letter.code, reason: letter.reason, pointer: letter.pointer,
      rule: letter.rule, attempts: letter.attempts, firstFailedAt: letter.firstFailedAt, lastSeen: letter.lastSeen,
      worker: letter.worker, body: Data(stored.message.body).base64EncodedString())
  }

  /// Takes letters of another store in, as open ones. Their retries go through the router in their publisher's name:
  /// an import cannot bring in what its publisher might not publish. - Throws: ``DeskRefusal``; then none is taken.
  package func bringIn(_ letters: [ExportedLetter], from person: Operator) async throws -> ImportAnswer {
    let arrivals = try letters.map(DeadLetter.init(imported:))
    let (cipher, now) = (cipher, clock.now().rfc3339)
    return try await database.write { connection in
      let shelf = LetterShelf(connection: connection, cipher: cipher, now: now)
      var answer = ImportAnswer(added: 0, known: 0)
      for letter in arrivals {
        if try shelf.find(letter) != nil {
          answer.known += 1
          continue
        }
        let number = try shelf.insert(letter, imported: true)
        guard let failure = try shelf.record(letter, in: number) else { continue }
        try shelf.refresh(number, letter, failure: failure, known: nil)
        try AuditLog.append("import", by: person.name, at: now, letter: number, in: connection)
        answer.added += 1
      }
      return answer
    }
  }

  /// What a letter's message says. Audited. - Throws: ``DeskRefusal``.
  package func body(of number: Int64, for person: Operator) async throws -> [UInt8] {
    let (cipher, now) = (cipher, clock.now().rfc3339)
    return try await database.write { connection in
      guard let stored = try StoredMessage.load(number, cipher: cipher, in: connection) else {
        throw LetterDesk.missing(number)
      }
      try AuditLog.append("see body", by: person.name, at: now, letter: number, in: connection)
      return stored.message.body
    }
  }
}

extension DeadLetter {
  /// Reads an exported letter. - Throws: ``DeskRefusal``.
  init(imported letter: ExportedLetter) throws {
    guard letter.form == ExportedLetter.form else {
      throw DeskRefusal(.invalid, "letter \(letter.number) is not of the form \(ExportedLetter.form)")
    }
    guard let body = Data(base64Encoded: letter.body), FailureClass(rawValue: letter.failureClass) != nil,
      [letter.message, letter.type, letter.routingKey, letter.queue, letter.code].allSatisfy({ $0.utf8.count <= 512 }),
      letter.routingKey.utf8.count <= 255, letter.reason.utf8.count <= 8_000
    else { throw DeskRefusal(.invalid, "letter \(letter.number) of the file is damaged; nothing was imported") }
    let message = Message(
      id: letter.message, type: letter.type, routingKey: letter.routingKey, body: Array(body),
      contentType: letter.contentType, correlationID: letter.correlation)
    self.init(letter, message)
  }
}
