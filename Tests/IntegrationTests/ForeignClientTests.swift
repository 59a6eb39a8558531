// A client that nobody wrote for us (pika) publishes what is right and everything that is wrong; each event ends where
// it should, with a reason a person can act on. And what it publishes reaches other systems by type and by content.

import AdapterKit
import Foundation
import FoundationNetworking
import LocalStack
import Messaging
import RabbitMQ
import TestSupport
import Testing

extension StackTests {
  @Suite(
    .serialized, .enabled(if: Tools.hasPika, "install python3-pika"),
    .stack(home: { folder in
      try EnterpriseHome.make(
        in: folder,
        adding: [
          "systems.yaml": """
            warehouse:
              types: [tributary.charge.posted.v1]
            treasury:
              types: []
            lab:
              publishes: true
              types: [tributary.deposit.reconciled.v1]

          """,
          "router.yaml": "  lab:\n    types: [tributary.deposit.reconciled.*]\n",
        ], versions: true)
    }))
  struct ForeignClientTests {
    @Test("Each event ends where it should, with a reason", .timeLimit(.minutes(4)))
    func outcomes() async throws {
      let stack = try RunningStack.get()
      let answers = try await publish(PikaEvent.all.map(\.line), as: BrokerUsers.billing)
      for event in PikaEvent.all {
        let outcomes = answers.filter { $0.id == event.id }.map(\.outcome)
        #expect(outcomes.contains { $0.hasPrefix(event.outcome) }, "\(event.id): \(outcomes)")
      }
      let expected = PikaEvent.all.filter { $0.code != nil }
      var letters: [[String: Any]] = []
      try await eventually("every refused event is a dead letter") {
        letters = try await stack.succeed(["dead-letters", "list", "--json"]).json() as? [[String: Any]] ?? []
        // A conflict is one for each of its two receivers.
        return Set(letters.compactMap { $0["code"] as? String }).isSuperset(of: expected.compactMap(\.code))
      }
      for event in expected {
        let letter = try #require(letters.first { $0["code"] as? String == event.code }, "\(event.id)")
        #expect(letter["pointer"] as? String == event.pointer, "\(event.id)")
        let places = letters.filter { $0["code"] as? String == event.code }.compactMap { $0["queue"] as? String }
        #expect(Set(places).isSubset(of: event.queues), "\(event.id): \(places)")
        let reason = try #require(letter["reason"] as? String)
        #expect(reason.contains(event.reason), "\(event.id): \(reason)")
      }
      let valid = TestCharge(number: 1)
      try await eventually("the valid charge is posted") {
        try await stack.data.query(
          "cash-application", "SELECT state FROM journals WHERE id = ?", [.text(valid.journal.text)]
        ).first?.text(0) == "posted"
      }
      let journals = try await stack.data.ledger().journals().filter { $0.journal.id == valid.journal.text }
      #expect(journals.count == 1, "the duplicate and the conflict post nothing")
      let amounts = try await stack.data.query(
        "cash-application", "SELECT amount FROM charges WHERE id = ?", [.text(valid.id)])
      #expect(amounts.map { $0.integer(0) } == [valid.amount])
    }

    @Test("A system's own JSON is translated on its way, and refused with place and rule", .timeLimit(.minutes(4)))
    func translated() async throws {
      let stack = try RunningStack.get()
      let sample = try String(
        contentsOf: Places.home.appendingPathComponent("samples/ehr/charge.json"), encoding: .utf8)
      let wrong = sample.replacing("1,180.00", with: "1,180.001").replacing("FC-20001", with: "FC-20002")
      let answers = try await publish(
        [["id": "foreign", "user": "ehr", "body": sample], ["id": "foreign-wrong", "user": "ehr", "body": wrong]],
        as: "ehr")
      #expect(answers.map(\.outcome) == ["confirmed", "confirmed"])
      try await eventually("the translated charge is booked") {
        try await stack.data.number(
          "cash-application", "SELECT COUNT(*) FROM charges WHERE amount = 118000") == 1
      }
      try await eventually("the other one is a dead letter") {
        let letters = try await stack.data.query(
          "operations", "SELECT pointer, rule FROM dead_letters WHERE code = 'translation-not-money'")
        return letters.map { [$0.text(0), $0.text(1)] } == [["/totals/gross", "ehr-charges: data.amount: money"]]
      }
    }

    @Test("An older version is brought up for all, and down for who subscribes to it", .timeLimit(.minutes(4)))
    func versions() async throws {
      let stack = try RunningStack.get()
      let example = "schemas/examples/valid/deposit.reconciled.v1.1.json"
      let body = try String(contentsOf: Places.home.appendingPathComponent(example), encoding: .utf8)
      let lab = try await stack.queue(of: "lab")
      #expect(
        try await publish([["id": "older", "user": "lab", "body": body]], as: "lab").map(\.outcome) == ["confirmed"])
      let message = try await lab.first()
      #expect(message.type == "tributary.deposit.reconciled.v1" && message.routingKey == "deposit.reconciled.v1")
      #expect(String(decoding: message.body, as: UTF8.self).contains(#""unidentified":0"#))
      await lab.close()
      try await eventually("operations has the current version") {
        try await stack.data.number(
          "operations", "SELECT COUNT(*) FROM events WHERE type = 'tributary.deposit.reconciled.v2'") == 1
      }
    }

    @Test(
      "Routes come into force while the router runs, wrong ones do not, missing bindings pause",
      .timeLimit(.minutes(4)))
    func routes() async throws {
      let stack = try RunningStack.get()
      let subscriber = try await stack.queue(of: "treasury")
      try stack.setRoutes("to: [nobody]")
      try await stack.waitForHealth { $0.contains("no system 'nobody' with a queue") && $0.hasPrefix("ready; ") }
      try stack.setRoutes("to: [treasury]")
      try await stack.waitForHealth { $0 == "ready" }

      // Without its binding the broker would drop the treasury's copy without a word.
      try await stack.unbind("sub.treasury")
      try await stack.waitForHealth { $0.contains("the queue 'sub.treasury' does not get 'sub.treasury'") }
      let small = TestCharge(number: 7)
      var large = TestCharge(number: 8)
      large.amount = 50_000
      let lines = [small, large].map { ["id": $0.id, "user": BrokerUsers.billing, "body": $0.line] }
      #expect(try await publish(lines, as: BrokerUsers.billing).map(\.outcome) == ["confirmed", "confirmed"])
      try await eventually("what the paused router holds is seen", within: .seconds(30)) {
        let status = try await stack.succeed(["status", "--json"]).json() as? [String: Any]
        let queues = status?["queues"] as? [[String: Any]] ?? []
        return queues.first { $0["name"] as? String == Queue.routerIngress }?["inHand"] as? Int == 2
      }
      try await stack.declareTopology()
      let message = try await subscriber.first()
      #expect(message.id == large.id)
      #expect(
        message.headers[HeaderName.route] == .string("large to treasury: /data/amount is at least 50000"))
      #expect(message.headers["BCC"] == nil, "the broker takes the list of copies away")
      await subscriber.close()

      let warehouse = try await stack.queue(of: "warehouse")
      var ids: Set<String> = []
      while !ids.isSuperset(of: [small.id, large.id]) { ids.insert(try await warehouse.first().id) }
      await warehouse.close()
    }

    private struct Answer: Decodable {
      let id: String
      let outcome: String
    }

    private func publish(_ lines: [[String: Any]], as user: String) async throws -> [Answer] {
      let stack = try RunningStack.get()
      let file = stack.folder.appendingPathComponent("\(UUID().uuidString).jsonl")
      let texts = try lines.map { String(decoding: try JSONSerialization.data(withJSONObject: $0), as: UTF8.self) }
      try Data(texts.joined(separator: "\n").utf8).write(to: file)
      let secrets = stack.data.folder.appendingPathComponent("secrets")
      let password = try String(contentsOf: secrets.appendingPathComponent(user), encoding: .utf8)
      let result = try await CommandLineTool.run(
        Tools.python, [Places.home.appendingPathComponent("Tests/Clients/publish.py").path, file.path],
        in: stack.folder,
        environment: [
          "AMQP_USER": user, "AMQP_PASSWORD": password.trimmingCharacters(in: .whitespacesAndNewlines),
          "AMQP_PORT": String(stack.stack.address.broker.port),
        ])
      #expect(result.status == 0, "\(result.error)")
      return try result.output.split(separator: "\n").map {
        try JSONDecoder().decode(Answer.self, from: Data($0.utf8))
      }
    }
  }
}

// MARK: - Events

/// An event as the foreign client sends it, and where it must end.
private struct PikaEvent {
  let id: String
  let line: [String: Any]
  /// How the broker's answer begins.
  let outcome: String
  /// The dead letter's code; nil for what becomes none.
  var code: String?
  var pointer: String?
  /// What the reason says.
  var reason = ""
  /// Where it is refused.
  var queues: Set<String> = [Queue.routerIngress]

  private static func event(
    _ id: String, _ body: String, user: String? = BrokerUsers.billing, exchange: String = "pay.ingress",
    outcome: String = "confirmed", code: String? = nil, pointer: String? = nil, reason: String = "",
    queues: Set<String> = [Queue.routerIngress]
  ) -> PikaEvent {
    var line: [String: Any] = ["id": id, "body": body, "exchange": exchange]
    line["user"] = user
    return PikaEvent(
      id: id, line: line, outcome: outcome, code: code, pointer: pointer, reason: reason, queues: queues)
  }

  static var all: [PikaEvent] {
    let valid = TestCharge(number: 1)
    var changed = valid
    changed.amount += 1
    let other = TestCharge(number: 2)
    let oversized: [String: Any] = ["id": "oversized", "user": BrokerUsers.billing, "repeat": [" ", 1_048_577]]
    return [
      event("valid", valid.line), event("duplicate", valid.line),
      event(
        "conflicting", changed.line, code: "content-conflict", reason: "a changed event needs a new id",
        queues: [Queue.cashApplication, Queue.operations]),
      event(
        "invalid", other.line(id: "i-1", amount: "\"12.50\""), code: "schema-violation", pointer: "/data/amount",
        reason: "correct it at the source and publish it again"),
      PikaEvent(
        id: "oversized", line: oversized, outcome: "confirmed", code: "too-large", reason: "at most 1048576 are allowed"
      ),
      // No broker keeps what no client of ours could read: its publisher hears so.
      PikaEvent(
        id: "17 MiB", line: ["id": "17 MiB", "user": BrokerUsers.billing, "repeat": [" ", 17 << 20]],
        outcome: "406 PRECONDITION_FAILED - message size 17825792 is larger than configured max size 16777216"),
      event("not JSON", "amount=12.50", code: "not-json", reason: "publish a complete JSON document"),
      event(
        "wrong version", other.line(id: "i-2", type: "tributary.charge.posted.v9"), code: "unknown-type",
        pointer: "/type", reason: "its known versions are tributary.charge.posted.v1"),
      event(
        "forged", other.line, user: "cash-application",
        outcome: "406 PRECONDITION_FAILED - user_id property set to 'cash-application' but authenticated user was"
      ),
      event("round the router", other.line, exchange: "pay.events", outcome: "403 ACCESS_REFUSED"),
      event(
        "nameless", other.line, user: nil, code: "publisher-unknown",
        reason: "publish it with the user-id of the connection"),
      event(
        "another's type", other.falseAnswer(reference: "r"), code: "publisher-not-allowed", pointer: "/type",
        reason: "it may publish tributary.charge.posted.v1"),
      event(
        "another's source", other.line.replacing("urn:example:billing", with: "urn:example:ehr"),
        code: "source-not-allowed", pointer: "/source", reason: "its own are listed in the configuration"),
    ]
  }
}

// MARK: - What a subscriber sees, and what an operator does

/// A subscriber of one queue.
private struct SubscribedQueue: Sendable {
  let subscriber: RabbitSubscriber
  let deliveries: RabbitDeliveries

  /// The next message, acknowledged.
  func first() async throws -> Message {
    for try await delivery in deliveries {
      delivery.ack()
      return delivery.message
    }
    throw Unexpected("the queue was closed")
  }

  func close() async { await subscriber.close() }
}

extension RunningStack {
  fileprivate func queue(of system: String) async throws -> SubscribedQueue {
    let secrets = data.folder.appendingPathComponent("secrets")
    let subscriber = try await RabbitSubscriber(
      BrokerConfiguration(
        addresses: [stack.broker.address], virtualHost: LocalStack.virtualHost, user: system,
        password: try DataFolder.password(of: system, in: secrets), connectionName: "tests"), logger: quietLogger)
    return SubscribedQueue(
      subscriber: subscriber, deliveries: try await subscriber.deliveries(from: "sub.\(system)", prefetch: 1))
  }

  /// Writes the file of routes: large charges go where `to` says.
  fileprivate func setRoutes(_ to: String) throws {
    let yaml = """
      match: all
      rules:
        - name: large
          types: [tributary.charge.posted.v1]
          when: {field: /data/amount, atLeast: 50000}
          \(to)
      """
    try Data(yaml.utf8).write(
      to: stack.settings.home.appendingPathComponent("config/routes.yaml"), options: .atomic)
  }

  fileprivate func waitForHealth(_ isAsWanted: (String) -> Bool) async throws {
    let address = stack.address.health["router"] ?? ""
    let url = try #require(URL(string: "\(address)/health/ready"))
    try await eventually("the router's health is as wanted") {
      guard let (body, _) = try? await URLSession.shared.data(from: url) else { return false }
      return isAsWanted(String(decoding: body, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines))
    }
  }

  fileprivate func unbind(_ queue: String) async throws {
    let path = "api/bindings/\(LocalStack.virtualHost)/e/\(Exchange.events)/q/\(queue)/\(queue)"
    var request = URLRequest(url: stack.broker.management.appendingPathComponent(path))
    request.httpMethod = "DELETE"
    let password = try String(
      contentsOf: data.folder.appendingPathComponent("secrets/administrator"), encoding: .utf8)
    let user = "administrator:\(password.trimmingCharacters(in: .whitespacesAndNewlines))"
    request.setValue("Basic \(Data(user.utf8).base64EncodedString())", forHTTPHeaderField: "Authorization")
    let (_, response) = try await URLSession.shared.data(for: request)
    #expect((response as? HTTPURLResponse)?.statusCode == 204)
  }

  /// As an operator does it: `tributary topology`, imported.
  fileprivate func declareTopology() async throws {
    let definitions = try await CommandLineTool.tributary(
      ["topology", "--home", stack.settings.home.path], in: folder)
    let password = try DataFolder.password(of: "administrator", in: data.folder.appendingPathComponent("secrets"))
    try await ManagementClient(base: stack.broker.management, user: "administrator", password: password)
      .importDefinitions(Data(definitions.output.utf8), into: LocalStack.virtualHost)
  }
}
