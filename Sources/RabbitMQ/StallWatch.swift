// Noticing from outside that a connection's thread stands still.

import Logging

/// Judges by a counter that the thread advances. Pure.
package struct StallDetector {
  /// What a look at the counter shows.
  package enum Verdict: Equatable {
    case turning
    /// Found stalled just now, for this long.
    case stalled(Duration)
    /// Still stalled, already told.
    case stillStalled
    /// It goes on again.
    case recovered
  }

  /// How long the thread may stand still.
  package let limit: Duration
  /// How often to look.
  package var interval: Duration { limit / 4 }

  private var lastTurns: Int?
  private var lastChange: ContinuousClock.Instant
  private var lastLook: ContinuousClock.Instant
  private var isStalled = false

  package init(limit: Duration, now: ContinuousClock.Instant) {
    self.limit = limit
    lastChange = now
    lastLook = now
  }

  /// Looks. A watch that itself came much too late (the process was stopped, the machine asleep) starts over: it cannot
  /// tell the thread's fault from its own.
  package mutating func look(turns: Int, at now: ContinuousClock.Instant) -> Verdict {
    defer { lastLook = now }
    if turns != lastTurns {
      lastTurns = turns
      lastChange = now
      defer { isStalled = false }
      return isStalled ? .recovered : .turning
    }
    if !isStalled, now - lastLook > limit {
      lastChange = now
      return .turning
    }
    guard now - lastChange > limit else { return .turning }
    defer { isStalled = true }
    return isStalled ? .stillStalled : .stalled(lastChange.duration(to: now))
  }
}

/// Looks after one connection's thread, from a task: it sets the state, counts and logs.
enum StallWatch {
  /// The shortest useful limit: a thread may rest for a quarter of the heartbeat, and an attempt to connect and log in
  /// may take the connect time-out twice.
  static func limit(_ configuration: BrokerConfiguration) -> Duration {
    let heartbeat = Int(configuration.heartbeatSeconds)
    let rest: Duration = heartbeat == 0 ? .seconds(5) : max(.seconds(1), .seconds(heartbeat) / 4)
    return max(configuration.stallLimit, rest * 2, configuration.connectTimeout * 3)
  }

  /// Runs until the connection is closed or the task is cancelled.
  static func start(
    limit: Duration, meter: ConnectionMeter, state: StateBox, logger: Logger,
    watched: @escaping @Sendable (ContinuousClock.Instant) -> Void
  ) -> Task<Void, Never> {
    Task.detached {
      let clock = ContinuousClock()
      var detector = StallDetector(limit: limit, now: clock.now)
      while state.value != .closed, (try? await clock.sleep(for: detector.interval)) != nil {
        watched(clock.now)
        switch detector.look(turns: meter.turns.value, at: clock.now) {
        case .turning, .stillStalled: break
        case .recovered: logger.warning("the connection's thread goes on")
        case .stalled(let time):
          meter.stalls.add()
          let seconds = time.components.seconds
          state.stall("the connection's thread has not turned for \(seconds) s: a log handler may block it")
          logger.critical("the connection's thread stands still", metadata: ["for": "\(seconds) s"])
        }
      }
    }
  }
}
