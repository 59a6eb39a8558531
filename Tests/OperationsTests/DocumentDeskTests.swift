// People confirm and correct documents: who may, what leaves, and that no value stands in the audit.

import AdapterKit
import Messaging
import Operations
import PaymentEvents
import Storage
import TestSupport
import Testing

@Suite struct DocumentDeskTests {
  private static let digest = String(repeating: "0f", count: 32)

  private func desk(_ scene: OperationsScene) -> DocumentDesk { DocumentDesk(sender: scene.sender) }

  private func wish(
    _ key: String = "key-00001", digest: String = DocumentDeskTests.digest, reason: String = "the scan is pale",
    changes: Int = 1
  ) -> DocumentDesk.Wish {
    DocumentDesk.Wish(
      key: key,
      correction: DocumentCorrectionRequested(
        digest: digest, revision: 1, requestedBy: "somebody else", reason: reason,
        changes: Array(repeating: .init(field: "patientControlNumber", claim: 1, value: "SECRET-1"), count: changes)))
  }

  @Test func aCorrectionLeavesInThePersonsNameAndOnce() async throws {
    try await withOperations { scene async throws in
      let desk = self.desk(scene)
      let receipt = try await desk.ask(wish(), by: .ann)
      #expect(try await desk.ask(wish(), by: .ann) == receipt, "the same key is the same request")
      let sent = try await scene.outbox().map { try Event<DocumentCorrectionRequested>(json: $0.message.body) }
      #expect(sent.map(\.context.id.text) == receipt.requests && sent.map(\.data.requestedBy) == ["ann"])
      #expect(sent.first?.data.changes.first?.value == "SECRET-1")
      let audit = try await scene.reader.audit(limit: 10)
      #expect(audit.map(\.action) == ["correct document"] && audit.first?.detail.contains("SECRET") == false)
    }
  }

  @Test func whatIsWrongIsRefused() async throws {
    try await withOperations { scene async throws in
      let desk = self.desk(scene)
      let cases: [(DocumentDesk.Wish, Operator)] = [
        (wish("short"), .ann), (wish(digest: "0f"), .ann), (wish(reason: " "), .ann),
        (wish(changes: DocumentCorrectionRequested.maximumChanges + 1), .ann),
      ]
      for (wish, person) in cases {
        await #expect(throws: DeskRefusal.self) { try await desk.ask(wish, by: person) }
      }
      #expect(try await scene.outbox().isEmpty)
    }
  }
}
