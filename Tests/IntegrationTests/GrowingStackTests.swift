// An installation that grows while it runs: a new subscriber stops nobody, the broker is made so by one command, and
// what a system publishes in its own form is followed to its end.

import AdapterKit
import Foundation
import FoundationNetworking
import LocalStack
import Messaging
import RabbitMQ
import TestSupport
import Testing

extension StackTests {
  /// On a home folder of its own, which is not the one that the command line would find beside itself.
  @Suite(.serialized, .stack(home: { try EnterpriseHome.make(in: $0, adding: [:]) }))
  struct GrowingStackTests {
    private func health(_ worker: String) async throws -> String {
      let address = try #require(RunningStack.get().stack.address.health[worker])
      let url = try #require(URL(string: "\(address)/health/ready"))
      guard let answer = try? await URLSession.shared.data(from: url) else { return "" }
      return String(decoding: answer.0, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
    }

    private func publish(_ charge: TestCharge, _ stack: RunningStack) async throws {
      let file = stack.folder.appendingPathComponent("charge.jsonl")
      try Data(charge.line.utf8).write(to: file)
      _ = try await stack.succeed(["publish", "--wait", file.path])
    }

    private func append(_ text: String, to name: String, _ stack: RunningStack) throws {
      let file = stack.stack.settings.home.appendingPathComponent("config/\(name)")
      try Data((String(contentsOf: file, encoding: .utf8) + text).utf8).write(to: file, options: .atomic)
    }

    @Test(
      "A new system: events go on, `topology apply` makes user and queue, the rules follow", .timeLimit(.minutes(3)))
    func newSystem() async throws {
      let stack = try RunningStack.get()
      try await eventually("the router is ready", within: .seconds(30)) { try await health("router") == "ready" }
      try append("  treasury:\n    types: [tributary.charge.posted.v1]\n", to: "systems.yaml", stack)
      try await eventually("the router says what the new rules wait for", within: .seconds(30)) {
        let text = try await health("router")
        return text.hasPrefix("ready; changed rules are not in force") && text.contains("the queue 'sub.treasury'")
      }
      try await publish(TestCharge(number: 1), stack)

      // Without --home it is the files of the stack that runs, not those beside the program.
      let diff = try await stack.tributary("topology", "diff")
      #expect(diff.status == 1 && diff.output.contains("+ queue sub.treasury"), "\(diff)")
      let other = try await stack.tributary(
        "topology", "diff", "--management", stack.stack.broker.management.absoluteString)
      #expect(other.status == 64 && other.error.contains("--home"), "\(other)")
      let applied = try await stack.succeed(["topology", "apply"]).output
      let secret = stack.data.folder.appendingPathComponent("secrets/treasury").path
      #expect(applied.contains("drawn: the password of treasury, in \(secret)"), "\(applied)")
      #expect(try await stack.succeed(["topology", "diff"]).output.contains("is as the file says"))
      try await eventually("the new rules are in force", within: .seconds(30)) { try await health("router") == "ready" }

      let charge = TestCharge(number: 2)
      try await publish(charge, stack)
      let password = try DataFolder.password(of: "treasury", in: stack.data.folder.appendingPathComponent("secrets"))
      let subscriber = try await RabbitSubscriber(
        BrokerConfiguration(
          addresses: [stack.stack.broker.address], virtualHost: LocalStack.virtualHost, user: "treasury",
          password: password, connectionName: "tests"), logger: quietLogger)
      var heard: [String] = []
      for try await delivery in try await subscriber.deliveries(from: "sub.treasury", prefetch: 1) {
        delivery.ack()
        heard.append(delivery.message.id)
        if delivery.message.id == charge.id { break }
      }
      #expect(heard == [charge.id], "what came before the queue was there is not for it")
      await subscriber.close()
    }

    @Test("publish --wait ends for documents that are translated, with what became of each", .timeLimit(.minutes(2)))
    func translated() async throws {
      let stack = try RunningStack.get()
      let sample = try JSONSerialization.jsonObject(
        with: Data(contentsOf: Places.home.appendingPathComponent("samples/ehr/charge.json")))
      let line = String(decoding: try JSONSerialization.data(withJSONObject: sample), as: UTF8.self)
      let wrong = line.replacing("1,180.00", with: "1,180.001").replacing("FC-20001", with: "FC-20002")
      let file = stack.folder.appendingPathComponent("documents.jsonl")
      try Data("\(line)\n\(wrong)\n".utf8).write(to: file)
      let result = try await stack.tributary("publish", "--wait", "--user", "ehr", file.path)
      #expect(result.status == 65 && result.error.contains("refused 1 of the events"), "\(result)")
      #expect(result.output.contains("tributary.charge.posted.v1 (by ehr-charges)  applied"), "\(result.output)")
      #expect(result.output.contains("translation-not-money"), "\(result.output)")
      #expect(result.output.contains("1 applied, 1 refused"), "\(result.output)")
      let status = try await stack.succeed(["status"]).output
      #expect(status.contains("events on their way 0"), "\(status)")
    }

    /// What cash application does not get is followed to where the router passed it on.
    @Test("publish --wait ends for events that cash application does not get", .timeLimit(.minutes(2)))
    func passedOn() async throws {
      let stack = try RunningStack.get()
      let example = Places.home.appendingPathComponent("schemas/examples/valid/claim.status-requested.v1.1.json")
      var event = try #require(
        try JSONSerialization.jsonObject(with: Data(contentsOf: example)) as? [String: Any])
      event["source"] = "urn:example:billing"
      let file = stack.folder.appendingPathComponent("request.jsonl")
      try JSONSerialization.data(withJSONObject: event).write(to: file)
      let result = try await stack.tributary("publish", "--wait", "--json", file.path)
      #expect(result.status == 0, "\(result)")
      let events = (try result.json() as? [String: Any])?["events"] as? [[String: Any]]
      #expect(events?.map { $0["outcome"] as? String } == ["passed on"], "\(result.output)")
    }

    @Test("payers list counts the advices that wait now", .timeLimit(.minutes(2)))
    func heldPayer() async throws {
      let stack = try RunningStack.get()
      _ = try await stack.succeed(["payers", "pause", "quillstone", "--reason", "corrections are coming"])
      #expect(try await stack.succeed(["payers", "list"]).output.contains("0 advices wait"))
      let file = Places.home.appendingPathComponent("adapters/payer-edi/samples/quillstone-2026-03-05.835")
      _ = try await stack.succeed(["submit", "--wait", file.path])
      #expect(try await stack.succeed(["payers", "list"]).output.contains("1 advice waits"))
      let list = try await stack.succeed(["payers", "list", "--json"]).json() as? [[String: Any]]
      #expect(list?.first?["advicesWaiting"] as? Int == 1 && list?.first?["name"] as? String == "quillstone")
    }

    @Test("A file that came to both adapters counts once among the events on their way", .timeLimit(.minutes(3)))
    func fileAtBothAdapters() async throws {
      let stack = try RunningStack.get()
      let bank = Places.home.appendingPathComponent("adapters/lockbox/samples/pinefall-bank-2026-03.bai2")
      for adapter in ["payer-edi", "lockbox"] { try stack.drop(bank, into: adapter) }
      try await eventually("both have looked at it", within: .seconds(60)) {
        let rejected = try await stack.data.number("payer-edi", "SELECT COUNT(*) FROM files WHERE state = 'rejected'")
        return try await stack.data.number("lockbox", "SELECT COUNT(*) FROM files WHERE state = 'done'") + rejected == 2
      }
      try await eventually("all is applied", within: .seconds(60)) {
        let status = try await stack.succeed(["status", "--json"]).json() as? [String: Any]
        return (status?["backlog"] as? [String: Int])?["eventsOnTheirWay"] == 0
      }
      let emitted = try await stack.data.number("lockbox", "SELECT SUM(emitted) FROM files")
      #expect(try await stack.data.inputs()["tributary.deposit.received.v1"] == emitted)
      #expect(try await stack.succeed(["status"]).output.contains("events on their way 0 ·"))
    }
  }
}
