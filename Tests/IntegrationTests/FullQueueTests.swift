// Every length limit is reached and every consumer stands still in turn: the pressure ends at the inbox, which says so,
// and all of it drains when the consumer is back.

import AdapterKit
import Foundation
import LocalStack
import Messaging
import RabbitMQ
import TestSupport
import Testing
import Workload

extension StackTests {
  @Suite
  struct FullQueueTests {
    /// The most messages of every queue, and of what else may be on its way.
    private static let limit = 25
    /// Who stands still, and the queue that fills then.
    private static let victims = [
      ("operations", Queue.operations), ("cash-application", Queue.cashApplication), ("erp-posting", Queue.erpPosting),
      ("router", Queue.routerInternal),
    ]

    @Test("Full queues stop the intake, and nothing for good", .timeLimit(.minutes(10)))
    func full() async throws {
      try await withTemporaryFolder { folder in
        let files = try Workload(seed: 5, claims: 400, claimsPerAdvice: 1, advicesPerFile: 10)
          .write(to: folder.appendingPathComponent("files"))
        let plan = try ChaosPlan(files, seed: 5, kills: 0)
        let expected = try await Reference.run(plan, in: folder.appendingPathComponent("reference"))
        try await RunningStack.with(
          home: { try EnterpriseHome.make(in: $0, adding: ["systems.yaml": FullQueueTests.warehouse]) },
          change: { settings, _ in
            settings.environment["TRIBUTARY_RECEIVE_PREFETCH"] = "20"
            settings.environment["TRIBUTARY_RECEIVE_BATCH"] = "10"
            settings.environment["TRIBUTARY_INTAKE_OUTBOX_LIMIT"] = "20"
            settings.environment["TRIBUTARY_INTAKE_QUEUE_LIMIT"] = "20"
          }
        ) { stack in
          try await stack.limitQueues(to: FullQueueTests.limit)
          let publisher = try await stack.publisher(as: BrokerUsers.billing)
          for (round, (victim, queue)) in FullQueueTests.victims.enumerated() {
            try await fill(stack, files, round: round, publisher, victim: victim, queue: queue)
          }
          await publisher.close()
          // Dead letters that met a full queue are tried again by the broker at its next check only, minutes later.
          try await eventually("everything has run its course", within: .seconds(240)) {
            try await stack.data.hasSettled(plan.counts)
          }
          try await ChaosTests.compare(stack.data, with: expected, letters: FullQueueTests.refused)
          let subscriber = try await stack.status().queues["sub.warehouse"] ?? 0
          #expect(subscriber > 0 && subscriber < 400, "a subscriber that stands still loses its oldest: \(subscriber)")
        }
      }
    }

    private static let warehouse = "  warehouse:\n    types: [tributary.charge.posted.v1]\n"
    /// Events that the router refuses, published while nobody takes dead letters.
    private static let refused = 60

    private func fill(
      _ stack: RunningStack, _ files: Workload.Files, round: Int, _ publisher: RabbitPublisher, victim: String,
      queue: String
    ) async throws {
      let rounds = FullQueueTests.victims.count
      let supervisor = try #require(stack.stack.supervisors[victim])
      await supervisor.stop()
      let charges = try Inputs.charges(files.charges)
      var messages = Array(charges[(charges.count * round / rounds)..<(charges.count * (round + 1) / rounds)])
      if victim == "operations" { messages += try (0..<FullQueueTests.refused).map(FullQueueTests.refusedEvent) }
      let published = Task { try await publisher.insist(on: messages) }
      let count = files.remittances.count
      for file in files.remittances[(count * round / rounds)..<(count * (round + 1) / rounds)] {
        try stack.drop(file, into: "payer-edi")
      }
      var paused = ["payer-edi"]
      if victim == "router" {
        try stack.drop(files.bank, into: "lockbox")
        paused.append("lockbox")
      }
      try await eventually("\(queue) is full, and \(paused) hold their files back while \(victim) stands still") {
        let status = try await stack.status()
        // A burst may fill the outbox for a moment before the queue behind it is full.
        guard status.queues[queue] ?? 0 >= FullQueueTests.limit else { return false }
        return paused.allSatisfy { adapter in
          let state = status.workers[adapter] ?? ""
          // Whichever comes first holds the files back; then nothing more comes that could bring the other about.
          return state.contains("no files are taken in")
            && ["wait in the outbox", "wait in the queue '"].contains(where: state.contains)
        }
      }
      #expect(try stack.filesWaiting(for: "payer-edi") > 0)
      try supervisor.startAgain()
      try await published.value
      try await eventually("all drains once \(victim) is back") {
        let state = try await stack.status()
        return state.workers["payer-edi"] == "ready" && state.queues[queue] == 0
          && FullQueueTests.ours.allSatisfy { state.queues[$0] == 0 }
      }
    }

    private static let ours = [Queue.routerIngress, Queue.routerInternal, Queue.routerFailed] + Queue.workers

    private static func refusedEvent(_ number: Int) throws -> Message {
      var message = TestCharge(number: 700 + number).message(as: BrokerUsers.billing)
      message.body = Array("not JSON \(number)".utf8)
      return message
    }
  }
}

/// What `tributary status` says.
private struct FoundStatus {
  var workers: [String: String] = [:]
  /// Messages that wait, by queue.
  var queues: [String: Int] = [:]
}

extension RunningStack {
  fileprivate func status() async throws -> FoundStatus {
    let answer = try await succeed(["status", "--json", "--home", stack.settings.home.path]).json() as? [String: Any]
    var status = FoundStatus()
    for line in answer?["workers"] as? [[String: Any]] ?? [] {
      if let name = line["name"] as? String { status.workers[name] = line["state"] as? String }
    }
    for line in answer?["queues"] as? [[String: Any]] ?? [] {
      if let name = line["name"] as? String { status.queues[name] = line["waiting"] as? Int }
    }
    return status
  }

  fileprivate func filesWaiting(for adapter: String) throws -> Int {
    try Places.files(in: data.folder.appendingPathComponent("\(adapter)/inbox")).count
  }

  /// The project's policies with a length limit on every queue; subscribers keep a few thousand bytes.
  fileprivate func limitQueues(to limit: Int) async throws {
    let systems = try EnterpriseSystem.all(home: stack.settings.home)
    var topology = PaymentTopology.topology(virtualHost: LocalStack.virtualHost, systems: systems)
    topology.policies = topology.policies.map { policy in
      var policy = policy
      if policy.definition["max-length-bytes"] != nil {
        policy.definition["max-length-bytes"] = 8_192
      } else {
        policy.definition["max-length"] = .integer(Int64(limit))
        policy.definition["overflow"] = "reject-publish"
      }
      return policy
    }
    let password = try DataFolder.password(of: "administrator", in: data.folder.appendingPathComponent("secrets"))
    try await ManagementClient(base: stack.broker.management, user: "administrator", password: password)
      .importDefinitions(topology.virtualHostDefinitions(), into: LocalStack.virtualHost)
  }
}
