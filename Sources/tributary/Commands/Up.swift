// tributary up: everything here, until interrupted.

import ArgumentParser
import Dispatch
import Foundation
import LocalStack
import Logging

struct Up: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Runs a private broker and all workers until interrupted.")

  @OptionGroup var options: DataOptions

  func run() async throws {
    try await reporting {
      let progress = Progress()
      let stack = try await RunningStack.start(options, progress)
      await RunningStack.waitUntilReady(stack, progress)
      print(
        """
        Tributary is running.
          data      \(options.dataFolder.path)
          inboxes   \(options.dataFolder.path)/payer-edi/inbox, \(options.dataFolder.path)/lockbox/inbox
          broker    amqp://127.0.0.1:\(stack.address.broker.port)/\(LocalStack.virtualHost)
          console   \(stack.address.api)/sign-in, with a token of `tributary users token NAME`
          logs      \(options.dataFolder.path)/logs
        Hand in files with `tributary submit FILE…`, look with `tributary status`, stop with Ctrl-C.
        """)
      fflush(nil)  // into a pipe, too, at once
      let keeper = Task { await stack.keepBrokerRunning(RunningStack.logger) }
      await Interrupt.wait()
      progress.step("stopping")
      keeper.cancel()
      await keeper.value
      await stack.stop()
    }
  }
}

/// Starting a stack from the command line.
enum RunningStack {
  /// Says what went wrong while something ran.
  static let logger: Logger = {
    var logger = Logger(label: "tributary") { StreamLogHandler.standardError(label: $0) }
    logger.logLevel = .warning
    return logger
  }()

  static func start(_ options: DataOptions, _ progress: Progress) async throws -> LocalStack {
    if StackAddress.running(on: options.dataFolder) != nil {
      throw CommandFailure(
        .unavailable, "Tributary runs on \(options.dataFolder.path) already; look with: tributary status")
    }
    let settings = LocalStack.Settings(data: options.dataFolder, home: try options.homeFolder())
    do {
      return try await LocalStack.start(settings, logger: logger) { progress.step($0) }
    } catch let error as PrivateBrokerError {
      throw CommandFailure(.unavailable, "\(error)")
    }
  }
}

extension RunningStack {
  /// How long workers may take to be ready.
  private static let patience = Duration.seconds(30)

  /// Waits until every worker is ready; names those that are not in time, and where to look.
  static func waitUntilReady(_ stack: LocalStack, _ progress: Progress) async {
    let clock = ContinuousClock()
    let end = clock.now + patience
    var waiting = stack.address.health
    while !waiting.isEmpty, clock.now < end, !Task.isCancelled {
      for (name, address) in waiting where await Health.ready(address).hasPrefix("ready") { waiting[name] = nil }
      if !waiting.isEmpty { try? await clock.sleep(for: .milliseconds(200)) }  // they are asked again
    }
    for name in waiting.keys.sorted() {
      progress.step("\(name) is not ready: see \(stack.settings.data.path)/logs/\(name).log")
    }
  }
}

/// SIGINT and SIGTERM as something to wait for.
enum Interrupt {
  /// Runs `body`, unless interrupted before its end.
  /// - Throws: what `body` throws; ``CommandFailure`` with the shell's status for an interrupted program.
  static func orUntilDone(_ body: @escaping @Sendable () async throws -> Void) async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask(operation: body)
      group.addTask {
        await wait()
        try Task.checkCancellation()
        throw CommandFailure(
          ExitCode(130), "interrupted; what was handed in is kept and goes on when this is started again")
      }
      defer { group.cancelAll() }
      try await group.next()
    }
  }

  static func wait() async {
    let signals = [SIGINT, SIGTERM]
    let (stream, continuation) = AsyncStream.makeStream(of: Void.self)
    let sources = signals.map { number in
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number)
      source.setEventHandler { continuation.finish() }
      source.resume()
      return source
    }
    for await _ in stream {}
    for source in sources { source.cancel() }
  }
}
