// Waiting before another try, longer each time and never in step with others.

import Logging
import Storage

/// A growing, jittered pause.
public struct RetryPause: Sendable {
  private var step = 0
  private let longest: Duration

  /// Creates it; pauses grow from 50 ms to `longest`.
  public init(longest: Duration = .seconds(10)) { self.longest = longest }

  /// Waits. - Throws: `CancellationError`.
  public mutating func wait() async throws {
    let base = Duration.milliseconds(50) * (1 << min(step, 10))
    step += 1
    // The pause itself: what is tried again cannot say when it will work.
    try await Task.sleep(for: min(base, longest) * Double.random(in: 0.5...1))
  }

  /// Starts again with the shortest pause.
  public mutating func reset() { step = 0 }

  /// Repeats `work` while the database says that it may work later (busy, disk full): nothing is given back to the
  /// broker meanwhile, since a returned delivery counts as one.
  package static func untilStored(logger: Logger, what: String, _ work: () async throws -> Void) async throws {
    var pause = RetryPause()
    while true {
      do {
        return try await work()
      } catch let error as StorageError where error.isRetriable {
        logger.error("\(what) waits for the database: \(error)")
        try await pause.wait()
      }
    }
  }
}
