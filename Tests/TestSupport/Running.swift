// Loops that run beside a test and end with it.

import LocalStack

/// Runs `work` beside `body`; when `body` has ended, `work` is cancelled and waited for.
/// - Throws: what `body` throws, else what `work` threw, other than cancellation.
public func running<Result: Sendable>(
  _ work: @escaping @Sendable () async throws -> Void, while body: () async throws -> Result
) async throws -> Result {
  let task = Task { try await work() }
  let result: Result
  do {
    result = try await body()
  } catch {
    task.cancel()
    _ = await task.result
    throw error
  }
  task.cancel()
  do {
    try await task.value
  } catch is CancellationError {}
  return result
}

/// A port of the loopback interface that was free a moment ago.
public func freePort() throws -> Int { Int(try FreePort.next()) }
