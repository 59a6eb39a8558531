// Edit and retry: a corrected message under a new id, proposed by one person and approved by another.

import AdapterKit
import Crypto
import Foundation
import Messaging
import PaymentEvents
import SchemaValidation
import Storage

/// A correction as it is proposed.
package struct CorrectionAnswer: Sendable, Codable {
  package let letter: Int64
  /// The id under which the corrected message will be published.
  package let newID: String
  /// The places that change, as JSON pointers.
  package let changes: [String]
}

extension LetterDesk {
  /// Takes a correction on, to wait for a second person. With `isDryRun` it is only checked.
  /// - Parameter body: the whole event, corrected.
  /// - Throws: ``DeskRefusal``.
  package func propose(
    _ body: [UInt8], for letter: Int64, reason: String, by person: Operator, isDryRun: Bool = false
  ) async throws -> CorrectionAnswer {
    try LetterDesk.check(reason: reason, isNeeded: !isDryRun)
    let (desk, now) = (self, clock.now().rfc3339)
    return try await database.write { connection in
      guard let stored = try StoredMessage.load(letter, cipher: desk.cipher, in: connection) else {
        throw LetterDesk.missing(letter)
      }
      let correction = try Correction(of: stored.message.body, with: body, tenant: desk.tenant)
      if try LetterDesk.isProposed(correction, for: letter, by: person, connection) {
        return CorrectionAnswer(letter: letter, newID: correction.id, changes: correction.changes)
      }
      try LetterDesk.requireState(.open, letter, "corrected", connection)
      try desk.checkSchema(correction.body)
      let answer = CorrectionAnswer(letter: letter, newID: correction.id, changes: correction.changes)
      if isDryRun { return answer }
      try connection.execute(
        """
        INSERT INTO dead_letter_corrections (letter, new_id, body, changes, reason, proposed_by, proposed_at, state)
        VALUES (?, ?, ?, ?, ?, ?, ?, 'proposed')
        """,
        [
          .integer(letter), .text(correction.id), .blob(try desk.cipher.seal(correction.body)),
          .text(correction.changes.joined(separator: "\n")), .text(reason), .text(person.name), .text(now),
        ])
      try LetterDesk.setState(.awaitingApproval, letter, connection)
      try AuditLog.append(
        "propose correction", by: person.name, at: now, letter: letter, was: LetterState.open.rawValue,
        became: "\(LetterState.awaitingApproval.rawValue): \(correction.changes.joined(separator: ", ").prefix(500))",
        detail: reason, in: connection)
      return answer
    }
  }

  /// Lets a correction go, or not. - Throws: ``DeskRefusal``, also where it is the proposer's own.
  package func decide(_ letter: Int64, approve: Bool, reason: String, by person: Operator) async throws {
    try LetterDesk.check(reason: reason, isNeeded: !approve)
    let (desk, now) = (self, clock.now().rfc3339)
    try await database.write { connection in
      guard
        let row = try connection.first(
          """
          SELECT sequence, new_id, body, proposed_by FROM dead_letter_corrections
          WHERE letter = ? AND state = 'proposed'
          """, [.integer(letter)])
      else {
        if try LetterDesk.isDecided(letter, approve: approve, by: person, connection) { return }
        throw DeskRefusal(.conflict, "no correction of letter \(letter) waits for a decision")
      }
      if approve && row.text(3) == person.name {
        throw DeskRefusal(
          .forbidden, "\(person.name) proposed this correction; somebody else who may correct messages must approve it")
      }
      try connection.execute(
        "UPDATE dead_letter_corrections SET state = ?, decided_by = ?, decided_at = ? WHERE sequence = ?",
        [.text(approve ? "approved" : "rejected"), .text(person.name), .text(now), .integer(row.integer(0))])
      try AuditLog.append(
        approve ? "approve correction" : "reject correction", by: person.name, at: now, letter: letter,
        was: LetterState.awaitingApproval.rawValue,
        became: approve ? "\(LetterState.superseded.rawValue) by \(row.text(1))" : LetterState.open.rawValue,
        detail: reason, in: connection)
      if approve {
        try desk.publish(row, for: letter, by: person, at: now, connection)
      } else {
        try LetterDesk.setState(.open, letter, connection)
      }
    }
    committed.raise()
  }

  /// Whether the person has proposed just this already: who hears no answer asks again.
  private static func isProposed(
    _ correction: Correction, for letter: Int64, by person: Operator, _ connection: any SQLConnection
  ) throws -> Bool {
    try connection.first(
      """
      SELECT 1 FROM dead_letter_corrections WHERE letter = ? AND state = 'proposed' AND new_id = ? AND proposed_by = ?
      """, [.integer(letter), .text(correction.id), .text(person.name)]) != nil
  }

  /// Whether the newest correction was decided so by the person already.
  private static func isDecided(
    _ letter: Int64, approve: Bool, by person: Operator, _ connection: any SQLConnection
  ) throws -> Bool {
    let row = try connection.first(
      "SELECT state, decided_by FROM dead_letter_corrections WHERE letter = ? ORDER BY sequence DESC LIMIT 1",
      [.integer(letter)])
    return row?.text(0) == (approve ? "approved" : "rejected") && row?.optionalText(1) == person.name
  }

  /// The corrected message goes the way of every event, in its first publisher's name; the original is kept.
  private func publish(
    _ correction: SQLRow, for letter: Int64, by person: Operator, at now: String, _ connection: any SQLConnection
  ) throws {
    let order = RetryBook.Order(actor: person.name, job: nil, now: now)
    guard let stored = try StoredMessage.load(letter, cipher: cipher, in: connection),
      let retry = try RetryBook.claim(
        letter, order, becoming: .superseded, from: .awaitingApproval, in: connection)
    else { throw DeskRefusal(.conflict, "letter \(letter) has changed meanwhile; look at it again") }
    var message = stored.message
    message.id = correction.text(1)
    message.body = try cipher.open(correction.blob(2))
    message.headers = [HeaderName.retry: .string(retry.description)]
    message.headers[HeaderName.firstPublisher] = stored.publisher.map(HeaderValue.string)
    try Outbox.append(message, to: Exchange.internal, in: connection)
    try connection.execute(
      "UPDATE dead_letters SET superseded_by = ? WHERE sequence = ?", [.text(message.id), .integer(letter)])
  }

  private func checkSchema(_ body: [UInt8]) throws {
    do {
      _ = try schemas.check(body)
    } catch {
      throw DeskRefusal(.invalid, "the corrected event would be refused: \(error)")
    }
  }

  static func requireState(
    _ wanted: LetterState, _ letter: Int64, _ what: String, _ connection: any SQLConnection
  ) throws {
    let row = try connection.first("SELECT state FROM dead_letters WHERE sequence = ?", [.integer(letter)])
    guard let row else { throw missing(letter) }
    guard row.text(0) == wanted.rawValue else {
      throw DeskRefusal(
        .conflict, "letter \(letter) is \(row.text(0)); only one that is \(wanted.rawValue) can be \(what)")
    }
  }

  static func setState(_ state: LetterState, _ letter: Int64, _ connection: any SQLConnection) throws {
    try connection.execute(
      "UPDATE dead_letters SET state = ? WHERE sequence = ?", [.text(state.rawValue), .integer(letter)])
  }

  static func missing(_ letter: Int64) -> DeskRefusal {
    DeskRefusal(.missing, "there is no dead letter \(letter); see `tributary dead-letters list --state all`")
  }
}

/// A corrected event: what changed, and its new identity.
struct Correction {
  let id: String
  let body: [UInt8]
  let changes: [String]

  /// Checks what may change, and gives the event its new id, the key of the original, and what it supersedes.
  init(of original: [UInt8], with corrected: [UInt8], tenant: String) throws {
    let old = try Correction.event(original, "the original cannot be corrected here")
    var new = try Correction.event(corrected, "the corrected event cannot be read")
    let comparison = LockedFields(original: old, corrected: new)
    guard comparison.violations.isEmpty else {
      throw DeskRefusal(
        .invalid,
        "a correction may not touch amounts, trace, payer or identity, but changes "
          + comparison.violations.prefix(5).joined(separator: ", ")
          + "; correct that at its source and publish it anew")
    }
    guard !comparison.changes.isEmpty else {
      throw DeskRefusal(.invalid, "nothing is changed; retry the letter as it is")
    }
    guard let oldID = old["id"] as? String, let type = old["type"] as? String else {
      throw DeskRefusal(.invalid, "the original has no id or type; publish it anew from its source")
    }
    let digest = SHA256.hash(data: Data(corrected)).hexadecimal
    id = EventID(tenant: tenant, cause: oldID, step: "correction \(digest)", type: type).text
    new["id"] = id
    new["idempotencykey"] = old["idempotencykey"] as? String ?? oldID
    new["supersedes"] = oldID
    changes = comparison.changes
    body = Array(try JSONSerialization.data(withJSONObject: new, options: [.sortedKeys, .withoutEscapingSlashes]))
  }

  /// Unambiguous JSON only: of two members with one name nobody knows which one counts.
  private static func event(_ body: [UInt8], _ what: String) throws -> [String: Any] {
    do {
      let canonical = try CanonicalJSON.canonical(body)
      guard let event = try JSONSerialization.jsonObject(with: Data(canonical)) as? [String: Any] else {
        throw DeskRefusal(.invalid, "\(what): it is no JSON object; publish it anew from its source")
      }
      return event
    } catch let fault as EventFault {
      throw DeskRefusal(.invalid, "\(what): \(fault)")
    }
  }
}
