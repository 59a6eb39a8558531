// When the next request may go: the ERP's wish to be left alone, and a limit of our own.

import AdapterKit
import Foundation
import PaymentEvents

/// Lets requests pass, none before its time. All requests of a target share one.
actor RESTPace {
  private let clock: any WallClock
  private let pause: @Sendable (Duration) async throws -> Void
  /// Milliseconds from one request to the next; 0 for none.
  private let interval: Int64
  private let patience: Int64
  private var closedUntil: Int64 = 0
  private var nextSlot: Int64 = 0

  init(
    requestsPerSecond: Int, patience: Duration, clock: any WallClock,
    pause: @escaping @Sendable (Duration) async throws -> Void
  ) {
    self.clock = clock
    self.pause = pause
    interval = requestsPerSecond > 0 ? max(1, 1_000 / Int64(requestsPerSecond)) : 0
    self.patience = Int64(patience / .milliseconds(1))
  }

  /// Nothing passes for so long.
  func close(seconds: Int) {
    closedUntil = max(closedUntil, clock.now().milliseconds + Int64(min(seconds, 86_400)) * 1_000)
  }

  /// Waits until a request may go.
  /// - Throws: ``RESTError/busy(seconds:)`` when that is longer than anybody waits.
  func pass() async throws {
    while true {
      let now = clock.now().milliseconds
      let wait = closedUntil - now
      if wait > patience { throw RESTError.busy(seconds: Int((wait + 999) / 1_000)) }
      if wait <= 0 { break }
      try await pause(.milliseconds(wait))
    }
    guard interval > 0 else { return }
    let now = clock.now().milliseconds
    let slot = max(now, nextSlot)
    nextSlot = slot + interval
    if slot > now { try await pause(.milliseconds(slot - now)) }
  }
}
