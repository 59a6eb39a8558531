// Counting what a connection does: written by its thread, read by anyone.

import Messaging
import Synchronization

/// The counters behind ``ConnectionMetrics``. A count is noted before whoever waits for it is told.
final class ConnectionMeter: Sendable {
  let published = Counter()
  let confirmed = Counter()
  let returned = Counter()
  let nacked = Counter()
  let rejected = Counter()
  let unknown = Counter()
  let inFlight = Counter()
  let waiting = Counter()
  let delivered = Counter()
  let acked = Counter()
  let givenBack = Counter()
  let reconnects = Counter()
  let stalls = Counter()
  /// How often the connection's thread came round: what the watchdog looks at.
  let turns = Counter()

  /// A number with one writing thread.
  final class Counter: Sendable {
    private let number = Atomic<Int>(0)

    var value: Int { number.load(ordering: .relaxed) }
    func add(_ amount: Int = 1) { number.wrappingAdd(amount, ordering: .relaxed) }
    func set(_ amount: Int) { number.store(amount, ordering: .relaxed) }
  }

  private struct Blocked {
    var total = Duration.zero
    var since: ContinuousClock.Instant?
  }

  private let blocked = Mutex(Blocked())

  /// Notes that the broker blocks us, or no longer does.
  func setBlocked(_ isBlocked: Bool, at now: ContinuousClock.Instant = .now) {
    blocked.withLock { blocked in
      if let since = blocked.since { blocked.total += since.duration(to: now) }
      blocked.since = isBlocked ? now : nil
    }
  }

  /// Notes what became of a publish.
  func count(_ result: Result<Void, PublishError>) {
    switch result {
    case .success: confirmed.add()
    case .failure(.unroutable): returned.add()
    case .failure(.refused): nacked.add()
    case .failure(.rejected): rejected.add()
    case .failure(.unknownOutcome): unknown.add()
    }
  }

  func snapshot(at now: ContinuousClock.Instant = .now) -> ConnectionMetrics {
    ConnectionMetrics(
      published: published.value, confirmed: confirmed.value, returned: returned.value, nacked: nacked.value,
      rejected: rejected.value, unknown: unknown.value, inFlight: inFlight.value, waiting: waiting.value,
      delivered: delivered.value, acked: acked.value, givenBack: givenBack.value, reconnects: reconnects.value,
      stalls: stalls.value,
      blockedTime: blocked.withLock { $0.total + ($0.since.map { $0.duration(to: now) } ?? .zero) })
  }
}
