// When a connection has brought nothing that makes sense for so long that the broker is asked for an answer. Pure.

/// Heartbeats tell that bytes arrive, not that they can be read: after a garbled length the library takes all that
/// follows, heartbeats among it, for the body of one frame.
package struct SilenceWatch {
  private let limit: Duration
  private var since: ContinuousClock.Instant

  /// - Parameter limit: how long nothing may be heard; zero for ever.
  package init(limit: Duration, now: ContinuousClock.Instant) {
    self.limit = limit
    since = now
  }

  /// Whether to ask now; true once for each span of silence as long as the limit.
  package mutating func isDue(heard: Bool, at now: ContinuousClock.Instant) -> Bool {
    guard !heard, limit > .zero, now - since >= limit else {
      if heard { since = now }
      return false
    }
    since = now
    return true
  }
}
