// Edit and retry: what may change, who approves, and under which identity it goes out.

import AdapterKit
import Foundation
import Messaging
import Operations
import PaymentEvents
import Storage
import TestSupport
import Testing

@Suite struct CorrectionTests {
  private let queue = FakeQueue(Queue.deadLetters)

  /// A charge whose control number is too long for its schema.
  private static func charge(
    control: String, amount: Int = 12_300, payer: String = "LRK01", id: String = "c-1"
  ) -> String {
    """
    {"specversion":"1.0","id":"\(id)","source":"urn:example:billing","type":"tributary.charge.posted.v1",\
    "time":"2026-03-02T00:00:00Z","data":{"patientControlNumber":"\(control)","patient":{"reference":"P-1"},\
    "amount":\(amount),"currency":"USD","chargeDate":"2026-03-02","payers":["\(payer)"],"services":[]}}
    """
  }

  private let broken = charge(control: String(repeating: "9", count: 300))

  private func withLetter(_ body: (OperationsScene) async throws -> Void) async throws {
    try await withOperations { scene async throws in
      let message = failedMessage(
        "c-1", type: "tributary.charge.posted.v1", queue: Queue.routerIngress, body: broken)
      try await scene.storeLetters([queue.delivery(message)])
      try await body(scene)
    }
  }

  private func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

  @Test func aCorrectionGoesOutUnderItsOwnIdWithTheKeyOfTheOriginal() async throws {
    try await withLetter { scene async throws in
      let desk = try scene.desk()
      let answer = try await desk.propose(bytes(Self.charge(control: "T-1")), for: 1, reason: "typo", by: .ben)
      #expect(answer.changes == ["/data/patientControlNumber"])
      #expect(try await scene.reader.deadLetter("1")?.state == .awaitingApproval)
      await #expect(throws: DeskRefusal.self, "nothing goes out meanwhile") {
        try await scene.perform(.retry, .numbers(1))
      }
      // Who hears no answer asks again: nothing is done or noted twice.
      let again = try await desk.propose(bytes(Self.charge(control: "T-1")), for: 1, reason: "typo", by: .ben)
      #expect(again.newID == answer.newID)
      for _ in 1...2 { try await desk.decide(1, approve: true, reason: "", by: .ann) }
      #expect(try await scene.reader.history(of: 1).corrections.count == 1)
      #expect(try await scene.replays().count == 1)
      await #expect(throws: DeskRefusal.self, "another decision is another matter") {
        try await desk.decide(1, approve: false, reason: "no", by: .ann)
      }
      let sent = try #require(try await scene.replays().first)
      #expect(sent.exchange == Exchange.internal && sent.message.id == answer.newID)
      #expect(sent.message.headers[HeaderName.firstPublisher] == .string("billing"))
      let event = try #require(JSONSerialization.jsonObject(with: Data(sent.message.body)) as? [String: Any])
      #expect(event["id"] as? String == answer.newID && event["idempotencykey"] as? String == "c-1")
      #expect(event["supersedes"] as? String == "c-1")
      let letter = try #require(try await scene.reader.deadLetter("1"))
      #expect(letter.state == .superseded && letter.supersededBy == answer.newID)
      #expect(try await scene.reader.body(of: 1) == bytes(broken), "the original is kept")
      let entry = try #require(try await scene.reader.history(of: 1).corrections.first)
      #expect(entry.proposedBy == "ben" && entry.decidedBy == "ann" && entry.state == "approved")
    }
  }

  @Test func aTraceShowsTheCorrectionWithTheOriginalWhicheverIsAskedFor() async throws {
    try await withLetter { scene async throws in
      let desk = try scene.desk()
      let answer = try await desk.propose(bytes(Self.charge(control: "T-1")), for: 1, reason: "typo", by: .ben)
      try await desk.decide(1, approve: true, reason: "", by: .ann)
      var corrected = Message.routed(id: answer.newID, type: "tributary.charge.posted.v1")
      corrected.correlationID = "of the corrected event"
      try await scene.index([corrected])
      for key in ["c-1", answer.newID] {
        let trail = try await scene.reader.trail(key)
        #expect(trail.events.map(\.id) == [answer.newID], "\(key)")
        #expect(trail.deadLetters.map(\.message) == ["c-1"], "\(key)")
        #expect(trail.deadLetters.first?.corrections.map(\.newID) == [answer.newID], "\(key)")
      }
    }
  }

  @Test func nobodyApprovesTheirOwn() async throws {
    try await withLetter { scene async throws in
      let desk = try scene.desk()
      _ = try await desk.propose(bytes(Self.charge(control: "T-1")), for: 1, reason: "typo", by: .ann)
      await #expect("own") { try await desk.decide(1, approve: true, reason: "", by: .ann) } throws: {
        ($0 as? DeskRefusal)?.kind == .forbidden
      }
      #expect(try await scene.replays().isEmpty)
      try await desk.decide(1, approve: false, reason: "not so", by: .ann)
      #expect(try await scene.reader.deadLetter("1")?.state == .open)
      await #expect(throws: DeskRefusal.self) { try await desk.decide(1, approve: true, reason: "", by: .ben) }
    }
  }

  @Test(arguments: [
    ("an amount", charge(control: "T-1", amount: 12_301), "/data/amount"),
    ("the payer", charge(control: "T-1", payer: "BRK01"), "/data/payers/0"),
    ("the id", charge(control: "T-1", id: "c-2"), "/id"),
    ("the source", charge(control: "T-1").replacing("urn:example:billing", with: "urn:x"), "/source"),
    (
      "an amount more", charge(control: "T-1").replacing("\"services\":[]", with: "\"services\":[{\"charge\":1}]"),
      "/data/services/0"
    ),
    ("an amount less", charge(control: "T-1").replacing("\"amount\":12300,", with: ""), "/data/amount"),
    ("what is against the schema", charge(control: ""), "/data/patientControlNumber"),
    ("nothing", charge(control: String(repeating: "9", count: 300)), "nothing is changed"),
    ("a name twice", #"{"id":"c-1","id":"c-2"}"#, "same name twice"), ("no JSON", "{", "not JSON"),
  ])
  func whatACorrectionMayNotDo(_ what: String, _ corrected: String, _ place: String) async throws {
    try await withLetter { scene async throws in
      await #expect("\(what)") {
        _ = try await scene.desk().propose(bytes(corrected), for: 1, reason: "r", by: .ben)
      } throws: { error in
        let refusal = try #require(error as? DeskRefusal)
        return refusal.kind == .invalid && refusal.description.contains(place)
      }
      #expect(try await scene.reader.deadLetter("1")?.state == .open)
    }
  }

  @Test func aDryRunChecksAndChangesNothing() async throws {
    try await withLetter { scene async throws in
      let answer = try await scene.desk().propose(
        bytes(Self.charge(control: "T-1")), for: 1, reason: "", by: .ben, isDryRun: true)
      #expect(answer.changes == ["/data/patientControlNumber"])
      #expect(try await scene.reader.deadLetter("1")?.state == .open)
      #expect(try await scene.reader.history(of: 1).corrections.isEmpty)
    }
  }
}
