// The consuming side of the protocol: one channel a queue, its life, its unsettled deliveries. Pure: no socket.

import Messaging

/// Decides what a subscriber's connection sends, and which deliveries and settlements still count.
///
/// Every opening of a channel is a new generation. A settlement from an earlier one is dropped: the broker has already
/// put that message back.
package struct SubscriberMachine {
  /// What a step asks for.
  package enum Output: Equatable {
    case send(WireAction)
    /// The consumer runs for the first time.
    case started(ChannelNumber)
    /// The consumer could not be started and is forgotten.
    case failed(ChannelNumber, RabbitError)
    /// What was delivered and not yet taken is void.
    case voided(ChannelNumber)
    /// The channel must be opened again after a while.
    case reopenLater(ChannelNumber, reason: String)
    /// The broker sends nothing more, as asked: what was delivered until now is all.
    case drained(ChannelNumber)
    /// The consumer is gone, as asked.
    case ended(ChannelNumber)
  }

  private enum Phase: UInt64 {
    case closed, opening, settingPrefetch, declaring, starting, consuming, draining, stopping, closing

    /// What the broker has been asked and must answer before anything goes on.
    var awaitedMethod: String? {
      switch self {
      case .opening: "channel.open"
      case .settingPrefetch: "basic.qos"
      case .declaring: "queue.declare"
      case .starting: "basic.consume"
      case .draining: "basic.cancel"
      case .closing: "channel.close"
      case .closed, .consuming, .stopping: nil
      }
    }
  }

  private struct Consumer {
    var queue: String
    var prefetch: UInt16
    var options: ConsumerOptions
    var phase = Phase.closed
    var generation: UInt64 = 0
    var hasStarted = false
    var isWanted = true
    var book = SettlementBook()

    /// Whether there are decisions that may be sent.
    var hasDecisions: Bool { book.hasDecisions && maySettle }

    var maySettle: Bool { phase == .consuming || phase == .draining || phase == .stopping }

    mutating func delivered(_ arrivals: ArraySlice<Arrival>) -> UInt64? {
      let isTaken = isWanted && phase == .consuming || phase == .draining
      for arrival in arrivals {
        book.delivered(arrival.received.tag)
        if !isTaken { book.decide(arrival.received.tag, .nack(requeue: true)) }
      }
      return isTaken ? generation : nil
    }

    mutating func settle(
      _ generation: UInt64, _ tags: ClosedRange<UInt64>, _ settlement: Delivery.Settlement
    ) -> Int {
      guard generation == self.generation else { return 0 }
      let open = book.openCount
      book.decide(tags, settlement)
      return open - book.openCount
    }
  }

  /// The first channel for consumers; 1 asks for depths.
  package static let firstChannel: ChannelNumber = 3

  private var consumers = ChannelTable<Consumer>()
  private var isConnected = false
  private var lastGeneration: UInt64 = 0

  package init() {}

  /// Whether settlements wait to be sent.
  package var hasDecisions: Bool { consumers.keys.contains { consumers[$0]?.hasDecisions == true } }

  /// Adds a consumer on the lowest free channel number.
  package mutating func add(
    queue: String, prefetch: UInt16, options: ConsumerOptions = ConsumerOptions()
  ) -> (ChannelNumber, [Output]) {
    var channel = Self.firstChannel
    while consumers[channel] != nil { channel += 1 }
    consumers[channel] = Consumer(queue: queue, prefetch: prefetch, options: options)
    return (channel, isConnected ? open(channel) : [])
  }

  /// What the broker owes on a channel.
  package func awaitedReply(_ channel: ChannelNumber) -> AwaitedReply? {
    guard let consumer = consumers[channel], let method = consumer.phase.awaitedMethod else { return nil }
    return AwaitedReply(step: consumer.generation << 4 | consumer.phase.rawValue, method: method, channel: channel)
  }

  /// The queue of a channel.
  package func queue(_ channel: ChannelNumber) -> String? { consumers[channel]?.queue }

  package mutating func connected() -> [Output] {
    isConnected = true
    return consumers.keys.flatMap { open($0) }
  }

  package mutating func disconnected() -> [Output] {
    isConnected = false
    var outputs: [Output] = []
    for channel in consumers.keys {
      outputs.append(.voided(channel))
      outputs += leave(channel)
    }
    return outputs
  }

  /// Opens a channel; also called when the wait after `reopenLater` is over.
  package mutating func open(_ channel: ChannelNumber) -> [Output] {
    guard isConnected, var consumer = consumers[channel], consumer.phase == .closed else { return [] }
    consumer.phase = .opening
    // Never used twice, not even by another consumer that gets this channel number later.
    lastGeneration += 1
    consumer.generation = lastGeneration
    consumer.book = SettlementBook()
    consumers[channel] = consumer
    return [.send(.openChannel(channel))]
  }

  /// Messages arrived, all on this channel. Returns the generation to hand them out under, or nil if they go back.
  package mutating func delivered(_ channel: ChannelNumber, _ arrivals: ArraySlice<Arrival>) -> UInt64? {
    consumers.change(channel) { $0.delivered(arrivals) } ?? nil
  }

  /// A receiver decided. Stale decisions are dropped. Returns how many deliveries that decides.
  @discardableResult
  package mutating func settle(
    _ channel: ChannelNumber, generation: UInt64, tags: ClosedRange<UInt64>, _ settlement: Delivery.Settlement
  ) -> Int {
    consumers.change(channel) { $0.settle(generation, tags, settlement) } ?? 0
  }

  /// The methods for all decisions so far, and the end of stopped consumers that have nothing open any more.
  package mutating func flush() -> [Output] {
    var outputs: [Output] = []
    let channels = consumers.keys
    for channel in channels where consumers[channel]?.book.hasDecisions == true {
      let methods = consumers[channel]?.book.flush() ?? []
      guard consumers[channel]?.maySettle == true else { continue }
      outputs += methods.map { .send(.settle(channel, $0)) }
    }
    for channel in channels where consumers[channel]?.phase == .stopping { outputs += closeIfDone(channel) }
    return outputs
  }

  /// The receiver wants no more. What it holds may still be settled; the channel closes after that.
  package mutating func stop(_ channel: ChannelNumber) -> [Output] {
    guard var consumer = consumers[channel], consumer.isWanted else { return [] }
    consumer.isWanted = false
    consumers[channel] = consumer
    switch consumer.phase {
    case .closed: return leave(channel)
    case .consuming:
      consumers[channel]?.phase = .stopping
      return [.send(.cancelConsumer(channel))]
    default: return close(channel)
    }
  }

  /// The receiver wants what is on its way and no more: what the broker sends before it has confirmed the cancellation
  /// is handed out, so that nothing is given back and counted as a delivery.
  package mutating func drain(_ channel: ChannelNumber) -> [Output] {
    guard let consumer = consumers[channel], consumer.isWanted else { return [] }
    guard consumer.phase == .consuming else { return stop(channel) }
    consumers[channel]?.isWanted = false
    consumers[channel]?.phase = .draining
    return [.send(.cancelConsumer(channel))]
  }

  package mutating func handle(_ event: BrokerEvent) -> [Output] {
    switch event {
    case .channelOpened(let channel): return advance(channel, from: .opening)
    case .prefetchSet(let channel): return advance(channel, from: .settingPrefetch)
    case .queueDeclared(let channel, _, _, _): return advance(channel, from: .declaring)
    case .consuming(let channel): return advance(channel, from: .starting)
    case .cancelledByBroker(let channel):
      guard let phase = consumers[channel]?.phase, phase == .consuming || phase == .draining else { return [] }
      return [.voided(channel)] + close(channel)
    case .cancelConfirmed(let channel):
      guard consumers[channel]?.phase == .draining else { return [] }
      consumers[channel]?.phase = .stopping
      return [.drained(channel)]
    case .channelClosed(let channel, let reason): return channelClosed(channel, reason)
    case .channelCloseConfirmed(let channel): return left(channel, reason: "the broker ended the consumer")
    default: return []
    }
  }

  private mutating func advance(_ channel: ChannelNumber, from phase: Phase) -> [Output] {
    guard let consumer = consumers[channel], consumer.phase == phase else { return [] }
    switch phase {
    case .opening:
      consumers[channel]?.phase = .settingPrefetch
      return [.send(.setPrefetch(channel, consumer.prefetch))]
    case .settingPrefetch:
      consumers[channel]?.phase = .declaring
      return [.send(.declarePassively(channel, queue: consumer.queue))]
    case .declaring:
      consumers[channel]?.phase = .starting
      return [.send(.consume(channel, queue: consumer.queue, options: consumer.options))]
    default:
      consumers[channel]?.phase = .consuming
      defer { consumers[channel]?.hasStarted = true }
      return consumer.hasStarted ? [] : [.started(channel)]
    }
  }

  private mutating func close(_ channel: ChannelNumber) -> [Output] {
    consumers[channel]?.phase = .closing
    return [.send(.closeChannel(channel))]
  }

  private mutating func closeIfDone(_ channel: ChannelNumber) -> [Output] {
    guard let consumer = consumers[channel], consumer.phase == .stopping, consumer.book.openCount == 0 else {
      return []
    }
    return close(channel)
  }

  private mutating func channelClosed(_ channel: ChannelNumber, _ reason: CloseReason) -> [Output] {
    guard let consumer = consumers[channel] else { return [.send(.confirmChannelClose(channel))] }
    let error = reason.error(queue: consumer.queue)
    let outputs: [Output] = [.send(.confirmChannelClose(channel)), .voided(channel)]
    if !consumer.hasStarted, consumer.isWanted, !error.isRetriable {
      consumers[channel] = nil
      return outputs + [.failed(channel, error)]
    }
    return outputs + left(channel, reason: error.reason)
  }

  /// The channel is closed: it ends if nobody wants it, else it is opened again later.
  private mutating func left(_ channel: ChannelNumber, reason: String) -> [Output] {
    let outputs = leave(channel)
    return consumers[channel] == nil ? outputs : outputs + [.reopenLater(channel, reason: reason)]
  }

  private mutating func leave(_ channel: ChannelNumber) -> [Output] {
    guard let consumer = consumers[channel] else { return [] }
    if !consumer.isWanted {
      consumers[channel] = nil
      return [.ended(channel)]
    }
    consumers[channel]?.phase = .closed
    consumers[channel]?.book = SettlementBook()
    return []
  }
}
