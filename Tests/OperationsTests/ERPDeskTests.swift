// People ask for refused journals to be posted again, for a reading, for a comparison: who may, and what leaves.

import AdapterKit
import Messaging
import Operations
import PaymentEvents
import Storage
import TestSupport
import Testing

@Suite struct ERPDeskTests {
  private func desk(_ scene: OperationsScene) -> ERPDesk { ERPDesk(sender: scene.sender) }

  private func wish(
    _ key: String = "key-00001", reason: String = "the period is open again", journals: [String]? = nil,
    days: (String, String)? = nil
  ) -> ERPDesk.Wish {
    ERPDesk.Wish(
      key: key, reason: reason, journals: journals, from: days.flatMap { LocalDate(iso: $0.0) },
      until: days.flatMap { LocalDate(iso: $0.1) })
  }

  @Test func eachJournalIsAnEventAndTheRequestIsAudited() async throws {
    try await withOperations { scene async throws in
      let desk = self.desk(scene)
      let receipt = try await desk.ask(.retries, wish(journals: ["j-1", "j-2"]), by: .cem)
      let sent = try await scene.outbox().map { try Event<JournalRetryRequested>(json: $0.message.body) }
      #expect(sent.map(\.data.journal.text) == ["j-1", "j-2"] && sent.map(\.context.id.text) == receipt.requests)
      #expect(sent.allSatisfy { $0.data.requestedBy == "cem" && $0.context.source == "/services/operations" })
      let again = try await desk.ask(.retries, wish(journals: ["j-1", "j-2"]), by: .cem)
      #expect(again.requests == receipt.requests, "the same key is the same request")
      #expect(try await scene.outbox().count == 2)
      let audit = try await scene.reader.audit(limit: 10)
      #expect(audit.map(\.action) == ["post refused journals again"])
      #expect(audit.first?.detail.hasSuffix("2 journals, j-1 j-2: the period is open again") == true)
    }
  }

  @Test func readingsAndComparisonsAreAskedFor() async throws {
    try await withOperations { scene async throws in
      let desk = self.desk(scene)
      _ = try await desk.ask(.readings, wish("key-00001"), by: .ann)
      _ = try await desk.ask(.reconciliations, wish("key-00002", days: ("2026-03-01", "2026-03-31")), by: .ann)
      let types = try await scene.outbox().map(\.message.type)
      #expect(types == [MasterDataReadingRequested.type, LedgerReconciliationRequested.type])
    }
  }

  @Test func whatIsWrongIsRefused() async throws {
    try await withOperations { scene async throws in
      let desk = self.desk(scene)
      let cases: [(ERPDesk.Kind, ERPDesk.Wish, Operator)] = [
        (.retries, wish(journals: []), .ann),
        (.retries, wish(journals: ["j-1", "j-1"]), .ann), (.retries, wish(reason: " ", journals: ["j-1"]), .ann),
        (.retries, wish("short", journals: ["j-1"]), .ann), (.reconciliations, wish(), .ann),
        (.reconciliations, wish(days: ("2026-03-31", "2026-03-01")), .ann),
        (.reconciliations, wish(days: ("2024-01-01", "2026-03-01")), .ann),
      ]
      for (kind, wish, person) in cases {
        await #expect(throws: DeskRefusal.self, "\(kind) \(wish)") { try await desk.ask(kind, wish, by: person) }
      }
      #expect(try await scene.outbox().isEmpty)
      #expect(try await scene.reader.audit(limit: 10).isEmpty)
    }
  }
}
