// Health over real HTTP on the loopback interface.

import AdapterKit
import Foundation
import FoundationNetworking
import Synchronization
import TestSupport
import Testing

@Suite struct HealthServerTests {
  private func get(_ port: Int, _ path: String) async throws -> (status: Int, text: String) {
    let url = try #require(URL(string: "http://127.0.0.1:\(port)\(path)"))
    let (data, response) = try await URLSession.shared.data(from: url)
    return ((response as? HTTPURLResponse)?.statusCode ?? 0, String(decoding: data, as: UTF8.self))
  }

  @Test func itSaysWhetherItIsReadyAndWhyNot() async throws {
    let port = try freePort()
    let state = Shared(obstacle: "broker: connecting")
    let registry = MetricsRegistry()
    registry.makeCounter(label: "a_total", dimensions: []).increment(by: 3)
    let server = HealthServer(host: "127.0.0.1", port: port, registry: registry, logger: quietLogger) {
      Readiness(obstacle: state.obstacle)
    }
    try await running({ try await server.run() }) {
      try await eventually("the server listens") { (try? await get(port, "/health/live").status) == 200 }
      let waiting = try await get(port, "/health/ready")
      #expect(waiting.status == 503 && waiting.text == "broker: connecting\n")
      state.obstacle = nil
      let ready = try await get(port, "/health/ready")
      #expect(ready.status == 200 && ready.text == "ready\n")
      #expect(try await get(port, "/metrics").text == "a_total 3\n")
      #expect(try await get(port, "/other").status == 404)
    }
    await #expect(throws: (any Error).self) { try await get(port, "/health/live") }
  }
}

private final class Shared: Sendable {
  private let value: Mutex<String?>
  init(obstacle: String?) { value = Mutex(obstacle) }
  var obstacle: String? {
    get { value.withLock { $0 } }
    set { value.withLock { $0 = newValue } }
  }
}
