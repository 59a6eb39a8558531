// Waiting for a condition that a test cannot be told about.

/// A condition was not met in time.
public struct NotMet: Error, CustomStringConvertible {
  /// What was waited for.
  public let description: String
}

/// Asks until the answer is yes.
/// - Throws: ``NotMet`` after `limit`: long, since all tests of a loaded machine share its few threads.
public func eventually(
  _ what: String, within limit: Duration = .seconds(90), _ isMet: () async throws -> Bool
) async throws {
  let clock = ContinuousClock()
  let end = clock.now + limit
  while try await !isMet() {
    guard clock.now < end else { throw NotMet(description: "not met within \(limit): \(what)") }
    try await clock.sleep(for: .milliseconds(20))
  }
}
