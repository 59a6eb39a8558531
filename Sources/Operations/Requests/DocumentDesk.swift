// The desk where people confirm or correct what was read of documents on paper.

import PaymentEvents

/// Takes corrections, and sends each to document extraction, which decides and answers.
package struct DocumentDesk: Sendable {
  let sender: RequestSender

  /// Creates it.
  package init(sender: RequestSender) { self.sender = sender }

  /// What somebody sends. Who asks is not taken from it.
  package struct Wish: Sendable, Codable {
    /// Made up by the sender: the same key is the same request, however often it is sent.
    package var key: String
    /// What was read wrongly, or is right as it is.
    package var correction: DocumentCorrectionRequested

    /// Creates it; see the properties.
    package init(key: String, correction: DocumentCorrectionRequested) {
      (self.key, self.correction) = (key, correction)
    }
  }

  /// Sends a correction, noted in the audit without its values. - Throws: ``DeskRefusal``.
  package func ask(_ wish: Wish, by person: Operator) async throws -> RequestSender.Receipt {
    var correction = wish.correction
    correction.requestedBy = person.name
    guard correction.digest.count == 64, correction.changes.count <= DocumentCorrectionRequested.maximumChanges else {
      throw DeskRefusal(
        .invalid,
        "a correction needs a document's whole SHA-256, and at most \(DocumentCorrectionRequested.maximumChanges) "
          + "changes")
    }
    let order = RequestSender.Order(
      kind: "document correction", key: wish.key, person: person, action: "correct document",
      about: "\(correction.digest), \(correction.changes.count) changes", reason: correction.reason)
    return try await sender.send(order) {
      [try sender.event(correction, cause: order.cause, subject: correction.digest, at: $0)]
    }
  }
}
