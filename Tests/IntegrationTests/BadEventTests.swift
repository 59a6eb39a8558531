// Events that cannot be right, on a running stack: each ends as a dead letter that says why, and its neighbours post.

import AdapterKit
import Foundation
import Messaging
import PaymentEvents
import RabbitMQ
import TestSupport
import Testing

extension StackTests {
  @Suite(.serialized, .stack())
  struct BadEventTests {
    @Test("Bad events from the command line become dead letters with code and place; the good one is posted")
    func fromCommandLine() async throws {
      let stack = try RunningStack.get()
      let file = stack.folder.appendingPathComponent("events.jsonl")
      let lines = BadEvent.all.map(\.line) + [TestCharge(number: 1).line]
      try Data((lines.joined(separator: "\n") + "\n").utf8).write(to: file)
      let published = try await stack.tributary("publish", file.path, "--wait")
      #expect(published.status == 65, "some were refused")
      #expect(published.error.contains("refused \(BadEvent.all.count) of the events"), "\(published.error)")
      #expect(published.output.contains("\(lines.count) of \(lines.count) events published"))

      let letters = try #require(
        try await stack.succeed(["dead-letters", "list", "--json"]).json() as? [[String: Any]])
      for bad in BadEvent.all {
        let letter = try #require(letters.first { $0["code"] as? String == bad.code }, "\(bad.code) is missing")
        #expect(letter["pointer"] as? String == bad.pointer, "\(bad.code)")
        #expect(letter["publisher"] as? String == BrokerUsers.billing)
        #expect(letter["queue"] as? String == Queue.routerIngress)
      }
      try await stack.waitForJournal(of: TestCharge(number: 1))
    }

    @Test("Dead letters are shown without what the event said, unless asked for")
    func masked() async throws {
      let stack = try RunningStack.get()
      let letters = try await stack.succeed(["dead-letters", "list", "--json"]).json() as? [[String: Any]] ?? []
      let text = try await stack.succeed(["dead-letters", "list"]).output
      #expect(text.contains("schema-violation") && !text.contains(BadEvent.secret))
      for letter in letters {
        let number = String(try #require(letter["number"] as? Int))
        let shown = try await stack.succeed(["dead-letters", "show", number])
        #expect(shown.output.contains("fingerprint") && !shown.output.contains(BadEvent.secret))
        let json = try await stack.succeed(["dead-letters", "show", number, "--json"])
        #expect(!json.output.contains(BadEvent.secret))
      }
      let violation = try #require(letters.first { $0["code"] as? String == "schema-violation" })
      let number = String(try #require(violation["number"] as? Int))
      #expect(try await stack.succeed(["dead-letters", "show", number, "--body"]).output.contains(BadEvent.secret))
      #expect(try !stack.data.logs().contains(BadEvent.secret))
    }

    @Test("A corrected event under the id of a refused one is accepted, and said to be")
    func corrected() async throws {
      let stack = try RunningStack.get()
      let charge = TestCharge(number: 9)
      let file = stack.folder.appendingPathComponent("corrected.jsonl")
      try Data(charge.line.replacing("\"USD\"", with: "\"dollars\"").utf8).write(to: file)
      let refused = try await stack.tributary("publish", file.path, "--wait")
      #expect(refused.status == 65, "\(refused.error)")
      try Data(charge.line.utf8).write(to: file)
      let accepted = try await stack.tributary("publish", file.path, "--wait")
      #expect(accepted.status == 0, "\(accepted.error)")
      try await stack.waitForJournal(of: charge)
      try await eventually("the letter of the refused one is resolved") {
        let rows = try await stack.data.query(
          "operations", "SELECT state FROM dead_letters WHERE message_id = ?", [.text(charge.id)])
        return rows.map { $0.text(0) } == ["resolved"]
      }
      // Another content under an id that is applied: the answer is the dead letter, and is waited for.
      try Data(charge.line.replacing("\"LRK01\"", with: "\"LRK02\"").utf8).write(to: file)
      let conflict = try await stack.tributary("publish", file.path, "--wait")
      #expect(conflict.status == 65 && conflict.error.contains("refused 1 of the events"), "\(conflict.error)")
    }

    @Test("An event without a publisher's name is refused by the router")
    func nameless() async throws {
      let stack = try RunningStack.get()
      let publisher = try await stack.publisher(as: BrokerUsers.billing)
      let charge = TestCharge(number: 2)
      try await publisher.publish(charge.message(as: nil), to: Exchange.ingress)
      try await stack.waitForLetter(charge.id, code: "publisher-unknown", queue: Queue.routerIngress)
      await publisher.close()
    }

    @Test("The broker refuses a false name; the publisher hears it and goes on")
    func forged() async throws {
      let stack = try RunningStack.get()
      let publisher = try await stack.publisher(as: BrokerUsers.billing)
      let charge = TestCharge(number: 3)
      let error = await #expect(throws: PublishError.self) {
        try await publisher.publish(charge.message(as: "cash-application"), to: Exchange.ingress)
      }
      guard case .rejected(let reason) = error else {
        Issue.record("the error is \(String(describing: error))")
        return
      }
      #expect(reason.contains("user_id") || reason.contains("user-id"), "\(reason)")
      try await publisher.publish(charge.message(as: BrokerUsers.billing), to: Exchange.ingress)
      try await stack.waitForJournal(of: charge)
      await publisher.close()
    }

    @Test("A worker's exchange is closed to other systems")
    func notAllowed() async throws {
      let stack = try RunningStack.get()
      let publisher = try await stack.publisher(as: BrokerUsers.billing)
      let error = await #expect(throws: PublishError.self) {
        try await publisher.publish(TestCharge(number: 4).message(as: BrokerUsers.billing), to: Exchange.events)
      }
      #expect(error?.isRetriable == false)
      await publisher.close()
    }

    @Test("The same id with another content is a conflict, and the first content stays")
    func conflict() async throws {
      let stack = try RunningStack.get()
      let publisher = try await stack.publisher(as: BrokerUsers.billing)
      var charge = TestCharge(number: 5)
      try await publisher.publish(charge.message(as: BrokerUsers.billing), to: Exchange.ingress)
      try await stack.waitForJournal(of: charge)
      try await publisher.publish(charge.message(as: BrokerUsers.billing), to: Exchange.ingress)  // no conflict
      charge.amount += 1
      try await publisher.publish(charge.message(as: BrokerUsers.billing), to: Exchange.ingress)
      try await stack.waitForLetter(charge.id, code: "content-conflict", queue: Queue.cashApplication)
      let rows = try await stack.data.query(
        "cash-application", "SELECT amount FROM charges WHERE id = ?", [.text(charge.id)])
      #expect(rows.map { $0.integer(0) } == [charge.amount - 1])
      await publisher.close()
    }

    @Test("A journal that does not balance is refused even when it goes round the rules, and lands before a person")
    func unbalanced() async throws {
      let stack = try RunningStack.get()
      let charge = TestCharge(number: 6)
      let router = try await stack.publisher(as: "router")
      let billing = try await stack.publisher(as: BrokerUsers.billing)
      // The false journal must be first in the queue, and the ERP must answer when cash application knows the journal.
      try await stack.whileStopped("erp-posting") {
        try await router.publish(try charge.unbalancedJournal(), to: Exchange.events)
        try await billing.publish(charge.message(as: BrokerUsers.billing), to: Exchange.ingress)
        try await eventually("cash application has asked for the journal") {
          try await stack.journalState(of: charge) == "requested"
        }
      }
      try await eventually("the journal is refused") { try await stack.journalState(of: charge) == "rejected" }
      let items = try await stack.data.cash().workItems(state: "open").filter { $0.unit == charge.journal.text }
      #expect(items.map(\.reason) == ["journal-rejected"])
      #expect(items.first?.amount == charge.amount)
      #expect(items.first?.summary.contains("debits are 1.00, credits 0.90") == true, "\(items.first?.summary ?? "")")
      let journals = try await stack.data.ledger().journals()
      #expect(!journals.contains { $0.journal.id == charge.journal.text })
      try await retryAndCompare(charge, stack)
      await router.close()
      await billing.close()
    }

    /// A person has it posted again, which cannot help here; and the ledger's books are ours all the same.
    private func retryAndCompare(_ charge: TestCharge, _ stack: RunningStack) async throws {
      let id = charge.journal.text
      #expect(try await stack.succeed(["journals", "list"]).output.contains("debits are 1.00, credits 0.90"))
      let retried = try await stack.tributary("journals", "retry", id, "--reason", "to see the words again")
      #expect(retried.status == 65 && retried.output.contains("debits are 1.00"), "\(retried)")
      let page = try await stack.succeed(["journals", "show", id]).output
      #expect(page.contains("retry asked for") && page.contains("to see the words again"), "\(page)")
      let audit = try await stack.succeed(["dead-letters", "audit"]).output
      #expect(audit.contains("post refused journals again") && audit.contains(id), "\(audit)")
      let books = try await stack.succeed(["ledger", "reconcile", "--from", "2026-01-01", "--until", "2026-12-31"])
      #expect(books.output.contains("The ERP's books are ours, journal by journal."), "\(books.output)")
      let told = try await stack.succeed(["master-data", "read", "--reason", "a new period"]).output
      #expect(told.contains("built-in-ledger, read at"), "\(told)")
    }
  }
}

// MARK: - Events

/// A line that is refused.
private struct BadEvent {
  let line: String
  let code: String
  let pointer: String?

  /// Stands for patient data.
  static let secret = "SECRET-77"
  private static let good = TestCharge(number: 99)

  static let all = [
    BadEvent(line: "{\"id\": \"\(secret)", code: "not-json", pointer: nil),
    BadEvent(
      line: good.line(id: "bad-1", type: "tributary.charge.imagined.v1", control: secret), code: "unknown-type",
      pointer: "/type"),
    BadEvent(
      line: good.line(id: "bad-2", amount: "\"\(secret)\"", control: secret), code: "schema-violation",
      pointer: "/data/amount"),
    BadEvent(line: good.falseAnswer(reference: secret), code: "publisher-not-allowed", pointer: "/type"),
  ]
}

/// A charge of the billing system.
struct TestCharge {
  let number: Int
  var amount: Int64 = 12_300

  init(number: Int) { self.number = number }

  var id: String { "7e570000-0000-4000-8000-00000000000\(number)" }
  var line: String { line(id: id) }
  /// The journal that books it.
  var journal: EventID {
    EventID(tenant: Inputs.tenant, cause: id, step: "journal of charge, run 1, part 1", type: JournalRequested.type)
  }

  func line(
    id: String, type: String = ChargePosted.type, amount: String? = nil, control: String? = nil
  ) -> String {
    """
    {"specversion":"1.0","id":"\(id)","source":"urn:example:billing","type":"\(type)","time":"2026-03-02T00:00:00Z",\
    "data":{"patientControlNumber":"\(control ?? "T-\(number)")","patient":{"reference":"P-\(number)"},\
    "amount":\(amount ?? String(self.amount)),"currency":"USD","chargeDate":"2026-03-02","payers":["LRK01"],\
    "services":[]}}
    """
  }

  /// What only the ERP may say: that the journal is posted.
  func falseAnswer(reference: String) -> String {
    let context = EventContext(
      id: EventID(tenant: Inputs.tenant, cause: id, step: "false answer", type: JournalPosted.type),
      source: "urn:example:billing", subject: journal.text, time: Instant(milliseconds: 0), tenant: Inputs.tenant,
      correlationID: id)
    let event = Event(context, data: JournalPosted(journal: journal, reference: reference, target: "built-in-ledger"))
    return (try? event.encoded()).map { String(decoding: $0.body, as: UTF8.self) } ?? ""
  }

  func message(as user: String?) -> Message {
    Message(
      id: id, type: ChargePosted.type, routingKey: ChargePosted.name, body: Array(line.utf8), userID: user)
  }

  /// Its journal with a credit that is too small, as if the router had let it through.
  func unbalancedJournal() throws -> Message {
    guard let day = LocalDate(iso: "2026-03-02") else { throw Unexpected("no day") }
    let data = JournalRequested(
      journal: journal, unit: "charge", description: "Not balanced", valueDate: day, postingDate: day,
      originalDate: day, period: "2026-03", entity: "main", currency: "USD",
      lines: [
        JournalLine(
          account: "assets:receivable:patient", debit: try Money(cents: 100), credit: .zero, evidence: "test"),
        JournalLine(account: "income:gross-revenue", debit: .zero, credit: try Money(cents: 90), evidence: "test"),
      ])
    let context = EventContext(
      id: EventID(tenant: Inputs.tenant, cause: id, step: "false journal", type: JournalRequested.type),
      source: "/services/cash-application", subject: journal.text, time: Instant(startOf: day),
      tenant: Inputs.tenant, correlationID: id)
    return try Inputs.message(Event(context, data: data).encoded().body)
  }
}

// MARK: - Waiting

extension RunningStack {
  fileprivate func journalState(of charge: TestCharge) async throws -> String? {
    try await data.query("cash-application", "SELECT state FROM journals WHERE id = ?", [.text(charge.journal.text)])
      .first?.text(0)
  }

  fileprivate func waitForJournal(of charge: TestCharge) async throws {
    try await eventually("charge \(charge.number) is posted") { try await journalState(of: charge) == "posted" }
  }

  fileprivate func waitForLetter(_ message: String, code: String, queue: String) async throws {
    try await eventually("message \(message) is a dead letter of \(queue) with code \(code)") {
      let rows = try await data.query(
        "operations", "SELECT 1 FROM dead_letters WHERE message_id = ? AND code = ? AND queue = ?",
        [.text(message), .text(code), .text(queue)])
      return !rows.isEmpty
    }
  }

  /// Runs `body` while a worker's process stands still.
  fileprivate func whileStopped(_ worker: String, _ body: () async throws -> Void) async throws {
    guard let id = stack.supervisors[worker]?.processID else { throw Unexpected("\(worker) does not run") }
    kill(id, SIGSTOP)
    defer { kill(id, SIGCONT) }
    try await body()
  }
}
