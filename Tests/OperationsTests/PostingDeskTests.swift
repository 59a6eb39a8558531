// People ask for changes of postings: who may, in which role, and what leaves as an event.

import AdapterKit
import Messaging
import Operations
import PaymentEvents
import Storage
import TestSupport
import Testing

@Suite struct PostingDeskTests {
  private func desk(_ scene: OperationsScene) -> PostingDesk { PostingDesk(sender: scene.sender) }

  private func wish(_ key: String = "key-00001", reason: String = "cut trace number") -> PostingDesk.Wish {
    PostingDesk.Wish(
      key: key,
      action: PostingActionRequested(
        action: .link, requestedBy: "somebody else", role: "administrator", reasonCode: "TRACE", reason: reason))
  }

  @Test func whoAsksIsNotTakenFromTheRequest() async throws {
    try await withOperations { scene async throws in
      let receipt = try await desk(scene).ask(wish(), by: .ben)
      let sent = try #require(try await scene.outbox().first)
      let event = try Event<PostingActionRequested>(json: sent.message.body)
      #expect(sent.exchange == Exchange.internal && event.context.id.text == receipt.requests.first)
      #expect(event.data.requestedBy == "ben" && event.data.role == "biller" && event.data.reasonCode == "TRACE")
      let again = try await desk(scene).ask(wish(), by: .ben)
      #expect(again == receipt, "the same key is the same request")
      #expect(try await scene.outbox().count == 1)
      #expect(try await scene.reader.audit(limit: 10).count == 1)
      #expect(try await scene.reader.audit(limit: 10).first?.action == "link posting")
    }
  }

  @Test func aReasonIsNeeded() async throws {
    try await withOperations { scene async throws in
      await #expect(throws: DeskRefusal.self) { try await desk(scene).ask(wish(reason: " "), by: .ben) }
      await #expect(throws: DeskRefusal.self) { try await desk(scene).ask(wish("short"), by: .ben) }
      #expect(try await scene.outbox().isEmpty)
    }
  }
}
