// The desk where people confirm or correct what was read of documents on paper.

import AdapterKit
import Foundation
import Logging
import PaymentEvents
import Storage

/// Takes corrections, and sends each to document extraction, which decides and answers.
package struct DocumentDesk: Sendable {
  let tenant: String
  let database: any Database
  let clock: any WallClock
  let committed: Signal
  let operators: Operators
  let logger: Logger

  /// Creates it. `committed` is raised after each commit, for the relay.
  package init(
    tenant: String, database: any Database, clock: any WallClock, committed: Signal, operators: Operators,
    logger: Logger
  ) {
    (self.tenant, self.database, self.clock) = (tenant, database, clock)
    (self.committed, self.operators, self.logger) = (committed, operators, logger)
  }

  /// What somebody sends. Who asks is not taken from it.
  package struct Wish: Sendable, Codable {
    /// Made up by the sender: the same key is the same request, however often it is sent.
    package var key: String
    package var correction: DocumentCorrectionRequested

    /// Creates it; see the properties.
    package init(key: String, correction: DocumentCorrectionRequested) {
      (self.key, self.correction) = (key, correction)
    }
  }

  /// What was sent.
  package struct Receipt: Sendable, Codable {
    /// The id of the request.
    package let request: String
  }

  /// Whether a request is for this desk.
  package func takes(_ request: APIRequest) -> Bool { request.path == ["api", "v1", "document-corrections"] }

  /// Answers a request; refusals become problem documents.
  package func answer(_ request: APIRequest) async -> APIResponse {
    let person = operators.person(request.user)
    return await APIResponse.answering(request, logger: logger) {
      guard request.method == "POST" else { throw DeskRefusal.nowhere }
      try request.require(parameters: [])
      return try .ok(await ask(request.decoded(), by: person), status: 202)
    }
  }

  /// Sends a correction, noted in the audit without its values. - Throws: ``DeskRefusal``.
  package func ask(_ wish: Wish, by person: Operator) async throws -> Receipt {
    try person.require(.post, to: "confirm documents")
    try LetterDesk.check(reason: wish.correction.reason, isNeeded: true)
    var correction = wish.correction
    correction.requestedBy = person.name
    guard (8...64).contains(wish.key.utf8.count), correction.digest.count == 64,
      correction.changes.count <= DocumentCorrectionRequested.maximumChanges
    else {
      throw DeskRefusal(
        .invalid,
        "a correction needs a key of 8 to 64 characters, a document's whole SHA-256, and at most "
          + "\(DocumentCorrectionRequested.maximumChanges) changes")
    }
    let id = EventID(
      tenant: tenant, cause: "document correction \(wish.key) of \(person.name)", step: "asked",
      type: DocumentCorrectionRequested.type)
    let time = clock.now()
    let context = EventContext(
      id: id, source: "/services/operations", subject: correction.digest, time: time, tenant: tenant,
      correlationID: id.text)
    let event = try Event(context, data: correction).encoded()
    let detail = "\(id.text): \(correction.digest), \(correction.changes.count) changes: \(correction.reason)"
    try await database.write { connection in
      if try AuditLog.isNoted(id.text, in: connection) { return }  // asked again, since the answer was lost
      try Outbox.append(event.message(), to: Exchange.internal, in: connection)
      try AuditLog.append("correct document", by: person.name, at: time.rfc3339, detail: detail, in: connection)
    }
    committed.raise()
    return Receipt(request: id.text)
  }
}
