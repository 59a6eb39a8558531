// The subscriber's decisions without a broker: channel life, generations, recovery.

import Messaging
import RabbitMQ
import Testing

@Suite struct SubscriberMachineTests {
  private let channel = SubscriberMachine.firstChannel

  private func start(_ machine: inout SubscriberMachine, prefetch: UInt16 = 10) -> [SubscriberMachine.Output] {
    #expect(machine.handle(.channelOpened(channel)) == [.send(.setPrefetch(channel, prefetch))])
    #expect(machine.handle(.prefetchSet(channel)) == [.send(.declarePassively(channel, queue: "q"))])
    let declared = BrokerEvent.queueDeclared(channel, messages: 0, consumers: 0)
    #expect(machine.handle(declared) == [.send(.consume(channel, queue: "q"))])
    return machine.handle(.consuming(channel))
  }

  private func consuming() -> SubscriberMachine {
    var machine = SubscriberMachine()
    #expect(machine.connected().isEmpty)
    let (number, outputs) = machine.add(queue: "q", prefetch: 10)
    #expect(number == channel)
    #expect(outputs == [.send(.openChannel(channel))])
    #expect(start(&machine) == [.started(channel)])
    return machine
  }

  @Test func settlementsOfAnEarlierConnectionAreDropped() throws {
    var machine = consuming()
    let oldHand = machine.delivered(channel, tag: 1)
    let old = try #require(oldHand)
    #expect(machine.disconnected() == [.voided(channel)])
    machine.settle(channel, generation: old, tags: 1...1, .ack)
    #expect(machine.flush().isEmpty)
    #expect(machine.connected() == [.send(.openChannel(channel))])
    #expect(start(&machine).isEmpty)
    let newHand = machine.delivered(channel, tag: 1)
    let new = try #require(newHand)
    #expect(new != old)
    machine.settle(channel, generation: old, tags: 1...1, .ack)
    #expect(machine.flush().isEmpty)
    machine.settle(channel, generation: new, tags: 1...1, .ack)
    #expect(machine.flush() == [.send(.settle(channel, .init(tag: 1, multiple: false, settlement: .ack)))])
  }

  @Test func whatArrivesUntilTheCancellationIsConfirmedIsHandedOut() throws {
    var machine = consuming()
    #expect(machine.drain(channel) == [.send(.cancelConsumer(channel))])
    #expect(machine.drain(channel).isEmpty && machine.stop(channel).isEmpty)
    let hand = machine.delivered(channel, tag: 1)
    let generation = try #require(hand)
    #expect(machine.flush().isEmpty, "nothing is given back")
    #expect(machine.handle(.cancelConfirmed(channel)) == [.drained(channel)])
    #expect(machine.flush().isEmpty, "the channel stays while a delivery is unsettled")
    machine.settle(channel, generation: generation, tags: 1...1, .ack)
    let closing = machine.flush()
    #expect(closing == [
      .send(.settle(channel, .init(tag: 1, multiple: false, settlement: .ack))), .send(.closeChannel(channel)),
    ])
    #expect(machine.handle(.channelCloseConfirmed(channel)) == [.ended(channel)])
  }

  @Test func aConsumerThatDrainsIsNotStartedAgainAfterALoss() {
    var machine = consuming()
    _ = machine.drain(channel)
    #expect(machine.disconnected() == [.voided(channel), .ended(channel)])
    #expect(machine.connected().isEmpty)
  }

  @Test func aReusedChannelNumberIsAnotherGeneration() throws {
    var machine = consuming()
    let oldHand = machine.delivered(channel, tag: 1)
    let old = try #require(oldHand)
    machine.settle(channel, generation: old, tags: 1...1, .ack)
    _ = machine.flush()
    #expect(machine.stop(channel) == [.send(.cancelConsumer(channel))])
    #expect(machine.flush() == [.send(.closeChannel(channel))])
    #expect(machine.handle(.channelCloseConfirmed(channel)) == [.ended(channel)])
    #expect(machine.add(queue: "q", prefetch: 10).0 == channel)
    #expect(start(&machine) == [.started(channel)])
    let new = machine.delivered(channel, tag: 1)
    #expect(new != nil)
    #expect(new != old)
  }

  @Test func aMissingQueueFailsTheFirstStartOnly() {
    let missing = CloseReason(code: 404, text: "NOT_FOUND")
    var machine = SubscriberMachine()
    _ = machine.connected()
    _ = machine.add(queue: "q", prefetch: 10)
    _ = machine.handle(.channelOpened(channel))
    _ = machine.handle(.prefetchSet(channel))
    let failed = machine.handle(.channelClosed(channel, missing))
    #expect(failed.prefix(2) == [.send(.confirmChannelClose(channel)), .voided(channel)])
    guard case .failed(channel, let error) = failed.last else {
      Issue.record("\(failed)")
      return
    }
    #expect(error.code == .queueNotFound)
    var running = consuming()
    let later = running.handle(.channelClosed(channel, missing))
    guard case .reopenLater(channel, _) = later.last else {
      Issue.record("\(later)")
      return
    }
    #expect(running.open(channel) == [.send(.openChannel(channel))])
  }

  @Test func aConsumerEndedByTheBrokerIsStartedAgain() {
    var machine = consuming()
    #expect(machine.handle(.cancelledByBroker(channel)) == [.voided(channel), .send(.closeChannel(channel))])
    // While the channel closes nothing may be sent on it.
    _ = machine.delivered(channel, tag: 1)
    #expect(machine.flush().isEmpty)
    let closed = machine.handle(.channelCloseConfirmed(channel))
    guard case .reopenLater(channel, _) = closed.last else {
      Issue.record("\(closed)")
      return
    }
    #expect(machine.open(channel) == [.send(.openChannel(channel))])
  }

  @Test func aStoppedConsumerWaitsForWhatIsHeld() throws {
    var machine = consuming()
    let generationHand = machine.delivered(channel, tag: 1)
    let generation = try #require(generationHand)
    #expect(machine.stop(channel) == [.send(.cancelConsumer(channel))])
    #expect(machine.stop(channel).isEmpty)
    // What still arrives goes back.
    let late = machine.delivered(channel, tag: 2)
    #expect(late == nil)
    let back = SettlementBook.Method(tag: 2, multiple: false, settlement: .nack(requeue: true))
    #expect(machine.flush() == [.send(.settle(channel, back))])
    machine.settle(channel, generation: generation, tags: 1...1, .ack)
    let done = SettlementBook.Method(tag: 1, multiple: false, settlement: .ack)
    #expect(machine.flush() == [.send(.settle(channel, done)), .send(.closeChannel(channel))])
    #expect(machine.handle(.channelCloseConfirmed(channel)) == [.ended(channel)])
  }

  @Test func aConsumerStoppedWithoutConnectionIsGone() {
    var machine = consuming()
    _ = machine.disconnected()
    #expect(machine.stop(channel) == [.ended(channel)])
    #expect(machine.connected().isEmpty)
  }
}

extension SubscriberMachine {
  /// One message arrived.
  fileprivate mutating func delivered(_ channel: ChannelNumber, tag: UInt64) -> UInt64? {
    let received = ReceivedMessage(tag: tag, redelivered: false, exchange: "", message: message("m\(tag)"))
    return delivered(channel, [Arrival(channel: channel, received: received)])
  }
}
