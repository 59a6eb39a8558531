// The handle that publisher and subscriber hold: mailbox, state, and the beginning and end of the thread.

import Logging

/// Starts the connection's thread and ends it, at the latest when the last reference goes.
final class ConnectionClient<Role: ConnectionRole>: Sendable {
  let mailbox: Mailbox<LoopCommand<Role.Command>>
  let state = StateBox()
  let meter = ConnectionMeter()
  private let gate = Gate()
  private let ended = Gate()
  private let watch: Task<Void, Never>

  /// - Parameter watched: called now and then by the watchdog, also while the connection's thread stands still.
  init(
    _ configuration: BrokerConfiguration, logger: Logger,
    role: @escaping @Sendable (ConnectionSeat<Role.Command>) -> Role,
    watched: @escaping @Sendable (ContinuousClock.Instant) -> Void = { _ in }
  ) throws(RabbitError) {
    try configuration.check()
    let mailbox = try Mailbox<LoopCommand<Role.Command>>()
    self.mailbox = mailbox
    var logger = logger
    logger[metadataKey: "connection"] = "\(configuration.connectionName)"
    let seat = ConnectionSeat(
      configuration: configuration, mailbox: mailbox, state: state, meter: meter, logger: logger)
    watch = StallWatch.start(
      limit: StallWatch.limit(configuration), meter: meter, state: state, logger: logger, watched: watched)
    IOThread.start(name: configuration.connectionName) { [gate, ended] in
      ConnectionLoop(seat, gate: gate, role: role(seat)).run()
      ended.open(.success(()))
    }
  }

  deinit {
    watch.cancel()
    mailbox.post(.close)
  }

  /// Waits for the first connection.
  func started() async throws {
    do {
      try await withTaskCancellationHandler {
        try await gate.wait()
      } onCancel: { [mailbox] in
        mailbox.post(.close)
      }
    } catch {
      await close()
      throw error
    }
  }

  func queueDepth(_ queue: String) async throws -> QueueDepth {
    let result: Result<QueueDepth, RabbitError> = await withCheckedContinuation { continuation in
      let request = DepthProbe.Request(queue: queue) { continuation.resume(returning: $0) }
      if !mailbox.post(.depth(request)) {
        continuation.resume(returning: .failure(RabbitError(.closed, "the connection was closed")))
      }
    }
    return try result.get()
  }

  func close() async {
    mailbox.post(.close)
    try? await ended.wait()
    watch.cancel()
  }
}

/// What a connection's thread shares with everyone else.
struct ConnectionSeat<Command: Sendable>: Sendable {
  let configuration: BrokerConfiguration
  let mailbox: Mailbox<LoopCommand<Command>>
  let state: StateBox
  let meter: ConnectionMeter
  let logger: Logger
}
