// A broker that does what its script says, byte by byte, on a loopback port.

import Foundation
import RabbitMQ
import Synchronization
import TestSupport
import Testing

/// Accepts connections and runs the script for each, on a thread of its own.
final class FakeBroker: Sendable {
  typealias Script = @Sendable (FakeConnection) throws -> Void

  let port: UInt16
  private let listener: Int32
  private let state = Mutex(State())

  private struct State {
    var connections = 0
    var failures: [String] = []
  }

  init(_ script: @escaping Script) throws {
    (listener, port) = try LoopbackSocket.listen()
    Thread.detachNewThread { self.acceptAll(script) }
  }

  private func acceptAll(_ script: @escaping Script) {
    while true {
      let descriptor = accept(listener, nil, nil)
      guard descriptor >= 0 else { break }
      let index = state.withLock { state in
        defer { state.connections += 1 }
        return state.connections
      }
      Thread.detachNewThread {
        do {
          try script(FakeConnection(index: index, descriptor: descriptor))
        } catch {
          self.state.withLock { $0.failures.append("connection \(index): \(error)") }
        }
      }
    }
    close(listener)
  }

  /// How often a client has come.
  var connections: Int { state.withLock { $0.connections } }
  /// Where scripts could not go on.
  var failures: [String] { state.withLock { $0.failures } }

  /// Lets nobody in any more.
  func stop() { shutdown(listener, Int32(SHUT_RDWR)) }

  /// How to connect to it.
  func configuration() -> BrokerConfiguration {
    BrokerConfiguration(
      addresses: [BrokerAddress(host: "127.0.0.1", port: port)], user: "u", password: "p", connectionName: "test")
  }
}

/// Runs a body with a fake broker; whatever in a script did not go as written is an issue.
func withFakeBroker(_ script: @escaping FakeBroker.Script, _ body: (FakeBroker) async throws -> Void) async throws {
  let broker = try FakeBroker(script)
  defer { broker.stop() }
  do { try await body(broker) } catch {
    throw ScriptError(description: "\(error); scripts: \(broker.failures)")
  }
  #expect(broker.failures.isEmpty)
}

/// Ends this process after a while: for child processes in which a client must neither crash nor hang.
func limitChild(seconds: UInt32 = 120) { alarm(seconds) }
