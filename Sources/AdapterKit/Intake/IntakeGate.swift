// What keeps file adapters from running ahead of the rest: pressure ends in the inbox folder, where files are safe.

import Metrics
import RabbitMQ
import Storage
import Synchronization

/// Holds files back while too much is on its way, and says so.
public final class IntakeGate: Sendable {
  /// How much may be on its way.
  public struct Limits: Sendable {
    /// Messages in the adapter's own outbox: more wait there only while the broker takes none.
    public var outbox = 512
    /// Messages in any one queue that its events go through; 0: not looked at.
    public var queue = 100_000
    /// How often the queues are looked at.
    public var interval = Duration.seconds(2)

    /// The defaults.
    public init() {}
  }

  private struct State {
    var reason: String?
    var deepest: (queue: String, messages: Int)?
  }

  private let limits: Limits
  private let state = Mutex(State())
  private let paused = Gauge(label: "tributary_intake_paused")

  /// Creates it, open.
  public init(_ limits: Limits = Limits()) {
    self.limits = limits
    paused.record(0)
  }

  /// Why no files are taken in, for people; nil while they are.
  public var remark: String? { state.withLock { $0.reason.map { "no files are taken in: \($0)" } } }

  /// Waits until there is room. - Throws: `CancellationError`; what the database says.
  func waitForRoom(in database: any Database) async throws {
    var pause = RetryPause(longest: .milliseconds(200))
    while true {
      let waiting = try await database.read { try Outbox.count(in: $0) }
      let reason = obstacle(outbox: waiting)
      state.withLock { $0.reason = reason }
      paused.record(reason == nil ? 0 : 1)
      if reason == nil { return }
      try await pause.wait()
    }
  }

  private func obstacle(outbox waiting: Int) -> String? {
    var reasons: [String] = []
    if waiting > limits.outbox { reasons.append("\(waiting) messages wait in the outbox until the broker takes them") }
    if limits.queue > 0, let deepest = state.withLock({ $0.deepest }), deepest.messages > limits.queue {
      reasons.append("\(deepest.messages) messages wait in the queue '\(deepest.queue)', see to its consumer")
    }
    return reasons.isEmpty ? nil : reasons.joined(separator: "; ")
  }

  /// Looks at the queues until the task is cancelled. What cannot be asked counts as empty: while the broker is away
  /// the outbox fills, and that is seen without it.
  func watch(_ queues: [String], ask: @Sendable (String) async throws -> Int) async throws {
    guard limits.queue > 0 else {
      return try await Task.sleep(for: .seconds(Int64(Int32.max)))  // nothing to watch; ends by cancellation
    }
    while true {
      var deepest: (queue: String, messages: Int)?
      for queue in queues {
        guard let messages = try? await ask(queue), messages > deepest?.messages ?? 0 else { continue }
        deepest = (queue, messages)
      }
      state.withLock { $0.deepest = deepest }
      try await Task.sleep(for: limits.interval)  // the broker cannot call
    }
  }
}
