// The private node itself: it ends with its owner, and a folder has one owner.

import Foundation
import LocalStack
import RabbitMQ
import TestSupport
import Testing

@Suite struct PrivateBrokerTests {
  @Test func theNodeEndsWhenItsOwnerIsGone() async throws {
    try await withTemporaryFolder { folder in
      // Dropping the broker closes the watchdog's input, as the kernel does when the owner is killed.
      try await { _ = try await TestBroker.start(in: folder) }()
      let processes = try Self.processes(in: folder)
      #expect(processes.count == 3)
      try await eventually("node, port mapper and watchdog are gone", within: .seconds(40)) {
        processes.allSatisfy { !FileManager.default.fileExists(atPath: "/proc/\($0)") }
      }
    }
  }

  @Test func aNodeLeftBehindIsEndedBeforeTheNextStarts() async throws {
    try await withTemporaryFolder { folder in
      var first: [pid_t] = []
      try await {
        let broker = try await TestBroker.start(in: folder)
        first = try Self.processes(in: folder)
        // Without its watchdog the node stays when the owner goes.
        kill(first[2], SIGKILL)
        await broker.kill()
      }()
      #expect(FileManager.default.fileExists(atPath: "/proc/\(first[0])"))
      let second = try await TestBroker.start(in: folder)
      #expect(!FileManager.default.fileExists(atPath: "/proc/\(first[0])"))
      #expect(!FileManager.default.fileExists(atPath: "/proc/\(first[1])"))
      await second.kill()
    }
  }

  @Test func aFolderHasOneOwnerAtATime() async throws {
    try await withTemporaryFolder { folder in
      let broker = try await TestBroker.start(in: folder)
      let error = await #expect(throws: PrivateBrokerError.self) { try await TestBroker.start(in: folder) }
      #expect(error?.description.contains("in use") == true)
      await broker.kill()
    }
  }

  @Test func aFailedStartShowsTheLog() async throws {
    try await withTemporaryFolder { folder in
      var settings = TestBroker.settings(folder)
      // A program that is there already and complains at once. One written here could not always be started: a child
      // that another test forks meanwhile holds it open for writing ("Text file busy").
      settings.serverScript = "/bin/cp"
      let error = await #expect(throws: PrivateBrokerError.self) {
        try await PrivateBroker.start(settings, logger: quietLogger)
      }
      #expect(error?.description.contains("missing file operand") == true, "\(error?.description ?? "")")
      #expect(!FileManager.default.fileExists(atPath: folder.appendingPathComponent("pids").path))
    }
  }

  @Test func aTakenPortIsAnError() async throws {
    try await withTemporaryFolder { folder in
      let taken = try await TestBroker.shared().address.port
      let settings = PrivateBrokerSettings(folder: folder, amqpPort: taken, administratorPassword: "p")
      let error = await #expect(throws: PrivateBrokerError.self) {
        try await PrivateBroker.start(settings, logger: quietLogger)
      }
      #expect(error?.description.contains("in use") == true)
    }
  }

  @Test func definitionsAreLoadedAndDataSurviveARestart() async throws {
    try await withTemporaryFolder { folder in
      let hash = PasswordHash.sha256("secret", salt: (1, 2, 3, 4))
      let topology = Topology(
        virtualHost: "clinic", exchanges: [.init("e", .topic)], queues: [.init("q")],
        bindings: [.init(exchange: "e", queue: "q", routingKey: "#")],
        policies: [.init("p", pattern: "^q$", definition: ["delivery-limit": 20, "overflow": "reject-publish"])],
        users: [.init("root", passwordHash: hash, tags: ["administrator"], permissions: .all)])
      var settings = TestBroker.settings(folder)
      settings.definitions = try topology.brokerDefinitions()
      let broker = try await PrivateBroker.start(settings, logger: quietLogger)
      let host = BrokerConfiguration(
        addresses: [broker.address], virtualHost: "clinic", user: "root", password: "secret", connectionName: "test")
      let publisher = try await RabbitPublisher(host, logger: quietLogger)
      try await publisher.publish(message("1", to: "any"), to: "e")
      await broker.stop()
      try await broker.start()
      try await eventually("it is connected again") { publisher.state == .connected }
      #expect(try await publisher.queueDepth("q").messages == 1)
      let management = ManagementClient(base: broker.management, user: "root", password: "secret")
      let bindings = try await management.bindings(of: "clinic")
      #expect(bindings.contains { $0.source == "e" && $0.destination == "q" && $0.routingKey == "#" })
      #expect(try await management.queues(of: "clinic").map(\.name) == ["q"])
      await publisher.close()
      await broker.kill()
    }
  }

  @Test func aRefusalOfTheManagementAPIIsTold() async throws {
    try await withVirtualHost { host in
      let stranger = ManagementClient(base: host.broker.management, user: "nobody", password: "p")
      let refused = await #expect(throws: ManagementError.self) { try await stranger.queues(of: host.name) }
      #expect(refused?.status == 401)
      let missing = await #expect(throws: ManagementError.self) { try await host.management.queues(of: "missing") }
      #expect(missing?.status == 404)
    }
  }

  private static func processes(in folder: URL) throws -> [pid_t] {
    try String(contentsOf: folder.appendingPathComponent("pids"), encoding: .utf8)
      .split(separator: "\n").compactMap { $0.split(separator: " ").first.flatMap { pid_t($0) } }
  }
}
