// The publishing side of the protocol: channel life, confirms, what may be sent next. Pure: no socket, no clock.

import Messaging

/// Decides what a publisher's connection sends and what became of each message.
///
/// A channel error (an unknown exchange, a forged user id) closes the channel without saying which message caused it.
/// Those that were unconfirmed are then sent again one at a time, with the same id, until the one is found: it alone
/// is rejected, and the others come through.
package struct PublisherMachine {
  /// The channel that is published on.
  package static let channel: ChannelNumber = 2

  /// One message of a batch.
  package struct Entry {
    package var batch: PublishBatch
    package var index: Int
    package var outgoing: OutgoingMessage { batch.messages[index] }
    var bodyBytes: Int { batch.messages[index].message.body.count }
  }

  /// What a step asks for.
  package struct Output {
    package var actions: [WireAction] = []
    package var resolutions: [(Entry, Result<Void, PublishError>)] = []
    /// Set when the channel was closed: what was being written on it must stop.
    package var channelClosed: CloseReason?
  }

  private enum Channel { case closed, opening, selecting, ready }

  private let maximumInFlight: Int
  private let maximumInFlightBytes: Int
  private var channelState = Channel.closed
  /// Counts the requests for a channel and for confirms on it.
  private var steps: UInt64 = 0
  private var tracker = ConfirmTracker<Entry>()
  private var waiting = FIFO<Entry>()
  private var suspects = FIFO<Entry>()
  private var isTryingSuspect = false
  private var inFlightBytes = 0
  package private(set) var blockedReason: String?

  package init(maximumInFlight: Int, maximumInFlightBytes: Int) {
    self.maximumInFlight = maximumInFlight
    self.maximumInFlightBytes = maximumInFlightBytes
  }

  /// How many messages wait for their turn.
  package var waitingCount: Int { waiting.count + suspects.count }
  /// How many messages are on the wire unconfirmed.
  package var inFlightCount: Int { tracker.count }
  /// What the broker owes before messages can be sent. Confirms have the deadlines of their publishes.
  package var awaitedReply: AwaitedReply? {
    switch channelState {
    case .opening: AwaitedReply(step: steps, method: "channel.open", channel: Self.channel)
    case .selecting: AwaitedReply(step: steps, method: "confirm.select", channel: Self.channel)
    case .closed, .ready: nil
    }
  }
  /// Whether messages can be sent.
  package var isReady: Bool { channelState == .ready }

  /// Takes a batch's open messages into the queue.
  package mutating func submit(_ batch: PublishBatch) {
    for index in batch.messages.indices where !batch.isResolved(index) {
      waiting.append(Entry(batch: batch, index: index))
    }
  }

  /// A connection is there: opens the channel.
  package mutating func connected() -> Output {
    blockedReason = nil
    return openChannel()
  }

  /// Opens the channel (again).
  package mutating func openChannel() -> Output {
    channelState = .opening
    steps += 1
    return Output(actions: [.openChannel(Self.channel)])
  }

  /// The connection is gone. What was sent has an unknown outcome; what was not sent waits for the next connection.
  package mutating func disconnected(reason: String) -> Output {
    channelState = .closed
    blockedReason = nil
    isTryingSuspect = false
    inFlightBytes = 0
    let error = PublishError.unknownOutcome(reason: reason)
    return Output(resolutions: tracker.reset().map { ($0, .failure(error)) })
  }

  /// The next message to send, noted as sent; nil when none may be sent now.
  package mutating func next() -> Entry? {
    guard isReady, blockedReason == nil, !isTryingSuspect else { return nil }
    if let suspect = nextSuspect() { return suspect }
    guard suspects.isEmpty else { return nil }
    while let candidate = waiting.first {
      let isRoom = tracker.count < maximumInFlight
        && (tracker.count == 0 || inFlightBytes + candidate.bodyBytes <= maximumInFlightBytes)
      guard isRoom, let entry = waiting.popFirst() else { return nil }
      if entry.batch.isResolved(entry.index) { continue }
      track(entry)
      return entry
    }
    return nil
  }

  /// A step of the protocol on this connection.
  package mutating func handle(_ event: BrokerEvent) -> Output {
    switch event {
    case .channelOpened(Self.channel):
      channelState = .selecting
      steps += 1
      return Output(actions: [.selectConfirms(Self.channel)])
    case .confirmsSelected(Self.channel): channelState = .ready
    case .confirmed(Self.channel, let tag, let multiple): return settle(tag, multiple, accepted: true)
    case .refused(Self.channel, let tag, let multiple): return settle(tag, multiple, accepted: false)
    case .returned(Self.channel, let key): tracker.markReturned(key)
    case .channelClosed(Self.channel, let reason): return channelClosed(reason)
    case .blocked(let reason): blockedReason = reason
    case .unblocked: blockedReason = nil
    default: break
    }
    return Output()
  }

  private mutating func nextSuspect() -> Entry? {
    guard tracker.count == 0 else { return nil }
    while let suspect = suspects.popFirst() {
      if suspect.batch.isResolved(suspect.index) { continue }
      isTryingSuspect = true
      track(suspect)
      return suspect
    }
    return nil
  }

  private mutating func track(_ entry: Entry) {
    let outgoing = entry.outgoing
    inFlightBytes += entry.bodyBytes
    tracker.track(
      entry,
      key: ReturnKey(
        messageID: outgoing.message.id, exchange: outgoing.exchange, routingKey: outgoing.message.routingKey))
  }

  private mutating func settle(_ tag: UInt64, _ multiple: Bool, accepted: Bool) -> Output {
    let settled = tracker.settle(tag: tag, multiple: multiple, accepted: accepted)
    if tracker.count == 0 { isTryingSuspect = false }
    var output = Output()
    for (entry, outcome) in settled {
      inFlightBytes -= entry.bodyBytes
      output.resolutions.append((entry, Self.result(outcome, entry.outgoing)))
    }
    return output
  }

  private mutating func channelClosed(_ reason: CloseReason) -> Output {
    let unconfirmed = tracker.reset()
    channelState = .closed
    isTryingSuspect = false
    inFlightBytes = 0
    var output = Output(actions: [.confirmChannelClose(Self.channel)], channelClosed: reason)
    if unconfirmed.count == 1 {
      output.resolutions = [(unconfirmed[0], .failure(.rejected(reason: reason.description)))]
    } else {
      suspects = FIFO(unconfirmed + suspects.takeAll())
    }
    return output
  }

  private static func result(
    _ outcome: ConfirmTracker<Entry>.Outcome, _ outgoing: OutgoingMessage
  ) -> Result<Void, PublishError> {
    let (exchange, key) = (outgoing.exchange, outgoing.message.routingKey)
    return switch outcome {
    case .confirmed: .success(())
    case .returned: .failure(.unroutable(exchange: exchange, routingKey: key))
    case .refused: .failure(.refused(exchange: exchange, routingKey: key))
    }
  }
}
