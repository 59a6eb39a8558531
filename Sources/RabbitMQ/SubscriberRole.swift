// What a subscriber's connection does: consumers, deliveries, settlements. Confined to the connection's thread.

import Logging
import Messaging

/// What tasks ask of a subscriber's connection.
enum SubscriberCommand: Sendable {
  case consume(Consumer)
  case stop(Consumer)
  case drain(Consumer)
  case settle(ChannelNumber, generation: UInt64, tag: UInt64, Delivery.Settlement)
}

/// Carries out what ``SubscriberMachine`` decides.
final class SubscriberRole: ConnectionRole {
  private struct Slot {
    var consumer: Consumer
    private var arrivals: [Delivery] = []
    /// Where deliveries of a generation come from.
    private var source: (generation: UInt64, deliveries: DeliverySource)?
    var reopenAt: ContinuousClock.Instant?
    var backoff = Backoff()

    init(_ consumer: Consumer) { self.consumer = consumer }

    var hasArrivals: Bool { !arrivals.isEmpty }

    /// Gives what arrived to the receiver. Returns what it will not take.
    mutating func handOver() -> [Delivery] {
      defer { arrivals.removeAll(keepingCapacity: true) }
      return consumer.buffer.push(arrivals)
    }

    mutating func arrived(
      _ received: ReceivedMessage, _ generation: UInt64, from newSource: (_ queue: String) -> DeliverySource
    ) {
      if source?.generation != generation { source = (generation, newSource(consumer.queue)) }
      if let source { arrivals.append(Delivery(received, from: source.deliveries)) }
      backoff.reset()
    }

    /// The channel is gone: what it delivered will come again.
    mutating func void() {
      arrivals.removeAll()
      consumer.buffer.void()
    }
  }

  private let mailbox: Mailbox<LoopCommand<SubscriberCommand>>
  private let logger: Logger
  private let meter: ConnectionMeter
  private var machine = SubscriberMachine()
  private var slots = ChannelTable<Slot>()
  private var channels: [ObjectIdentifier: ChannelNumber] = [:]
  private var hasArrivals = false
  private(set) var gatherUntil: ContinuousClock.Instant?
  private(set) var gatherCount = 1

  /// How long settlements are gathered after some were sent, so that the next ones go out together.
  static let gathering = Duration.milliseconds(1)
  /// Gathering only pays, and only costs no time, where this many more deliveries are there meanwhile.
  static let gatheringPrefetch: UInt16 = 64
  /// So many settlements are sent before that: a quarter of what may be unsettled, so that the broker never waits.
  static let gatheringShare = 4

  init(mailbox: Mailbox<LoopCommand<SubscriberCommand>>, logger: Logger, meter: ConnectionMeter) {
    self.mailbox = mailbox
    self.logger = logger
    self.meter = meter
  }

  /// A blocked connection still delivers and takes acknowledgements.
  var blockedReason: String? { nil }
  var isDrained: Bool { !machine.hasDecisions }
  var hasMoreToWrite: Bool { false }

  func connected(_ wire: WireConnection) throws(RabbitError) { try carryOut(machine.connected(), wire) }

  func handle(_ event: BrokerEvent, _ wire: WireConnection) throws(RabbitError) {
    if case .delivered(let channel, let received) = event {
      deliver(channel, received)
    } else {
      try carryOut(machine.handle(event), wire)
    }
  }

  func handle(_ command: SubscriberCommand, _ wire: WireConnection?) throws(RabbitError) {
    switch command {
    case .settle(let channel, let generation, let tag, let settlement):
      let count = machine.settle(channel, generation: generation, tag: tag, settlement)
      (settlement.isAcknowledgement ? meter.acked : meter.givenBack).add(count)
    case .consume(let consumer):
      let (channel, outputs) = machine.add(
        queue: consumer.queue, prefetch: consumer.prefetch, options: consumer.options)
      slots[channel] = Slot(consumer)
      channels[ObjectIdentifier(consumer)] = channel
      try carryOut(outputs, wire)
    case .stop(let consumer):
      guard let channel = channels[ObjectIdentifier(consumer)] else { return }
      try carryOut(machine.stop(channel), wire)
    case .drain(let consumer):
      guard let channel = channels[ObjectIdentifier(consumer)] else { return }
      try carryOut(machine.drain(channel), wire)
    }
  }

  func finishedReading() {
    guard hasArrivals else { return }
    hasArrivals = false
    for channel in slots.keys where slots[channel]?.hasArrivals == true {
      for delivery in slots[channel]?.handOver() ?? [] { delivery.nack(requeue: true) }
    }
  }

  func write(_ wire: WireConnection) throws(RabbitError) -> Bool {
    gatherUntil = nil
    guard wire.isWritable else { return true }
    let outputs = machine.flush()
    guard !outputs.isEmpty else { return false }
    try carryOut(outputs, wire)
    let prefetch = slots.keys.compactMap { slots[$0]?.consumer.prefetch }.min() ?? 0
    gatherUntil = prefetch >= Self.gatheringPrefetch ? .now + Self.gathering : nil
    gatherCount = Int(prefetch) / Self.gatheringShare
    return false
  }

  func tick(_ now: ContinuousClock.Instant, _ wire: WireConnection?) throws(RabbitError) -> ContinuousClock.Instant? {
    for channel in slots.keys {
      guard let wire, let due = slots[channel]?.reopenAt, due <= now else { continue }
      slots[channel]?.reopenAt = nil
      try carryOut(machine.open(channel), wire)
    }
    return slots.keys.compactMap { slots[$0]?.reopenAt }.min()
  }

  func disconnected(reason: String) {
    for channel in slots.keys { slots[channel]?.reopenAt = nil }
    // Without a connection nothing is sent, so nothing can fail.
    try? carryOut(machine.disconnected(), nil)
  }

  func finish() {
    for slot in slots.keys.compactMap({ slots[$0] }) {
      _ = slot.consumer.buffer.finish()
      slot.consumer.started.open(.failure(RabbitError(.closed, "the subscriber was closed")))
    }
    slots = ChannelTable()
    channels = [:]
  }

  private func deliver(_ channel: ChannelNumber, _ received: ReceivedMessage) {
    guard let generation = machine.delivered(channel, tag: received.tag) else { return }
    meter.delivered.add()
    if let size = received.oversizedBytes {
      meter.givenBack.add()
      let queue = machine.queue(channel) ?? ""
      let metadata: Logger.Metadata = ["queue": "\(queue)", "bytes": "\(size)", "id": "\(received.message.id)"]
      logger.error("a message is longer than the limit and goes to the dead letters", metadata: metadata)
      machine.settle(channel, generation: generation, tag: received.tag, .nack(requeue: false))
      return
    }
    _ = slots.change(channel) { slot in
      slot.arrived(received, generation) { [mailbox] queue in
        DeliverySource(queue: queue) { tag, settlement in
          let command = SubscriberCommand.settle(channel, generation: generation, tag: tag, settlement)
          mailbox.post(.role(command), isUrgent: false)
        }
      }
    }
    hasArrivals = true
  }

  private func carryOut(_ outputs: [SubscriberMachine.Output], _ wire: WireConnection?) throws(RabbitError) {
    for output in outputs {
      switch output {
      case .send(let action): try wire?.perform(action)
      case .started(let channel): start(channel)
      case .voided(let channel): void(channel)
      case .reopenLater(let channel, let reason): reopenLater(channel, reason)
      case .failed(let channel, let error): remove(channel, error)
      case .drained(let channel): endStream(channel)
      case .ended(let channel): remove(channel, CancellationError())
      }
    }
  }

  private func start(_ channel: ChannelNumber) {
    guard let slot = slots[channel] else { return }
    logger.info("consuming", metadata: ["queue": "\(slot.consumer.queue)"])
    slot.consumer.started.open(.success(()))
  }

  private func void(_ channel: ChannelNumber) {
    slots[channel]?.void()
  }

  /// Hands over what has arrived; the stream ends after it.
  private func endStream(_ channel: ChannelNumber) {
    for delivery in slots[channel]?.handOver() ?? [] { delivery.nack(requeue: true) }
    slots[channel]?.consumer.buffer.end()
  }

  private func reopenLater(_ channel: ChannelNumber, _ reason: String) {
    guard var slot = slots[channel] else { return }
    var generator = SystemRandomNumberGenerator()
    let wait = slot.backoff.next(using: &generator)
    slot.reopenAt = ContinuousClock.now + wait
    slots[channel] = slot
    logger.warning(
      "a consumer stopped; starting it again",
      metadata: ["queue": "\(slot.consumer.queue)", "reason": "\(reason)", "in": "\(wait)"])
  }

  private func remove(_ channel: ChannelNumber, _ error: any Error) {
    guard let slot = slots[channel] else { return }
    slots[channel] = nil
    channels[ObjectIdentifier(slot.consumer)] = nil
    _ = slot.consumer.buffer.finish()
    slot.consumer.started.open(.failure(error))
  }
}
