// The worker inside its process: put together, run until the process is to end, closed.

import ServiceLifecycle
import Synchronization

/// Runs a worker's loops until one fails or the process shuts down.
final class WorkerService: Service {
  private let context: WorkerContext
  private let make: @Sendable (WorkerContext) async throws -> Worker
  private let worker = Mutex<Worker?>(nil)

  init(_ context: WorkerContext, make: @escaping @Sendable (WorkerContext) async throws -> Worker) {
    (self.context, self.make) = (context, make)
  }

  /// A loop has no reason to end by itself.
  struct LoopEnded: Error, CustomStringConvertible {
    let loop: String
    var description: String { "the loop '\(loop)' has ended, which it must not" }
  }

  func run() async throws {
    do {
      try await cancelWhenGracefulShutdown { try await self.work() }
    } catch is CancellationError {}
  }

  /// Closes connections and databases; to be called when all has ended, by a task that is not cancelled.
  func close() async { await worker.withLock { $0 }?.close() }

  private func work() async throws {
    let made = try await make(context)
    worker.withLock { $0 = made }
    context.stage.enter(.running(made.readiness))
    context.logger.info("running")
    try await withThrowingTaskGroup(of: Void.self) { group in
      for loop in made.loops {
        group.addTask {
          try await loop.run()
          if !Task.isCancelled { throw LoopEnded(loop: loop.name) }
        }
      }
      try await group.waitForAll()
    }
  }
}

/// How far a worker has come; its health says so.
final class WorkerStage: Sendable {
  enum Stage: Sendable {
    /// It is being put together.
    case starting
    /// Another process of the worker does the work; this one takes over when that one is gone.
    case standingBy
    /// It says itself how it is.
    case running(@Sendable () async -> Readiness)
  }

  private let stage = Mutex(Stage.starting)

  func enter(_ next: Stage) { stage.withLock { $0 = next } }

  func readiness() async -> Readiness {
    switch stage.withLock({ $0 }) {
    case .starting: Readiness(obstacle: "starting")
    case .standingBy: Readiness(obstacle: nil, remark: "stands by: another process of this worker does the work")
    case .running(let readiness): await readiness()
    }
  }
}
