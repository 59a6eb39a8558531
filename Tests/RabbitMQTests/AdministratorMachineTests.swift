// The administrator's state machine, without a broker.

import Messaging
import RabbitMQ
import Testing

@Suite struct AdministratorMachineTests {
  private let topology = AdministratorMachine.topologyChannel
  private let get = AdministratorMachine.getChannel

  private func connected() -> AdministratorMachine {
    var machine = AdministratorMachine()
    #expect(machine.connected().isEmpty, "no channel before it is needed")
    return machine
  }

  @Test func requestsOfAChannelGoOneAtATime() {
    var machine = connected()
    #expect(machine.ask(1, .checkQueue("a")) == [.send(.openChannel(topology))])
    #expect(machine.ask(2, .purgeQueue("a")).isEmpty)
    #expect(machine.handle(.channelOpened(topology)) == [.send(.administer(topology, .checkQueue("a")))])
    let declared = DeclaredQueue(name: "a", depth: QueueDepth(messages: 3, consumers: 1))
    #expect(
      machine.handle(.queueDeclared(topology, messages: 3, consumers: 1, queue: "a"))
        == [.answered(1, .queue(declared)), .send(.administer(topology, .purgeQueue("a")))])
    #expect(machine.handle(.answered(topology, .queuePurged(messages: 3))) == [.answered(2, .messages(3))])
  }

  @Test func aRefusalConcernsOneRequestAndTheNextGoesOn() {
    var machine = connected()
    _ = machine.ask(1, .checkQueue("a"))
    _ = machine.ask(2, .checkExchange("e"))
    _ = machine.handle(.channelOpened(topology))
    let reason = CloseReason(code: 404, text: "NOT_FOUND - no queue 'a' in vhost 'v'")
    #expect(
      machine.handle(.channelClosed(topology, reason))
        == [
          .send(.confirmChannelClose(topology)), .failed(1, reason.error(queue: "a", exchange: nil)),
          .send(.openChannel(topology)),
        ])
    #expect(machine.handle(.channelOpened(topology)) == [.send(.administer(topology, .checkExchange("e")))])
  }

  @Test func gettingIsNotDisturbedByARefusedRequest() {
    var machine = connected()
    _ = machine.ask(1, .get(queue: "q"))
    _ = machine.handle(.channelOpened(get))
    let received = ReceivedMessage(tag: 7, redelivered: false, exchange: "", message: message("m"))
    #expect(machine.handle(.delivered(get, received)) == [.answered(1, .message(received, generation: 1))])
    _ = machine.ask(2, .checkQueue("a"))
    _ = machine.handle(.channelOpened(topology))
    _ = machine.handle(.channelClosed(topology, CloseReason(code: 404, text: "")))
    let ack = SettlementBook.Method(tag: 7, multiple: false, settlement: .ack)
    #expect(machine.settle(generation: 1, tag: 7, .ack) == .settle(get, ack))
    #expect(machine.settle(generation: 1, tag: 7, .ack) == nil, "the broker would close the channel")
    #expect(machine.settle(generation: 1, tag: 8, .ack) == nil)
  }

  @Test func aSettlementOfAnEarlierChannelIsDropped() {
    var machine = connected()
    _ = machine.ask(1, .get(queue: "q"))
    _ = machine.handle(.channelOpened(get))
    let received = ReceivedMessage(tag: 1, redelivered: false, exchange: "", message: message("m"))
    _ = machine.handle(.delivered(get, received))
    _ = machine.disconnected(RabbitError(.connectionFailed, "gone"))
    #expect(machine.settle(generation: 1, tag: 1, .ack) == nil)
    _ = machine.ask(2, .get(queue: "q"))
    _ = machine.connected()
    _ = machine.handle(.channelOpened(get))
    #expect(machine.settle(generation: 1, tag: 1, .ack) == nil)
  }

  @Test func aLostConnectionFailsWhatWasSentAndKeepsWhatWasNot() {
    var machine = connected()
    _ = machine.ask(1, .purgeQueue("a"))
    _ = machine.ask(2, .purgeQueue("b"))
    _ = machine.handle(.channelOpened(topology))
    let error = RabbitError(.connectionFailed, "gone")
    #expect(machine.disconnected(error) == [.failed(1, error)])
    #expect(machine.connected() == [.send(.openChannel(topology))])
    #expect(machine.handle(.channelOpened(topology)) == [.send(.administer(topology, .purgeQueue("b")))])
  }

  @Test func whatNobodyWaitsForIsNotSent() {
    var machine = AdministratorMachine()
    _ = machine.ask(1, .purgeQueue("a"))
    _ = machine.ask(2, .purgeQueue("b"))
    machine.abandon(1)
    _ = machine.connected()
    #expect(machine.handle(.channelOpened(topology)) == [.send(.administer(topology, .purgeQueue("b")))])
  }

  @Test func anAnswerOfAnotherKindIsNotTakenForThisOne() {
    var machine = connected()
    _ = machine.ask(1, .purgeQueue("a"))
    _ = machine.handle(.channelOpened(topology))
    #expect(machine.handle(.answered(topology, .bound)).isEmpty)
    #expect(machine.handle(.answered(topology, .queuePurged(messages: 0))) == [.answered(1, .messages(0))])
  }

  @Test func anUnknownChannelIsClosedInGoodOrder() {
    var machine = connected()
    let reason = CloseReason(code: 404, text: "")
    #expect(machine.handle(.channelClosed(9, reason)) == [.send(.confirmChannelClose(9))])
  }
}
