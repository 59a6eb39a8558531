// People at a running stack: they pause and resume, withdraw a file, compare the broker, approve for each other.

import AdapterKit
import Foundation
import FoundationNetworking
import LocalStack
import Messaging
import Operations
import PaymentEvents
import RabbitMQ
import TestSupport
import Testing

extension StackTests {
  /// On a home with two people: who runs the tests, and `nobody`, the user that every Debian has.
  @Suite(
    .serialized,
    .stack(home: { folder in
      let own = LoopbackPeer.ownUser()
      let text = "\noperators:\n  \(own):\n    roles: [administrator]\n  nobody:\n    roles: [biller]\n"
      return try EnterpriseHome.make(in: folder, adding: ["operations.yaml": text])
    }))
  struct ControlStackTests {
    private func health(_ worker: String, _ path: String = "health/ready") async throws -> String {
      let address = try #require(RunningStack.get().stack.address.health[worker])
      let url = try #require(URL(string: "\(address)/\(path)"))
      // A worker that is being started again does not answer.
      guard let answer = try? await URLSession.shared.data(from: url) else { return "" }
      return String(decoding: answer.0, as: UTF8.self)
    }

    private func ready(_ stack: RunningStack) async throws {
      try await eventually("operations answers", within: .seconds(30)) {
        try await stack.tributary("workers", "resume", "payer-edi").error.contains("is not paused")
      }
    }

    private func restart(_ worker: String, _ stack: RunningStack) async throws {
      let supervisor = try #require(stack.stack.supervisors[worker])
      try await eventually("\(worker) runs") { supervisor.processID != nil }
      let starts = supervisor.starts
      supervisor.kill()
      try await eventually("\(worker) runs again") { supervisor.starts > starts && supervisor.processID != nil }
    }

    @Test("A paused worker takes nothing, over restarts of it and of operations, and goes on when resumed")
    func worker() async throws {
      let stack = try RunningStack.get()
      try await ready(stack)
      let paused = try await stack.succeed(["workers", "pause", "erp-posting", "--reason", "the auditors are here"])
      #expect(paused.output.contains("worker erp-posting is paused"), "\(paused.output)")
      let charge = stack.folder.appendingPathComponent("charge.jsonl")
      try Data(TestCharge(number: 1).line.utf8).write(to: charge)
      _ = try await stack.succeed(["publish", charge.path])
      let requested = { try await stack.data.cash().journalStates()["requested"] ?? 0 }
      try await eventually("the journal is asked for") { try await requested() == 1 }
      try await restart("erp-posting", stack)
      try await restart("operations", stack)
      try await eventually("it says why it does nothing", within: .seconds(30)) {
        try await health("erp-posting").contains("paused by \(LoopbackPeer.ownUser())")
      }
      let status = try await stack.succeed(["status"]).output
      #expect(status.contains("the auditors are here"), "\(status)")
      #expect(try await health("erp-posting", "metrics").contains("tributary_worker_paused 1"))
      #expect(try await requested() == 1)
      try await ready(stack)
      let listed = try await stack.succeed(["workers", "list"]).output
      let line = try #require(listed.split(separator: "\n").first { $0.hasPrefix("erp-posting ") })
      #expect(line.contains(" paused "), "\(listed)")
      _ = try await stack.succeed(["workers", "resume", "erp-posting"])
      try await eventually("the journal is posted") { try await requested() == 0 }
      #expect(try await stack.data.cash().journalStates()["posted"] == 1)
      #expect(try await stack.data.operations().deadLetterCount() == 0)
      let audit = try await stack.succeed(["dead-letters", "audit"]).output
      #expect(audit.contains("pause worker") && audit.contains("erp-posting: the auditors are here"))
    }

    @Test("A payer is held and released; who is unknown is refused")
    func payer() async throws {
      let stack = try RunningStack.get()
      try await ready(stack)
      _ = try await stack.succeed(["payers", "pause", "larkspur", "--reason", "corrections are coming"])
      #expect(try await stack.succeed(["status"]).output.contains("payer larkspur is paused"))
      #expect(try await stack.tributary("payers", "pause", "nobody", "--reason", "x").status == 64)
      let resumed = try await stack.succeed(["payers", "resume", "larkspur"]).output
      #expect(resumed.contains("payer larkspur is running"), "\(resumed)")
    }

    @Test("A bank file is withdrawn: first only asked, then done; the ledger agrees afterwards")
    func file() async throws {
      let stack = try RunningStack.get()
      try await ready(stack)
      let bank = Places.home.appendingPathComponent("adapters/lockbox/samples/pinefall-bank-2026-03.bai2")
      _ = try await stack.succeed(["submit", "--wait", bank.path])
      let before = try await stack.data.cash().tieOut().bank
      #expect(before > 0)
      let forecast = try await stack.succeed(["files", "withdraw", bank.lastPathComponent, "--dry-run"]).output
      #expect(forecast.contains("deposit") && forecast.contains("reversed"), "\(forecast)")
      #expect(try await stack.data.cash().tieOut().bank == before)
      let done = try await stack.succeed(
        ["files", "withdraw", bank.lastPathComponent, "--reason", "another clinic's file"]
      ).output
      #expect(done.contains("is withdrawn:"), "\(done)")
      #expect(try await stack.succeed(["files", "list"]).output.contains("withdrawn"))
      try await eventually("all journals are answered") {
        try await stack.data.cash().journalStates()["requested"] ?? 0 == 0
      }
      let report = try await stack.succeed(["report"]).output
      #expect(report.contains("The ledger agrees with the sub-ledger on every account."), "\(report)")
      #expect(try await stack.data.cash().tieOut().bank == 0)
      let trail = try await stack.succeed(["trace", try digest(bank)]).output
      #expect(trail.contains("file.withdrawn.v1") && trail.contains("lockbox"), "\(trail)")
      _ = try await stack.succeed(["submit", "--wait", bank.path])
      #expect(try await stack.data.cash().tieOut().bank == 0, "the same bytes have no effect any more")
    }

    private func digest(_ file: URL) throws -> String {
      let run = Process()
      run.executableURL = URL(fileURLWithPath: "/usr/bin/sha256sum")
      run.arguments = [file.path]
      let output = Pipe()
      run.standardOutput = output
      try run.run()
      let text = String(decoding: try output.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
      run.waitUntilExit()
      return String(text.prefix(64))
    }

    @Test("The broker is compared with the file, put right, and checked")
    func topology() async throws {
      let stack = try RunningStack.get()
      try await ready(stack)
      #expect(try await stack.succeed(["topology", "diff"]).output.contains("is as the file says"))
      let administrator = try DataFolder.password(
        of: BrokerUsers.administrator, in: stack.data.folder.appendingPathComponent("secrets"))
      let management = ManagementClient(
        base: stack.stack.broker.management, user: BrokerUsers.administrator, password: administrator)
      // No event needs this one, so nothing pauses.
      let binding = Topology.Binding(
        exchange: Exchange.events, queue: Queue.cashApplication, routingKey: "journal.rejected.*")
      try await management.deletePolicy("kept", of: LocalStack.virtualHost)
      try await management.setPermissions(
        user: BrokerUsers.billing, virtualHost: LocalStack.virtualHost, configure: "^$", write: "^pay\\..*$",
        read: "^$")
      let diff = try await stack.tributary("topology", "diff")
      #expect(diff.status == 1 && diff.output.contains("+ policy kept") && diff.output.contains("~ user billing"))
      let check = try await stack.tributary("topology", "check")
      #expect(check.status == 1 && check.output.contains("! user billing: may write to pay."), "\(check.output)")
      _ = try await stack.succeed(["topology", "apply"])
      #expect(try await stack.tributary("topology", "diff").status == 0)
      try await eventually("nothing is wrong any more", within: .seconds(30)) {
        try await stack.tributary("topology", "check").status == 0
      }
      #expect(try await management.state(of: LocalStack.virtualHost).bindings.contains(binding))
    }

    @Test("Depth and age of queues are among the metrics of operations")
    func metrics() async throws {
      try await eventually("the queues were looked at", within: .seconds(30)) {
        let text = try await health("operations", "metrics")
        return text.contains("tributary_queue_messages{queue=\"cash-application\"} 0")
          && text.contains("tributary_queue_unacknowledged_messages{queue=\"cash-application\"} 0")
          && text.contains("tributary_queue_oldest_message_seconds{queue=\"dead-letters\"}")
      }
    }

    @Test("The router reads its rules again at SIGHUP and goes on")
    func hangUp() async throws {
      let router = try #require(RunningStack.get().stack.supervisors["router"])
      try await eventually("the router is ready", within: .seconds(30)) {
        try await health("router").hasPrefix("ready")
      }
      let process = try #require(router.processID)
      kill(process, SIGHUP)
      try await eventually("the rules were read again") {
        try await health("router", "metrics").contains("tributary_rules_reloads_total 1")
      }
      #expect(router.processID == process)
    }
  }
}
