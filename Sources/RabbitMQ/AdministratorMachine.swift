// Requests about topology: one at a time on a channel, each answered or refused. Pure: no socket, no clock.

import Messaging

/// Decides what an administrator's connection sends and which request an answer belongs to.
///
/// The broker answers the requests of a channel in order and closes the channel when it refuses one, so each channel
/// carries one request at a time. Getting messages has a channel of its own: a refused declare must not put back what
/// was got and is still being worked on.
package struct AdministratorMachine {
  /// Names a request.
  package typealias Ticket = UInt64

  /// What a step asks for.
  package enum Output: Equatable {
    case send(WireAction)
    case answered(Ticket, AdministrationAnswer)
    case failed(Ticket, RabbitError)
  }

  /// The channel for everything but getting messages.
  package static let topologyChannel: ChannelNumber = 2
  /// The channel for getting messages.
  package static let getChannel: ChannelNumber = 3

  private struct Pending {
    var ticket: Ticket
    var request: AdministrationRequest
  }

  private struct Lane {
    enum State { case closed, opening, ready }
    var state = State.closed
    var current: Pending?
    var waiting = FIFO<Pending>()
    var generation: UInt64 = 0
  }

  private var lanes: [ChannelNumber: Lane] = [topologyChannel: Lane(), getChannel: Lane()]
  private var isConnected = false
  private var lastGeneration: UInt64 = 0
  /// The messages that were got and not settled. Settling one twice would make the broker close the channel, and put
  /// back the others.
  private var unsettled: Set<UInt64> = []

  package init() {}

  /// Takes a request.
  package mutating func ask(_ ticket: Ticket, _ request: AdministrationRequest) -> [Output] {
    var channel = Self.topologyChannel
    if case .get = request { channel = Self.getChannel }
    lanes[channel]?.waiting.append(Pending(ticket: ticket, request: request))
    return step(channel)
  }

  /// Nobody waits for this request any more. One that was not sent is not sent; the answer to one that was, is dropped.
  package mutating func abandon(_ ticket: Ticket) {
    for channel in lanes.keys {
      let kept = lanes[channel]?.waiting.takeAll().filter { $0.ticket != ticket } ?? []
      lanes[channel]?.waiting.append(contentsOf: kept)
    }
  }

  /// The receiver of a message that was got has decided. Nil if it did so before, or the channel it came on is gone.
  package mutating func settle(
    generation: UInt64, tag: UInt64, _ settlement: Delivery.Settlement
  ) -> WireAction? {
    guard let lane = lanes[Self.getChannel], lane.state == .ready, lane.generation == generation,
      unsettled.remove(tag) != nil
    else { return nil }
    return .settle(Self.getChannel, SettlementBook.Method(tag, settlement))
  }

  package mutating func connected() -> [Output] {
    isConnected = true
    return lanes.keys.sorted().flatMap { step($0) }
  }

  /// The connection is gone. What was sent fails; what was not waits for the next connection.
  package mutating func disconnected(_ error: RabbitError) -> [Output] {
    isConnected = false
    var outputs: [Output] = []
    for channel in lanes.keys.sorted() {
      if let current = leave(channel) { outputs.append(.failed(current.ticket, error)) }
    }
    return outputs
  }

  package mutating func handle(_ event: BrokerEvent) -> [Output] {
    switch event {
    case .channelOpened(let channel):
      guard lanes[channel] != nil else { return [] }
      lastGeneration += 1
      lanes[channel]?.state = .ready
      lanes[channel]?.generation = lastGeneration
      return step(channel)
    case .channelClosed(let channel, let reason):
      guard lanes[channel] != nil else { return [.send(.confirmChannelClose(channel))] }
      var outputs: [Output] = [.send(.confirmChannelClose(channel))]
      if let current = leave(channel) {
        let request = current.request
        outputs.append(.failed(current.ticket, reason.error(queue: request.queue, exchange: request.exchange)))
      }
      return outputs + step(channel)
    case .queueDeclared(let channel, _, _, _), .answered(let channel, _), .delivered(let channel, _):
      return answer(channel, event)
    default: return []
    }
  }

  private mutating func answer(_ channel: ChannelNumber, _ event: BrokerEvent) -> [Output] {
    guard let lane = lanes[channel], let current = lane.current,
      let answer = current.request.answer(event, generation: lane.generation)
    else { return [] }
    lanes[channel]?.current = nil
    if case .delivered(_, let received) = event { unsettled.insert(received.tag) }
    return [.answered(current.ticket, answer)] + step(channel)
  }

  /// The channel is closed; returns the request that was under way.
  private mutating func leave(_ channel: ChannelNumber) -> Pending? {
    if channel == Self.getChannel { unsettled = [] }
    defer {
      lanes[channel]?.state = .closed
      lanes[channel]?.current = nil
    }
    return lanes[channel]?.current
  }

  private mutating func step(_ channel: ChannelNumber) -> [Output] {
    guard isConnected, var lane = lanes[channel], lane.current == nil, !lane.waiting.isEmpty else { return [] }
    defer { lanes[channel] = lane }
    switch lane.state {
    case .closed:
      lane.state = .opening
      return [.send(.openChannel(channel))]
    case .opening: return []
    case .ready:
      guard let next = lane.waiting.popFirst() else { return [] }
      lane.current = next
      return [.send(.administer(channel, next.request))]
    }
  }
}
