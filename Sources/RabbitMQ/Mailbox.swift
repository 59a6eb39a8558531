// How other threads and tasks hand work to a connection's thread.

import CRabbitMQ
import Synchronization

/// A list of commands and a descriptor that wakes the thread from poll. Nothing is copied but the commands.
///
/// The thread says before it waits what it wants to be woken for; while it is busy, nobody wakes it.
final class Mailbox<Command: Sendable>: Sendable {
  private struct State {
    var commands: [Command] = []
    /// How much the commands weigh together: how many deliveries they settle, for instance.
    var weight = 0
    /// What weight is worth waking the thread; it does not wait at all when this is nil.
    var wanted: Int?
    /// Whether there is a command that cannot be left for later.
    var hasUrgent = false
    var isSignalled = false
    var isClosed = false

    var isWorthWaking: Bool { wanted.map { hasUrgent || weight >= $0 } ?? false }
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

  /// Puts a command in. One that is not urgent may be left until there are more, or heavier ones. Returns false if
  /// nobody will take it any more.
  @discardableResult
  func post(_ command: Command, weight: Int = 1, isUrgent: Bool = true) -> Bool {
    state.withLock { state in
      guard !state.isClosed else { return false }
      state.commands.append(command)
      state.weight += weight
      if isUrgent { state.hasUrgent = true }
      if !state.isSignalled, state.isWorthWaking {
        state.isSignalled = true
        tributary_eventfd_signal(wakeDescriptor)
      }
      return true
    }
  }

  /// Before the thread waits: from now on it is woken for an urgent command, or for such a weight of others. Returns
  /// whether they are there already.
  func listen(for wanted: Int) -> Bool {
    state.withLock { state in
      state.wanted = wanted
      return state.isWorthWaking
    }
  }

  /// Takes everything out, in order, in exchange for an empty array whose memory is used for what comes next.
  func take(into commands: inout [Command]) {
    state.withLock { state in
      state.wanted = nil
      state.weight = 0
      state.hasUrgent = false
      if state.isSignalled {
        state.isSignalled = false
        tributary_eventfd_clear(wakeDescriptor)
      }
      swap(&state.commands, &commands)
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
