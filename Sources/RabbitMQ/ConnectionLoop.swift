// The thread of one connection: connect, poll, read, take commands, write, and start over when the connection goes.

import CRabbitMQ
import Logging

/// Owns a connection for all its lives. Everything here runs on one thread; others reach it through the mailbox.
final class ConnectionLoop<Role: ConnectionRole> {
  /// How many frames are read before commands and writing get their turn.
  static var framesPerTurn: Int { 4096 }
  /// Memory for more commands than this is given back.
  static var keptCommands: Int { 4096 }
  /// How long the farewell to the broker may take.
  static var farewell: Duration { .seconds(2) }

  private let configuration: BrokerConfiguration
  private let mailbox: Mailbox<LoopCommand<Role.Command>>
  private let state: StateBox
  private let meter: ConnectionMeter
  private let gate: Promise<Void>
  private let logger: Logger
  private let role: Role
  private let clock = ContinuousClock()
  private var probe = DepthProbe()
  private var probeReplies = ReplyWatch()
  /// Whether anything was read in the last turn.
  private var hasHeard = false
  private var backoff: Backoff
  private var nextAddress = 0
  private var hasConnectedBefore = false
  /// What was taken from the mailbox, and which of it is next.
  private var commands: [LoopCommand<Role.Command>] = []
  private var nextCommand = 0
  private var closeDeadline: ContinuousClock.Instant?

  init(_ seat: ConnectionSeat<Role.Command>, gate: Promise<Void>, role: Role) {
    configuration = seat.configuration
    backoff = Backoff(longest: configuration.longestBackoff)
    mailbox = seat.mailbox
    state = seat.state
    meter = seat.meter
    logger = seat.logger
    self.gate = gate
    self.role = role
  }

  /// Runs until closed, or until the first connection is refused for good.
  func run() {
    var failure: RabbitError?
    while closeDeadline == nil, failure == nil {
      meter.turns.add()
      failure = live()
    }
    end(failure)
  }

  /// One life: connect, serve, and after a failure wait a little. Returns an error only if it is final.
  private func live() -> RabbitError? {
    do {
      let wire = try connect()
      try serve(wire)
    } catch {
      meter.setBlocked(false)
      role.disconnected(error)
      probe.disconnected(error)
      if !hasConnectedBefore, !error.isRetriable { return error }
      guard closeDeadline == nil else { return nil }
      pause(after: error)
    }
    return nil
  }

  private func connect() throws(RabbitError) -> WireConnection {
    let address = configuration.addresses[nextAddress % configuration.addresses.count]
    nextAddress += 1
    return try WireConnection(configuration, address: address)
  }

  private func serve(_ wire: WireConnection) throws(RabbitError) {
    try role.connected(wire)
    try perform(probe.connected(), wire)
    logger.info("connected to the broker", metadata: ["broker": "\(wire.address)"])
    state.value = .connected
    if hasConnectedBefore { meter.reconnects.add() } else { gate.resolve(.success(())) }
    hasConnectedBefore = true
    nextAddress -= 1
    backoff.reset()
    var silence = SilenceWatch(limit: .seconds(wire.heartbeatSeconds), now: clock.now)
    // The loop may also ask for its own turn, when it stopped in the middle of something.
    var wantsToWrite = false
    while !isClosing(at: clock.now) {
      if silence.isDue(heard: hasHeard, at: clock.now), wire.isWritable { try perform(probe.knock(), wire) }
      wantsToWrite = try turn(wire, wantsToWrite)
      publishState()
    }
    try sayFarewell(wire)
  }

  private func turn(_ wire: WireConnection, _ wantsToWrite: Bool) throws(RabbitError) -> Bool {
    meter.turns.add()
    let now = clock.now
    // A broker that takes no publishes may not read what is asked either.
    let awaited = role.blockedReason == nil ? probe.awaitedReply : nil
    let reply = try probeReplies.check(awaited, at: now, limit: configuration.requestTimeout)
    let deadline = [try role.tick(now, wire), reply].compactMap { $0 }.min()
    let gatherEnd = wantsToWrite ? nil : role.gatherUntil.flatMap { now < $0 ? $0 : nil }
    let hasCommands = mailbox.listen(for: gatherEnd == nil ? 1 : role.gatherCount)
    let isBusy = hasCommands || wire.hasBufferedInput || (role.hasMoreToWrite && !wantsToWrite)
    let isWoken: Bool
    if !isBusy, !wantsToWrite, let rest = role.rest {
      isWoken = tributary_rest(mailbox.wakeDescriptor, Int32(rest / .microseconds(1)))
    } else {
      let wait = isBusy ? 0 : milliseconds(until: gatherEnd ?? deadline, heartbeatSeconds: wire.heartbeatSeconds)
      isWoken = tributary_wait(wire.socket, wantsToWrite, mailbox.wakeDescriptor, wait) & tributary_woken != 0
    }
    try read(wire)
    if let gatherEnd, !hasCommands, !isWoken, clock.now < gatherEnd { return false }
    return try finishTurn(wire)
  }

  private func finishTurn(_ wire: WireConnection) throws(RabbitError) -> Bool {
    try takeCommands(wire)
    return try role.write(wire)
  }

  private func read(_ wire: WireConnection) throws(RabbitError) {
    hasHeard = false
    for _ in 0..<Self.framesPerTurn {
      let event = try wire.nextEvent()
      if !wire.arrivals.isEmpty {
        hasHeard = true
        role.delivered(wire.arrivals)
        wire.arrivals.removeAll(keepingCapacity: true)
      }
      guard let event else { break }
      hasHeard = true
      try handle(event, wire)
    }
    role.finishedReading()
  }

  private func handle(_ event: BrokerEvent, _ wire: WireConnection) throws(RabbitError) {
    switch event {
    case .connectionClosed(let reason):
      try? wire.perform(.confirmConnectionClose)
      throw reason.connectionError(at: wire.address.description)
    case .flow(let channel, let active): try wire.perform(.confirmFlow(channel, active: active))
    case .channelOpened(DepthProbe.channel), .channelClosed(DepthProbe.channel, _),
      .queueDeclared(DepthProbe.channel, _, _, _), .prefetchSet(DepthProbe.channel):
      try perform(probe.handle(event), wire)
    default: try role.handle(event, wire)
    }
  }

  private func takeCommands(_ wire: WireConnection?) throws(RabbitError) {
    if nextCommand == commands.count {
      commands.removeAll(keepingCapacity: nextCommand <= Self.keptCommands)
      nextCommand = 0
      mailbox.take(into: &commands)
    }
    // When one fails, because the connection is gone, the others are still there for the next life.
    while nextCommand < commands.count {
      let command = commands[nextCommand]
      nextCommand += 1
      switch command {
      case .role(let command): try role.handle(command, wire)
      case .depth(let request): try perform(probe.ask(request), wire)
      case .close: closeDeadline = closeDeadline ?? clock.now + configuration.closeTimeout
      }
    }
  }

  private func perform(_ actions: [WireAction], _ wire: WireConnection?) throws(RabbitError) {
    guard let wire else { return }
    for action in actions { try wire.perform(action) }
  }

  /// Waits before the next attempt, still serving commands and deadlines.
  private func pause(after error: RabbitError) {
    state.value = .reconnecting(reason: error.reason)
    var generator = SystemRandomNumberGenerator()
    let wait = backoff.next(using: &generator)
    logger.warning(
      "no connection to the broker; trying again", metadata: ["reason": "\(error.reason)", "in": "\(wait)"])
    let end = clock.now + wait
    while closeDeadline == nil, clock.now < end {
      meter.turns.add()
      // Without a connection nothing is sent, so nothing can fail.
      let deadline = (try? role.tick(clock.now, nil)) ?? nil
      let next = min(deadline ?? end, end)
      // A second at most, so that the watchdog sees the thread turn.
      let wait = mailbox.listen(for: 1) ? 0 : milliseconds(until: next, heartbeatSeconds: 4)
      _ = tributary_wait(-1, false, mailbox.wakeDescriptor, wait)
      try? takeCommands(nil)
    }
  }

  private func isClosing(at now: ContinuousClock.Instant) -> Bool {
    guard let closeDeadline else { return false }
    return role.isDrained || now >= closeDeadline
  }

  /// Says goodbye, so that the broker has processed all that was sent before, and waits for the answer.
  private func sayFarewell(_ wire: WireConnection) throws(RabbitError) {
    try wire.perform(.closeConnection)
    let end = clock.now + Self.farewell
    while clock.now < end {
      while let event = try wire.nextEvent() {
        if event == .connectionCloseConfirmed { return }
      }
      // What is still delivered goes back to its queues with the end of the connection.
      wire.arrivals.removeAll()
      if wire.hasBufferedInput { continue }
      _ = tributary_wait(wire.socket, false, -1, milliseconds(until: end, heartbeatSeconds: 0))
    }
  }

  private func end(_ failure: RabbitError?) {
    let reason = failure ?? RabbitError(.closed, "the connection was closed")
    meter.setBlocked(false)
    role.disconnected(reason)
    probe.disconnected(reason)
    for command in commands[nextCommand...] + mailbox.close() {
      switch command {
      case .role(let command): try? role.handle(command, nil)
      case .depth(let request): request.answer.resolve(.failure(reason))
      case .close: break
      }
    }
    role.finish()
    state.value = .closed
    gate.resolve(failure.map { .failure($0) } ?? .failure(CancellationError()))
  }

  private func publishState() {
    let now: ConnectionState = role.blockedReason.map { .blocked(reason: $0) } ?? .connected
    guard state.value != now else { return }
    meter.setBlocked(role.blockedReason != nil)
    if case .blocked(let reason) = now {
      logger.warning("the broker takes no publishes", metadata: ["reason": "\(reason)"])
    }
    state.value = now
  }

  /// Milliseconds to wait, rounded up: at most until the deadline, and a quarter of the heartbeat.
  private func milliseconds(until deadline: ContinuousClock.Instant?, heartbeatSeconds: Int) -> Int32 {
    let longest = heartbeatSeconds > 0 ? heartbeatSeconds * 250 : 5_000
    guard let deadline else { return Int32(clamping: longest) }
    let (seconds, attoseconds) = clock.now.duration(to: deadline).components
    let left = seconds.multipliedReportingOverflow(by: 1_000)
    let milliseconds = left.overflow ? Int64(longest) : left.partialValue + attoseconds / 1_000_000_000_000_000 + 1
    return Int32(clamping: max(0, min(Int64(longest), milliseconds)))
  }
}
