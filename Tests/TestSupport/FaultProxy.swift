// A TCP proxy on the loopback interface that cuts connections in the middle of whatever they are doing.

import Foundation
import SeededRandom
import Synchronization

/// Passes bytes on between clients and a broker, and cuts each connection after a number of bytes that a seed decides.
public final class FaultProxy: Sendable {
  /// Where clients connect.
  public let port: UInt16
  /// Gives the same cuts again.
  public let seed: UInt64
  private let target: UInt16
  private let listener: Int32
  private let state: Mutex<State>

  private struct State {
    var cutAfterBytes: ClosedRange<Int>?
    var connections = 0
    var cuts = 0
    var open: Set<Int32> = []
  }

  /// Starts it. - Parameter cutAfterBytes: how many bytes in both directions a connection lives; nil means no end.
  public init(to target: UInt16, seed: UInt64, cutAfterBytes: ClosedRange<Int>?) throws {
    self.target = target
    self.seed = seed
    state = Mutex(State(cutAfterBytes: cutAfterBytes))
    (listener, port) = try LoopbackSocket.listen()
    Thread.detachNewThread { self.acceptAll() }
  }

  /// How many connections have come.
  public var connections: Int { state.withLock { $0.connections } }
  /// How many of them were cut.
  public var cuts: Int { state.withLock { $0.cuts } }

  /// Changes what connections from now on have to expect.
  public func cut(after bytes: ClosedRange<Int>?) { state.withLock { $0.cutAfterBytes = bytes } }

  /// Cuts all connections there are.
  public func cutAll() {
    state.withLock { state in
      for descriptor in state.open { shutdown(descriptor, Int32(SHUT_RDWR)) }
    }
  }

  /// Lets nobody in any more, and cuts those who are.
  public func stop() {
    shutdown(listener, Int32(SHUT_RDWR))
    cutAll()
  }

  private func acceptAll() {
    while true {
      let client = accept(listener, nil, nil)
      guard client >= 0 else { break }
      let budget: Int? = state.withLock { state in
        var noise = SeededGenerator(seed: seed &+ UInt64(state.connections))
        state.connections += 1
        return state.cutAfterBytes.map { Int.random(in: $0, using: &noise) }
      }
      Thread.detachNewThread { self.serve(client, budget) }
    }
    close(listener)
  }

  private func serve(_ client: Int32, _ budget: Int?) {
    // Nobody there: the client sees a connection that ends at once.
    guard let broker = try? LoopbackSocket.connect(to: target) else { return _ = close(client) }
    state.withLock { $0.open.formUnion([client, broker]) }
    if pass(client, broker, budget) { state.withLock { $0.cuts += 1 } }
    state.withLock { state in
      for descriptor in [client, broker] {
        state.open.remove(descriptor)
        close(descriptor)
      }
    }
  }

  /// Passes bytes on until one side ends or the budget is used up, to the byte. Returns whether that was it.
  private func pass(_ client: Int32, _ broker: Int32, _ budget: Int?) -> Bool {
    var left = budget ?? .max
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while left > 0 {
      var set = [client, broker].map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
      guard poll(&set, 2, -1) > 0 else { continue }
      for (place, other) in [(0, broker), (1, client)] where set[place].revents != 0 && left > 0 {
        let count = recv(set[place].fd, &buffer, min(buffer.count, left), 0)
        guard count > 0, send(buffer[..<count], to: other) else { return false }
        left -= count
      }
    }
    return true
  }

  private func send(_ bytes: ArraySlice<UInt8>, to descriptor: Int32) -> Bool {
    var rest = bytes
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
      guard count > 0 else { return false }
      rest = rest.dropFirst(count)
    }
    return true
  }
}
