// Nothing is left behind: threads and descriptors, after a thousand reconnects and after opening and closing.

import RabbitMQ
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(3))) struct LeakTests {
  /// Ten publishers and ten subscribers lose their connection again and again, at every place in their life: during the
  /// login, just after it, and while a consumer is being started.
  @Test func aThousandReconnectsLeaveNothingBehind() async throws {
    // What the process opens once and keeps is not of interest.
    try await withFakeBroker({ try $0.serve() }) { broker in
      await (try RabbitPublisher(broker.configuration(), logger: quietLogger)).close()
    }
    let before = try ProcessResources.descriptors()
    let script: FakeBroker.Script = { connection in
      guard connection.index < 1_000 else { return try connection.serve() }
      var service = FakeService()
      service.consuming = { _, _ in throw Cut() }
      service.opened = { if connection.index % 3 == 0 { throw Cut() } }
      service.selected = { throw Cut() }
      do { try connection.serve(service) } catch is Cut {}
    }
    try await withFakeBroker(script) { broker in
      let settings = broker.configuration().named("leak")
      var publishers: [RabbitPublisher] = []
      var subscribers: [RabbitSubscriber] = []
      for _ in 0..<10 {
        publishers.append(try await RabbitPublisher(settings, logger: quietLogger))
        let subscriber = try await RabbitSubscriber(settings, logger: quietLogger)
        subscribers.append(subscriber)
        // Some are cut before their consumer runs; the stream is there all the same.
        Task { for await _ in try await subscriber.deliveries(from: "q", prefetch: 1) {} }
      }
      try await eventually("they have all come back a thousand times") { broker.connections >= 1_020 }
      for publisher in publishers { try await publisher.publish(message("1"), to: "") }
      let threads = try ProcessResources.threadNames()
      #expect(threads.count { $0.hasPrefix("leak") } == 20, "\(threads)")
      for publisher in publishers { await publisher.close() }
      for subscriber in subscribers { await subscriber.close() }
    }
    try await eventually("threads and descriptors are gone, of \(before)", within: .seconds(20)) {
      try Self.threads("leak") == 0 && ProcessResources.descriptors().count <= before.count
    }
  }

  @Test func openingAndClosingLeavesNothingBehind() async throws {
    try await withVirtualHost { host in
      try await host.declare(queues: [.init("q")])
      let name = "leak-\(host.name.suffix(4))"
      for _ in 0..<50 {
        let publisher = try await RabbitPublisher(host.configuration(name), logger: quietLogger)
        let subscriber = try await RabbitSubscriber(host.configuration(name), logger: quietLogger)
        _ = try await subscriber.deliveries(from: "q", prefetch: 1)
        await publisher.close()
        await subscriber.close()
      }
      try await eventually("threads are gone") { try Self.threads(name) == 0 }
    }
  }

  private static func threads(_ name: String) throws -> Int {
    try ProcessResources.threadNames().count { $0.hasPrefix(name) }
  }
}
