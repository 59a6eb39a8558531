// Topology over AMQP, on a real broker.

import Messaging
import RabbitMQ
import TestSupport
import Testing

extension TestVirtualHost {
  /// An administrator for the time of the body.
  func withAdministrator<Result>(
    _ configure: (inout BrokerConfiguration) -> Void = { _ in },
    _ body: (RabbitAdministrator) async throws -> Result
  ) async throws -> Result {
    var settings = configuration("administrator")
    configure(&settings)
    let administrator = try await RabbitAdministrator(settings, logger: quietLogger)
    do {
      let result = try await body(administrator)
      await administrator.close()
      return result
    } catch {
      await administrator.close()
      throw error
    }
  }
}

/// The code of the error that a body throws.
func code(_ body: () async throws -> Void) async -> RabbitError.Code? {
  do { try await body() } catch { return (error as? RabbitError)?.code }
  return nil
}

/// Expects an error with this code.
func expect(
  _ expected: RabbitError.Code, at location: SourceLocation = #_sourceLocation, _ body: () async throws -> Void
) async {
  let found = await code(body)
  #expect(found == expected, sourceLocation: location)
}

@Suite struct AdministratorTests {
  @Test(.timeLimit(.minutes(1))) func whatIsDeclaredRoutes() async throws {
    try await withVirtualHost { host in
      try await host.withAdministrator { admin in
        try await admin.declare(ExchangeDeclaration("in", .topic, arguments: ["alternate-exchange": "rest"]))
        try await admin.declare(ExchangeDeclaration("rest", .fanout))
        var inner = ExchangeDeclaration("inner", .headers)
        inner.isInternal = true
        try await admin.declare(inner)
        for name in ["a", "b", "c"] {
          let queue = try await admin.declare(QueueDeclaration(name, arguments: ["x-delivery-limit": 5]))
          #expect(queue == DeclaredQueue(name: name, depth: QueueDepth(messages: 0, consumers: 0)))
        }
        try await admin.bind(queue: "a", to: "in", routingKey: "x.#")
        try await admin.bind(exchange: "inner", to: "in", routingKey: "h")
        try await admin.bind(queue: "b", to: "inner", routingKey: "", arguments: ["x-match": "all", "size": 3])
        try await admin.bind(queue: "c", to: "rest", routingKey: "")
        try await host.withClients { publisher, _ in
          try await publisher.publish(message("1", to: "x.1"), to: "in")
          var matching = message("2", to: "h")
          matching.headers = ["size": 3]
          try await publisher.publish(matching, to: "in")
          try await publisher.publish(message("3", to: "else"), to: "in")
          for (queue, id) in [("a", "1"), ("b", "2"), ("c", "3")] {
            let got = try #require(try await admin.get(from: queue))
            #expect(got.message.id == id)
            #expect(got.queue == queue)
            got.ack()
          }
          try await admin.unbind(queue: "a", from: "in", routingKey: "x.#")
          try await admin.unbind(exchange: "inner", from: "in", routingKey: "h")
          try await publisher.publish(message("4", to: "x.1"), to: "in")
          #expect(try await admin.get(from: "a") == nil)
          #expect(try await admin.get(from: "c")?.message.id == "4")
        }
      }
    }
  }

  @Test(.timeLimit(.minutes(1))) func declaringAgainIsHarmlessAndDifferentlyIsAnError() async throws {
    try await withVirtualHost { host in
      try await host.withAdministrator { admin in
        for _ in 0..<2 {
          try await admin.declare(QueueDeclaration("q", arguments: ["x-max-length": 5]))
          try await admin.declare(ExchangeDeclaration("e", .direct))
        }
        await expect(.preconditionFailed) { try await admin.declare(QueueDeclaration("q")) }
        await expect(.preconditionFailed) { try await admin.declare(ExchangeDeclaration("e", .fanout)) }
        try await admin.check(exchange: "e")
        #expect(try await admin.check(queue: "q").name == "q")
      }
    }
  }

  @Test(.timeLimit(.minutes(1))) func missingThingsAreTypedErrorsAndTheNextCallWorks() async throws {
    try await withVirtualHost { host in
      try await host.withAdministrator { admin in
        try await admin.declare(QueueDeclaration("q"))
        await expect(.queueNotFound) { try await admin.check(queue: "missing") }
        await expect(.exchangeNotFound) { try await admin.check(exchange: "missing") }
        await expect(.queueNotFound) { try await admin.purge(queue: "missing") }
        await expect(.queueNotFound) { _ = try await admin.get(from: "missing") }
        await expect(.exchangeNotFound) { try await admin.bind(queue: "q", to: "no", routingKey: "") }
        await expect(.queueNotFound) { try await admin.bind(queue: "no", to: "amq.topic", routingKey: "") }
        do {
          try await admin.check(queue: "missing")
        } catch let error as RabbitError {
          #expect(error.context == .init(queue: "missing", replyCode: 404))
          #expect(!error.isRetriable)
        }
        // Deleting what is missing is no error.
        try await admin.delete(exchange: "missing")
        #expect(try await admin.delete(queue: "missing") == 0)
        #expect(try await admin.check(queue: "q").depth.messages == 0)
      }
    }
  }

  @Test(.timeLimit(.minutes(1))) func purgingAndDeletingTellHowManyMessagesWent() async throws {
    try await withVirtualHost { host in
      try await host.withAdministrator { admin in
        try await admin.declare(QueueDeclaration("q", .classic))
        try await host.withClients { publisher, _ in
          let five = (0..<5).map { OutgoingMessage(exchange: "", message: message("\($0)")) }
          _ = await publisher.publish(batch: five)
          await expect(.preconditionFailed) { try await admin.delete(queue: "q", ifEmpty: true) }
          let purged = try await admin.purge(queue: "q")
          #expect(purged == 5)
          _ = await publisher.publish(batch: five)
          let deleted = try await admin.delete(queue: "q")
          #expect(deleted == 5)
          await expect(.queueNotFound) { try await admin.check(queue: "q") }
        }
        try await admin.declare(ExchangeDeclaration("e", .fanout))
        try await admin.bind(exchange: "e", to: "amq.topic", routingKey: "")
        try await admin.declare(QueueDeclaration("bound"))
        try await admin.bind(queue: "bound", to: "e", routingKey: "")
        await expect(.preconditionFailed) { try await admin.delete(exchange: "e", ifUnused: true) }
        try await admin.delete(exchange: "e")
      }
    }
  }

  @Test(.timeLimit(.minutes(1))) func theBrokerNamesAQueueThatHasNone() async throws {
    try await withVirtualHost { host in
      try await host.withAdministrator { admin in
        var declaration = QueueDeclaration("", .classic)
        declaration.isExclusive = true
        declaration.isDurable = false
        let name = try await admin.declare(declaration).name
        #expect(name.hasPrefix("amq.gen-"))
        try await host.withAdministrator { other in
          await expect(.resourceLocked) { try await other.check(queue: name) }
        }
      }
    }
  }

  @Test(.timeLimit(.minutes(1))) func aUserWithoutRightsIsTold() async throws {
    try await withVirtualHost { host in
      try await host.declare(exchanges: [.init("e", .topic)], queues: [.init("q")])
      try await host.management.setPermissions(
        user: host.user, virtualHost: host.name, configure: "^$", write: "^$", read: "^$")
      try await host.withAdministrator { admin in
        await expect(.notPermitted) { try await admin.declare(QueueDeclaration("new")) }
        await expect(.notPermitted) { try await admin.declare(ExchangeDeclaration("new", .topic)) }
        await expect(.notPermitted) { _ = try await admin.get(from: "q") }
        // Looking needs no right.
        let seen = try await admin.check(queue: "q")
        #expect(seen.name == "q")
      }
    }
  }

  @Test(.timeLimit(.minutes(1))) func whatWasGotIsSettledLikeADelivery() async throws {
    try await withVirtualHost { host in
      try await host.declare(queues: [.init("q")])
      try await host.withAdministrator { admin in
        try await host.withClients { publisher, _ in
          try await publisher.publish(message("1", bytes: 300_000), to: "")
          try #require(try await admin.get(from: "q")).nack(requeue: true)
          let again = try #require(try await admin.get(from: "q"))
          #expect(again.redelivered)
          #expect(again.message.body.count == 300_000)
          #expect(try await admin.get(from: "q") == nil, "it is unsettled")
          // A refused request of another kind does not put it back.
          _ = await code { try await admin.check(queue: "missing") }
          again.ack()
          try await eventually("it is gone") { try await admin.check(queue: "q").depth.messages == 0 }
          #expect(try await admin.delete(queue: "q") == 0)
        }
      }
    }
  }

  @Test(.timeLimit(.minutes(1))) func anImpossibleRequestIsAnErrorAndTheConnectionComesBack() async throws {
    try await withVirtualHost { host in
      try await host.withAdministrator { admin in
        // For a kind it does not know RabbitMQ 3.10 closes the whole connection (503), 4.0 the channel (406).
        let refusal = await code { try await admin.declare(ExchangeDeclaration("e", "no-such-kind")) }
        #expect(refusal == .requestRefused || refusal == .preconditionFailed)
        try await admin.declare(ExchangeDeclaration("e", .direct))
        let name = String(repeating: "n", count: 256)
        await expect(.configuration) { try await admin.check(queue: name) }
        let large: [String: HeaderValue] = ["x": .string(String(repeating: "v", count: 140_000))]
        await expect(.configuration) { try await admin.declare(QueueDeclaration("q", arguments: large)) }
        #expect(admin.metrics.reconnects == (refusal == .requestRefused ? 1 : 0))
      }
    }
  }

  @Test(.timeLimit(.minutes(1))) func aClosedAdministratorRefuses() async throws {
    try await withVirtualHost { host in
      let admin = try await RabbitAdministrator(host.configuration(), logger: quietLogger)
      await admin.close()
      await expect(.closed) { try await admin.check(queue: "q") }
      #expect(admin.state == .closed)
    }
  }

  @Test(.timeLimit(.minutes(1))) func withoutABrokerACallEndsByItsDeadline() async throws {
    try await withTemporaryFolder { folder in
      let broker = try await TestBroker.start(in: folder)
      try await withVirtualHost(on: broker) { host in
        try await host.withAdministrator({ $0.requestTimeout = .seconds(1) }) { admin in
          await broker.kill()
          // Sent before the loss was noticed, it fails with the connection; after that, by its deadline.
          let first = await code { try await admin.check(queue: "q") }
          #expect(first == .connectionFailed || first == .timedOut)
          await expect(.timedOut) { try await admin.check(queue: "q") }
        }
      }
    }
  }
}
