// The articles of the client: their code is compiled code, and it works.

import Foundation
import Messaging
import RabbitMQ
import Synchronization
import TestSupport
import Testing

@Suite struct ArticleTests {
  private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  private static func text(_ path: String) throws -> String {
    try String(contentsOf: root.appendingPathComponent(path), encoding: .utf8)
  }

  /// Lines without indentation and empty ones.
  private static func lines(_ text: some StringProtocol) -> [String] {
    text.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }
  }

  @Test func everyBlockOfCodeIsCompiled() throws {
    let compiled = Self.lines(try Self.text("Tests/RabbitMQTests/ArticleSnippets.swift"))
    let articles = ["GettingStarted", "DeliveryGuarantees", "Recovery", "TLS"]
    var count = 0
    for article in articles {
      let parts = try Self.text("Sources/RabbitMQ/RabbitMQ.docc/\(article).md").components(separatedBy: "```")
      for block in stride(from: 1, to: parts.count, by: 2).map({ parts[$0] }) where block.hasPrefix("swift\n") {
        let wanted = Self.lines(block.dropFirst(6))
        let isThere = compiled.indices.contains { compiled[$0...].starts(with: wanted) }
        #expect(isThere, "\(article): \(wanted.first ?? "an empty block")")
        count += 1
      }
    }
    #expect(count == 13)
  }

  @Test(.timeLimit(.minutes(1))) func theSnippetsDoWhatTheySay() async throws {
    try await withVirtualHost { host in
      try await ArticleSnippets.declare(host.configuration(), logger: quietLogger)
      var handled: [Message] = []
      try await ArticleSnippets.publishAndConsume(host.configuration(), logger: quietLogger) {
        handled.append($0)
      } isDone: {
        true
      }
      #expect(handled.map(\.id) == ["deposit-1"])
      #expect(handled.first?.headers["source"] == ["bank": "north", "page": 3])
      try await host.withClients { publisher, subscriber in
        let next = ArticleSnippets.trace(handled[0])
        #expect(next.traceParent != nil)
        try await publisher.publish(next, to: "payments")
        let deliveries = try await ArticleSnippets.first(subscriber)
        let attempts = Mutex(0)
        let consuming = Task {
          await ArticleSnippets.settle(deliveries) { _ in
            let attempt = attempts.withLock { attempts in
              attempts += 1
              return attempts
            }
            if attempt == 1 { throw CancellationError() }
          }
        }
        try await eventually("it came again and was acknowledged") { subscriber.metrics.acked == 1 }
        consuming.cancel()
        await consuming.value
        #expect(attempts.withLock { $0 } == 2)
      }
    }
  }

  @Test(.timeLimit(.minutes(1))) func aFollowerHearsOfTheEnd() async throws {
    try await withVirtualHost { host in
      let publisher = try await RabbitPublisher(host.configuration(), logger: quietLogger)
      let heard = Mutex<[String]>([])
      let following = Task { await ArticleSnippets.follow(publisher) { word in heard.withLock { $0.append(word) } } }
      try await eventually("the first state") { heard.withLock { $0 } == ["up"] }
      await publisher.close()
      await following.value
      #expect(heard.withLock { $0 } == ["up", "closed"])
    }
  }

  @Test func theOtherSnippetsAreConfiguration() {
    var broker = ArticleSnippets.connect(password: "p")
    #expect(broker.addresses.count == 2)
    ArticleSnippets.secure(&broker, passphrase: "p")
    #expect(broker.authentication == .clientCertificate)
    #expect(broker.description == "amqps://billing@broker-1:5671/clinic (billing)")
  }
}
