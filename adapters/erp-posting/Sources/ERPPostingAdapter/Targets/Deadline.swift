// An end to whatever takes too long.

/// It took longer than it may.
struct TooLong: Error, CustomStringConvertible {
  let limit: Duration
  var description: String { "the answer is not complete after \(limit)" }
}

/// What `body` returns, if it does so in time; else it is cancelled.
/// - Throws: ``TooLong``, and what `body` throws.
func withDeadline<Result: Sendable>(
  _ limit: Duration, _ body: @escaping @Sendable () async throws -> Result
) async throws -> Result {
  try await withThrowingTaskGroup(of: Result?.self) { group in
    group.addTask { try await body() }
    group.addTask {
      try await Task.sleep(for: limit)
      return nil
    }
    defer { group.cancelAll() }
    guard let first = try await group.next(), let result = first else { throw TooLong(limit: limit) }
    return result
  }
}
