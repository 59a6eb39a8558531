// What a subscriber's connection does: consumers, deliveries, settlements. Confined to the connection's thread.

import Logging
import Messaging

/// What tasks ask of a subscriber's connection.
enum SubscriberCommand: Sendable {
  case consume(Consumer)
  case stop(Consumer)
  case drain(Consumer)
  case settle(ChannelNumber, generation: UInt64, tags: ClosedRange<UInt64>, Delivery.Settlement)
}

/// Carries out what ``SubscriberMachine`` decides.
final class SubscriberRole: ConnectionRole {
  /// Each consumer has a channel, and RabbitMQ allows a connection 2,047 of them by itself.
  static let maximumConsumers = 2_000

  private struct Slot {
    var consumer: Consumer
    private var arrivals: [Delivery] = []
    /// Where deliveries of a generation come from.
    private var source: (generation: UInt64, deliveries: DeliverySource)?
    var reopenAt: ContinuousClock.Instant?
    var backoff: Backoff
    var replies = ReplyWatch()

    init(_ consumer: Consumer, _ backoff: Backoff) {
      self.consumer = consumer
      self.backoff = backoff
    }

    var hasArrivals: Bool { !arrivals.isEmpty }

    /// Gives what arrived to the receiver. Returns what it will not take.
    mutating func handOver() -> [Delivery] {
      consumer.buffer.push(&arrivals)
      defer { arrivals.removeAll(keepingCapacity: true) }
      return arrivals
    }

    mutating func arrived(
      _ messages: some Sequence<ReceivedMessage>, _ generation: UInt64,
      from newSource: (_ queue: String) -> DeliverySource
    ) {
      let source: DeliverySource
      if let known = self.source, known.generation == generation {
        source = known.deliveries
      } else {
        source = newSource(consumer.queue)
        self.source = (generation, source)
      }
      arrivals.append(contentsOf: messages.lazy.map { Delivery($0, from: source) })
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
  private let replyLimit: Duration
  private let longestBackoff: Duration
  private var machine = SubscriberMachine()
  private var slots = ChannelTable<Slot>()
  private var channels: [ObjectIdentifier: ChannelNumber] = [:]
  private var hasArrivals = false
  /// How the narrowest consumer wants to be served; nil if there is one that is kept waiting by any delay.
  private var pace: Pace?
  private(set) var gatherUntil: ContinuousClock.Instant?
  private(set) var gatherCount = 1
  private(set) var rest: Duration?

  init(_ seat: ConnectionSeat<SubscriberCommand>) {
    mailbox = seat.mailbox
    logger = seat.logger
    meter = seat.meter
    replyLimit = seat.configuration.requestTimeout
    longestBackoff = seat.configuration.longestBackoff
  }

  /// A blocked connection still delivers and takes acknowledgements.
  var blockedReason: String? { nil }
  var isDrained: Bool { !machine.hasDecisions }
  var hasMoreToWrite: Bool { false }

  func connected(_ wire: WireConnection) throws(RabbitError) { try carryOut(machine.connected(), wire) }

  func handle(_ event: BrokerEvent, _ wire: WireConnection) throws(RabbitError) {
    if case .delivered(let channel, let received) = event {
      delivered([Arrival(channel: channel, received: received)])
    } else {
      try carryOut(machine.handle(event), wire)
    }
  }

  func handle(_ command: SubscriberCommand, _ wire: WireConnection?) throws(RabbitError) {
    switch command {
    case .settle(let channel, let generation, let tags, let settlement):
      let count = machine.settle(channel, generation: generation, tags: tags, settlement)
      (settlement.isAcknowledgement ? meter.acked : meter.givenBack).add(count)
    case .consume(let consumer):
      guard slots.keys.count < Self.maximumConsumers else {
        consumer.started.resolve(
          .failure(
            RabbitError(
              .configuration, "a subscriber has at most \(Self.maximumConsumers) streams at a time: use another one",
              context: .init(queue: consumer.queue))))
        return
      }
      let (channel, outputs) = machine.add(
        queue: consumer.queue, prefetch: consumer.prefetch, options: consumer.options)
      slots[channel] = Slot(consumer, Backoff(longest: longestBackoff))
      setPace()
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
    rest = hasArrivals ? pace?.rest : nil
    guard hasArrivals else { return }
    hasArrivals = false
    for channel in slots.keys where slots[channel]?.hasArrivals == true {
      slots[channel]?.handOver().nack(requeue: true)
    }
  }

  private func setPace() {
    pace = slots.keys.compactMap { slots[$0]?.consumer.prefetch }.min().flatMap { Pace(prefetch: $0) }
  }

  /// Hands on each run of one channel.
  func delivered(_ arrivals: [Arrival]) {
    var rest = arrivals[...]
    while let channel = rest.first?.channel {
      let run = rest.prefix { $0.channel == channel }
      rest = rest.dropFirst(run.count)
      deliver(channel, run)
    }
  }

  func write(_ wire: WireConnection) throws(RabbitError) -> Bool {
    gatherUntil = nil
    guard wire.isWritable else { return true }
    let outputs = machine.flush()
    guard !outputs.isEmpty else { return false }
    try carryOut(outputs, wire)
    guard let pace else { return false }
    gatherUntil = .now + pace.gathering
    gatherCount = pace.gatherCount
    return false
  }

  func tick(_ now: ContinuousClock.Instant, _ wire: WireConnection?) throws(RabbitError) -> ContinuousClock.Instant? {
    var next: ContinuousClock.Instant?
    for channel in slots.keys {
      if let wire, let due = slots[channel]?.reopenAt, due <= now {
        slots[channel]?.reopenAt = nil
        try carryOut(machine.open(channel), wire)
      }
      let reply = try slots[channel]?.replies.check(machine.awaitedReply(channel), at: now, limit: replyLimit)
      next = [next, reply ?? nil, slots[channel]?.reopenAt].compactMap { $0 }.min()
    }
    return next
  }

  func disconnected(reason: String) {
    for channel in slots.keys { slots[channel]?.reopenAt = nil }
    // Without a connection nothing is sent, so nothing can fail.
    try? carryOut(machine.disconnected(), nil)
  }

  func finish() {
    for slot in slots.keys.compactMap({ slots[$0] }) {
      _ = slot.consumer.buffer.finish()
      slot.consumer.started.resolve(.failure(RabbitError(.closed, "the subscriber was closed")))
    }
    slots = ChannelTable()
    setPace()
    channels = [:]
  }

  private func deliver(_ channel: ChannelNumber, _ run: ArraySlice<Arrival>) {
    guard let generation = machine.delivered(channel, run) else { return }
    meter.delivered.add(run.count)
    if run.contains(where: { $0.received.oversizedBytes != nil }) {
      for arrival in run where arrival.received.oversizedBytes != nil {
        refuseOversized(channel, arrival.received, generation)
      }
      hand(run.filter { $0.received.oversizedBytes == nil }[...], to: channel, generation)
    } else {
      hand(run, to: channel, generation)
    }
  }

  private func hand(_ run: ArraySlice<Arrival>, to channel: ChannelNumber, _ generation: UInt64) {
    _ = slots.change(channel) { slot in
      slot.arrived(run.lazy.map(\.received), generation) { [mailbox] queue in
        DeliverySource(queue: queue) { tags, settlement in
          let command = SubscriberCommand.settle(channel, generation: generation, tags: tags, settlement)
          mailbox.post(.role(command), weight: tags.count, isUrgent: false)
        }
      }
    }
    hasArrivals = true
  }

  private func refuseOversized(_ channel: ChannelNumber, _ received: ReceivedMessage, _ generation: UInt64) {
    meter.givenBack.add()
    let queue = machine.queue(channel) ?? ""
    let size = received.oversizedBytes ?? 0
    let metadata: Logger.Metadata = ["queue": "\(queue)", "bytes": "\(size)", "id": "\(received.message.id)"]
    logger.error("a message is longer than the limit and goes to the dead letters", metadata: metadata)
    machine.settle(channel, generation: generation, tags: received.tag...received.tag, .nack(requeue: false))
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
    slot.consumer.started.resolve(.success(()))
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
    setPace()
    channels[ObjectIdentifier(slot.consumer)] = nil
    _ = slot.consumer.buffer.finish()
    slot.consumer.started.resolve(.failure(error))
  }
}
