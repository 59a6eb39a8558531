// The handle that publisher and subscriber hold: mailbox, state, and the beginning and end of the thread.

import Logging

/// Starts the connection's thread and ends it, at the latest when the last reference goes.
final class ConnectionClient<Role: ConnectionRole>: Sendable {
  let mailbox: Mailbox<LoopCommand<Role.Command>>
  let state = StateBox()
  let meter = ConnectionMeter()
  private let gate = Promise<Void>()
  private let ended = Promise<Void>()
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
      ended.resolve(.success(()))
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
        // The connection may have come in the same moment as the cancellation, which closes it.
        try Task.checkCancellation()
      } onCancel: { [mailbox] in
        mailbox.post(.close)
      }
    } catch {
      await close()
      throw error
    }
  }

  func queueDepth(_ queue: String) async throws -> QueueDepth {
    let request = DepthProbe.Request(queue: queue)
    guard mailbox.post(.depth(request)) else { throw RabbitError(.closed, "the connection was closed") }
    return try await request.answer.waitOrCancel()
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
