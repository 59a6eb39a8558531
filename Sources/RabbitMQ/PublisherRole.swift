// What a publisher's connection does with batches: queue, write, resolve. Confined to the connection's thread.

import Logging
import Messaging

/// Carries out what ``PublisherMachine`` decides.
final class PublisherRole: ConnectionRole {
  /// How many bytes are written before reading gets its turn, so that confirms do not pile up.
  static let bytesPerTurn = 1 << 20

  private var machine: PublisherMachine
  private let configuration: BrokerConfiguration
  private let logger: Logger
  private let meter: ConnectionMeter
  private let deadlines: PublishDeadlines
  private var replies = ReplyWatch()
  /// A long message in the middle of being written.
  private var partial: (entry: PublisherMachine.Entry, offset: Int)?
  private var reopenAt: ContinuousClock.Instant?
  private var backoff: Backoff
  private(set) var hasMoreToWrite = false

  init(_ seat: ConnectionSeat<PublishCall>, deadlines: PublishDeadlines) {
    configuration = seat.configuration
    backoff = Backoff(longest: configuration.longestBackoff)
    logger = seat.logger
    meter = seat.meter
    self.deadlines = deadlines
    machine = PublisherMachine(
      maximumInFlight: configuration.maximumInFlight, maximumInFlightBytes: configuration.maximumInFlightBytes)
  }

  /// A batch is worth its turn at once.
  var gatherUntil: ContinuousClock.Instant? { nil }
  var gatherCount: Int { 1 }
  var blockedReason: String? { machine.blockedReason }
  var isDrained: Bool { machine.inFlightCount == 0 && machine.waitingCount == 0 }

  func connected(_ wire: WireConnection) throws(RabbitError) {
    reopenAt = nil
    try carryOut(machine.connected(), wire)
  }

  func handle(_ event: BrokerEvent, _ wire: WireConnection) throws(RabbitError) {
    try carryOut(machine.handle(event), wire)
  }

  func finishedReading() {}

  /// After each step of the machine, so that whoever reads the metrics sees no more in flight than there is.
  private func noteLevels() {
    meter.inFlight.set(machine.inFlightCount)
    meter.waiting.set(machine.waitingCount)
  }

  func handle(_ call: PublishCall, _ wire: WireConnection?) throws(RabbitError) {
    let batch = call.batch
    guard machine.waitingCount + batch.messages.count <= configuration.maximumWaiting else {
      let limit = configuration.maximumWaiting
      return batch.resolveRest(.unknownOutcome(reason: "not sent: more than \(limit) messages wait already"))
    }
    machine.submit(batch)
    noteLevels()
  }

  func write(_ wire: WireConnection) throws(RabbitError) -> Bool {
    hasMoreToWrite = false
    guard hasWork, canWrite else { return false }
    // Packets are filled across messages: fewer of them cost less here and at the broker.
    wire.holdPackets()
    defer { wire.releasePackets() }
    return try writeTurn(wire)
  }

  private func writeTurn(_ wire: WireConnection) throws(RabbitError) -> Bool {
    defer { noteLevels() }
    var budget = 0
    var written = 0
    while canWrite {
      if budget <= 0 {
        guard wire.isWritable else { return hasWork }
        budget = WireConnection.writeBudgetBytes
      }
      guard let bytes = try writeOne(wire) else { return false }
      budget -= bytes
      written += bytes
      if written >= Self.bytesPerTurn {
        hasMoreToWrite = true
        return false
      }
    }
    return false
  }

  func tick(_ now: ContinuousClock.Instant, _ wire: WireConnection?) throws(RabbitError) -> ContinuousClock.Instant? {
    let overdue = deadlines.expire(at: now) { overdueReason(wire) }
    if let wire, let due = reopenAt, due <= now {
      reopenAt = nil
      try carryOut(machine.openChannel(), wire)
    }
    let reply = try replies.check(machine.awaitedReply, at: now, limit: configuration.requestTimeout)
    return [overdue, reopenAt, reply].compactMap { $0 }.min()
  }

  func disconnected(reason: String) {
    partial = nil
    reopenAt = nil
    hasMoreToWrite = false
    resolve(machine.disconnected(reason: reason))
  }

  func finish() {
    deadlines.finish(reason: "the publisher was closed")
  }

  /// What was begun must be ended, even when the broker takes no further publishes.
  private var canWrite: Bool { partial != nil || (machine.isReady && machine.blockedReason == nil) }
  private var hasWork: Bool { partial != nil || machine.waitingCount > 0 }

  /// Writes the next piece or message; returns its bytes, or nil if there is nothing to write.
  private func writeOne(_ wire: WireConnection) throws(RabbitError) -> Int? {
    if let (entry, offset) = partial { return try writePiece(of: entry, from: offset, wire) }
    guard let entry = machine.next() else { return nil }
    meter.published.add()
    let size = entry.bodyBytes
    if size > 0, size <= WireConnection.bodyPieceBytes {
      try wire.publish(entry.outgoing, on: PublisherMachine.channel)
    } else {
      try wire.beginPublish(entry.outgoing, on: PublisherMachine.channel)
      partial = size > 0 ? (entry, 0) : nil
    }
    return entry.batch.headerBytes[entry.index] + (partial == nil ? size : 0)
  }

  private func writePiece(
    of entry: PublisherMachine.Entry, from offset: Int, _ wire: WireConnection
  ) throws(RabbitError) -> Int {
    let next = try wire.publishPiece(entry.outgoing.message.body, from: offset, on: PublisherMachine.channel)
    partial = next < entry.bodyBytes ? (entry, next) : nil
    return next - offset
  }

  private func carryOut(_ output: PublisherMachine.Output, _ wire: WireConnection) throws(RabbitError) {
    resolve(output)
    for action in output.actions { try wire.perform(action) }
    if let reason = output.channelClosed { try reopen(after: reason, wire) }
  }

  private func resolve(_ output: PublisherMachine.Output) {
    if output.resolutions.contains(where: { if case .success = $0.1 { true } else { false } }) { backoff.reset() }
    noteLevels()
    for (entry, result) in output.resolutions {
      meter.count(result)
      entry.batch.resolve(entry.index, result)
    }
  }

  private func reopen(after reason: CloseReason, _ wire: WireConnection) throws(RabbitError) {
    partial = nil
    logger.warning("the broker closed the publishing channel", metadata: ["reason": "\(reason.description)"])
    var generator = SystemRandomNumberGenerator()
    reopenAt = ContinuousClock.now + backoff.next(using: &generator) / 10
  }

  private func overdueReason(_ wire: WireConnection?) -> String {
    if wire == nil { return "no connection to the broker within \(configuration.publishTimeout)" }
    if let reason = machine.blockedReason { return "the broker takes no publishes (\(reason))" }
    return "no confirm within \(configuration.publishTimeout)"
  }
}
