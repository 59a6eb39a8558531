// Waiting for something outside this process that cannot tell us.

/// Asks again and again until the answer is yes.
enum Condition {
  /// How often is asked.
  static let interval = Duration.milliseconds(100)

  /// - Throws: ``PrivateBrokerError`` after `limit`; `CancellationError`.
  static func wait(
    for limit: Duration, _ what: String, isolation: isolated (any Actor)? = #isolation,
    until isMet: () async throws -> Bool
  ) async throws {
    let clock = ContinuousClock()
    let end = clock.now + limit
    while try await !isMet() {
      guard clock.now < end else { throw PrivateBrokerError("waited \(limit) for \(what)") }
      try await clock.sleep(for: interval)
    }
  }
}
