// A topology against a real broker: what differs is shown, put right without losing a message, or refused with why.
// Part of the conformance suite, which runs on any broker that TRIBUTARY_TEST_BROKER names.

import Messaging
import RabbitMQ
import TestSupport
import Testing

@Suite struct TopologyConformanceTests {
  private func topology(_ host: TestVirtualHost, users: [Topology.User] = []) -> Topology {
    Topology(
      virtualHost: host.name,
      exchanges: [.init("in", .topic, arguments: ["alternate-exchange": "dead"]), .init("dead", .fanout)],
      queues: [.init("work"), .init("slow", arguments: ["x-message-ttl": 1_000]), .init("letters")],
      bindings: [
        .init(exchange: "in", queue: "work", routingKey: "a.#"), .init(exchange: "in", queue: "slow", routingKey: ""),
        .init(exchange: "dead", queue: "letters", routingKey: ""),
      ],
      policies: [
        .init(
          "work", pattern: "^work$", priority: 1,
          definition: ["dead-letter-exchange": "dead", "dead-letter-strategy": "at-least-once", "delivery-limit": 20])
      ], users: users)
  }

  private func differences(_ host: TestVirtualHost, _ topology: Topology) async throws -> [String] {
    // The test's own user is in no file, nor is the one who made the virtual host and may do everything in it.
    topology.differences(from: try await host.management.state(of: host.name)).map(\.text)
      .filter { !$0.hasPrefix("- user \(host.user)") && !$0.contains("may configure '.*' write '.*' read '.*'") }
  }

  @Test(.timeLimit(.minutes(1))) func whatIsMissingIsShownAndMade() async throws {
    try await withVirtualHost { host async throws in
      let topology = topology(host)
      let before = try await differences(host, topology)
      #expect(before.count == 9 && before.allSatisfy { $0.hasPrefix("+ ") }, "\(before)")
      #expect(before.contains("+ binding in → work by 'a.#'"))
      let outcome = try await topology.apply(to: host.management) { _ in nil }
      #expect(outcome.isComplete && outcome.applied.count == 9)
      let after = try await differences(host, topology)
      #expect(after.isEmpty, "\(after)")
      let again = try await topology.apply(to: host.management) { _ in nil }
      #expect(again.applied.isEmpty)
    }
  }

  @Test(.timeLimit(.minutes(1))) func whatDiffersIsPutRightAndMessagesStay() async throws {
    try await withVirtualHost { host async throws in
      let topology = topology(host)
      _ = try await topology.apply(to: host.management) { _ in nil }
      let publisher = try await RabbitPublisher(host.configuration(), logger: quietLogger)
      try await publisher.publish(message("1", to: "work"), to: "")
      try await host.declare(
        bindings: [.init(exchange: "in", queue: "work", routingKey: "b.#")],
        policies: [
          .init("work", pattern: "^work$", priority: 1, definition: ["delivery-limit": 3]),
          .init("stray", pattern: "^(work|other)$", priority: 9, definition: ["max-length": 1]),
          .init("elsewhere", pattern: "^other$", definition: ["max-length": 1]),
        ])
      try await host.management.deleteBinding(
        .init(exchange: "in", queue: "slow", routingKey: ""), of: host.name)
      let found = try await differences(host, topology)
      #expect(found.contains("+ binding in → slow by ''"), "\(found)")
      #expect(found.contains("- binding in → work by 'b.#'"), "\(found)")
      #expect(found.contains { $0.hasPrefix("~ policy work; is ^work$ (queues, priority 1): delivery-limit=3, is") })
      #expect(found.contains { $0.hasPrefix("- policy stray") && $0.contains("displace the file's policy of work") })
      let outcome = try await topology.apply(to: host.management) { _ in nil }
      #expect(outcome.isComplete && outcome.applied.count == 4)
      let after = try await differences(host, topology)
      #expect(after.count == 1 && after[0].hasPrefix("- policy elsewhere"), "\(after)")
      #expect(after.first?.contains("left alone") == true)
      #expect(try await publisher.queueDepth("work").messages == 1)
      await publisher.close()
    }
  }

  @Test(.timeLimit(.minutes(1))) func whatCannotBeChangedIsRefusedWithTheReason() async throws {
    try await withVirtualHost { host async throws in
      try await host.declare(
        exchanges: [.init("in", .direct)],
        queues: [.init("slow", arguments: ["x-message-ttl": 2_000]), .init("mine")])
      let publisher = try await RabbitPublisher(host.configuration(), logger: quietLogger)
      try await publisher.publish(message("1", to: "mine"), to: "")
      let outcome = try await topology(host).apply(to: host.management) { _ in nil }
      #expect(!outcome.isComplete)
      let refused = outcome.remaining.filter { $0.remedy == .refuse }
      #expect(refused.map(\.subject) == ["exchange in", "queue slow"])
      #expect(refused.last?.detail.contains("x-message-ttl=2000") == true)
      #expect(refused.last?.note.contains("cannot be changed") == true)
      #expect(outcome.remaining.contains { $0.subject == "queue mine" && $0.remedy == .leave })
      #expect(try await publisher.queueDepth("mine").messages == 1)
      #expect(try await publisher.queueDepth("work").messages == 0, "the rest is made all the same")
      await publisher.close()
    }
  }

  @Test(.timeLimit(.minutes(1))) func usersGetWhatTheFileSaysAndNoMore() async throws {
    try await withVirtualHost { host async throws in
      let (reader, lost) = ("\(host.name)-reader", "\(host.name)-lost")
      let narrow = Topology.Permissions(write: "^$", read: "^work$")
      let topology = topology(
        host,
        users: [
          .init(reader, passwordHash: "", tags: ["management"], permissions: narrow),
          .init(lost, passwordHash: "", permissions: narrow),
        ])
      try await host.management.putUser(reader, password: "p")
      try await host.management.setPermissions(
        user: reader, virtualHost: host.name, configure: ".*", write: ".*", read: ".*")
      let state = try await host.management.state(of: host.name)
      let hazards = topology.hazards(in: state, queues: [], features: [:], open: ["in"])
      #expect(hazards.contains { $0.subject == "user \(reader)" && $0.text.contains("configure in and 4 more") })
      #expect(hazards.contains { $0.subject == "user \(host.user)" && $0.text.hasSuffix("it is not in the file") })
      let outcome = try await topology.apply(to: host.management) { _ in nil }
      #expect(outcome.remaining.contains { $0.subject == "user \(lost)" && $0.note.contains("no password") })
      // The broker takes an empty pattern for "nothing", as it does `^$`.
      try await host.management.setPermissions(
        user: reader, virtualHost: host.name, configure: "", write: "", read: "^work$")
      let emptied = try await host.management.state(of: host.name)
      let others = topology.hazards(in: emptied, queues: [], features: [:], open: ["in"])
      #expect(!others.contains { $0.subject == "user \(reader)" }, "\(others)")
      #expect(!topology.differences(from: emptied).contains { $0.subject == "user \(reader)" })
      let made = try await topology.apply(to: host.management) { $0 == lost ? "secret" : nil }
      #expect(made.isComplete)
      let users = try await host.management.state(of: host.name).users
      for name in [reader, lost] { #expect(users.first { $0.name == name }?.permissions == narrow) }
      #expect(users.first { $0.name == reader }?.tags == ["management"])
      for name in [reader, lost] { try await host.management.deleteUser(name) }
    }
  }

  @Test(.timeLimit(.minutes(1))) func hazardsAreFound() async throws {
    try await withVirtualHost { host async throws in
      let topology = topology(host)
      _ = try await topology.apply(to: host.management) { _ in nil }
      let features = try await host.management.featureFlags()
      func hazards() async throws -> [String] {
        topology.hazards(
          in: try await host.management.state(of: host.name),
          queues: try await host.management.queues(of: host.name), features: features
        ).filter { $0.subject != "user \(host.user)" }.map { "\($0.subject): \($0.text)" }
      }
      try await host.withClients { _, subscriber in
        let work = try await subscriber.deliveries(from: "work", prefetch: 1)
        let letters = try await subscriber.deliveries(from: "letters", prefetch: 1)
        try await eventually("consumers and policies show") { try await hazards().isEmpty }
        withExtendedLifetime((work, letters)) {}
      }
      try await eventually("nobody consumes") { try await hazards().count == 2 }
      let absent = topology.hazards(
        in: try await host.management.state(of: host.name), queues: try await host.management.queues(of: host.name),
        features: features, external: ["work", "letters"])
      #expect(!absent.contains { $0.subject.hasPrefix("queue ") }, "others' consumers come and go: \(absent)")
      try await host.management.deletePolicy("work", of: host.name)
      try await host.management.deleteBinding(
        .init(exchange: "dead", queue: "letters", routingKey: ""), of: host.name)
      try await eventually("the policy is gone") {
        try await hazards().contains { $0.contains("policy in force is none") }
      }
      let found = try await hazards()
      #expect(found.contains { $0.hasPrefix("exchange in: it sends what it cannot keep to dead, to which no queue") })
      let isFour = try await host.management.state(of: host.name).version.hasPrefix("4")
      #expect(found.contains { $0.contains("more than 20 times would be deleted") } == isFour, "\(found)")
    }
  }
}
