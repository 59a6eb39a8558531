// How other threads and tasks hand work to a connection's thread.

import CRabbitMQ
import Synchronization

/// A list of commands and a descriptor that wakes the thread from poll. Nothing is copied but the commands.
final class Mailbox<Command: Sendable>: Sendable {
  private struct State {
    var commands: [Command] = []
    var isSignalled = false
    var isClosed = false
  }

  /// Becomes readable when there is something to take.
  let wakeDescriptor: Int32
  private let state = Mutex(State())

  /// - Throws: ``RabbitError`` if the process has no descriptor left.
  init() throws(RabbitError) {
    wakeDescriptor = tributary_eventfd()
    guard wakeDescriptor >= 0 else {
      throw RabbitError(.connectionFailed, "no file descriptor is left for a connection: raise the limit (ulimit -n)")
    }
  }

  deinit { tributary_close(wakeDescriptor) }

  /// Puts a command in. Returns false if nobody will take it any more.
  @discardableResult
  func post(_ command: Command) -> Bool {
    state.withLock { state in
      guard !state.isClosed else { return false }
      state.commands.append(command)
      if !state.isSignalled {
        state.isSignalled = true
        tributary_eventfd_signal(wakeDescriptor)
      }
      return true
    }
  }

  /// Takes everything out, in order.
  func take() -> [Command] {
    state.withLock { state in
      guard state.isSignalled else { return [] }
      tributary_eventfd_clear(wakeDescriptor)
      state.isSignalled = false
      defer { state.commands = [] }
      return state.commands
    }
  }

  /// Takes what is left and lets nothing more in.
  func close() -> [Command] {
    state.withLock { state in
      state.isClosed = true
      defer { state.commands = [] }
      return state.commands
    }
  }
}
