// The publisher's decisions without a broker.

import Messaging
import RabbitMQ
import Testing

@Suite struct PublisherMachineTests {
  private let channel = PublisherMachine.channel

  private func batch(_ count: Int, bytes: Int = 10, exchange: String = "e") -> PublishBatch {
    let messages = (0..<count).map { OutgoingMessage(exchange: exchange, message: message("\($0)", bytes: bytes)) }
    return PublishBatch(messages, maximumBodyBytes: 1 << 20, deadline: .now + .seconds(60))
  }

  private func ready(inFlight: Int = 100, bytes: Int = 1 << 20) -> PublisherMachine {
    var machine = PublisherMachine(maximumInFlight: inFlight, maximumInFlightBytes: bytes)
    #expect(machine.connected().actions == [.openChannel(channel)])
    #expect(machine.next() == nil)
    #expect(machine.handle(.channelOpened(channel)).actions == [.selectConfirms(channel)])
    _ = machine.handle(.confirmsSelected(channel))
    #expect(machine.isReady)
    return machine
  }

  private func drain(_ machine: inout PublisherMachine) -> [Int] {
    var sent: [Int] = []
    while let entry = machine.next() { sent.append(entry.index) }
    return sent
  }

  @Test func noMoreIsSentThanMayBeInFlight() {
    var machine = ready(inFlight: 3)
    machine.submit(batch(5))
    #expect(drain(&machine) == [0, 1, 2])
    #expect(machine.handle(.confirmed(channel, tag: 2, multiple: true)).resolutions.count == 2)
    #expect(drain(&machine) == [3, 4])
  }

  @Test func bytesInFlightAreLimitedButOneMessageAlwaysGoes() {
    var machine = ready(bytes: 100)
    machine.submit(batch(3, bytes: 60))
    #expect(drain(&machine) == [0])
    _ = machine.handle(.confirmed(channel, tag: 1, multiple: false))
    machine.submit(batch(1, bytes: 500))
    #expect(drain(&machine) == [1])
    _ = machine.handle(.confirmed(channel, tag: 2, multiple: false))
    _ = drain(&machine)
    _ = machine.handle(.confirmed(channel, tag: 3, multiple: false))
    #expect(drain(&machine) == [0])
  }

  @Test func whileBlockedNothingIsSent() {
    var machine = ready()
    machine.submit(batch(1))
    _ = machine.handle(.blocked(reason: "low on memory"))
    #expect(machine.next() == nil)
    #expect(machine.blockedReason == "low on memory")
    _ = machine.handle(.unblocked)
    #expect(drain(&machine) == [0])
  }

  @Test func aLostConnectionMakesOutcomesUnknownAndKeepsTheUnsent() {
    var machine = ready(inFlight: 2)
    machine.submit(batch(3))
    #expect(drain(&machine) == [0, 1])
    let lost = machine.disconnected(reason: "gone")
    #expect(lost.resolutions.map(\.0.index) == [0, 1])
    #expect(lost.resolutions.allSatisfy { $0.1.error == .unknownOutcome(reason: "gone") })
    #expect(machine.waitingCount == 1)
    _ = machine.connected()
    _ = machine.handle(.channelOpened(channel))
    _ = machine.handle(.confirmsSelected(channel))
    #expect(drain(&machine) == [2])
    #expect(machine.handle(.confirmed(channel, tag: 1, multiple: false)).resolutions.map(\.0.index) == [2])
  }

  @Test func afterAChannelErrorSuspectsAreTriedOneByOne() {
    var machine = ready()
    machine.submit(batch(3))
    #expect(drain(&machine) == [0, 1, 2])
    machine.submit(batch(1))
    let reason = CloseReason(code: 404, text: "NOT_FOUND")
    let closed = machine.handle(.channelClosed(channel, reason))
    #expect(closed.resolutions.isEmpty)
    #expect(closed.actions == [.confirmChannelClose(channel)])
    #expect(closed.channelClosed == reason)
    reopen(&machine)
    #expect(drain(&machine) == [0])
    #expect(machine.handle(.confirmed(channel, tag: 1, multiple: false)).resolutions.map(\.0.index) == [0])
    #expect(drain(&machine) == [1])
    let found = machine.handle(.channelClosed(channel, reason))
    #expect(found.resolutions.map(\.1.error) == [.rejected(reason: "404 NOT_FOUND")])
    reopen(&machine)
    #expect(drain(&machine) == [2])
    _ = machine.handle(.confirmed(channel, tag: 1, multiple: false))
    #expect(drain(&machine) == [0])
  }

  @Test func resolvedMessagesAreNotSent() {
    var machine = ready()
    let given = batch(2)
    machine.submit(given)
    given.resolveRest(.unknownOutcome(reason: "cancelled"))
    #expect(drain(&machine).isEmpty)
    #expect(machine.waitingCount == 0)
  }

  @Test func aReturnedMessageIsUnroutable() {
    var machine = ready()
    machine.submit(batch(2))
    _ = drain(&machine)
    _ = machine.handle(.returned(channel, ReturnKey(messageID: "1", exchange: "e", routingKey: "q")))
    let settled = machine.handle(.confirmed(channel, tag: 2, multiple: true)).resolutions
    #expect(settled.map(\.1.error) == [nil, .unroutable(exchange: "e", routingKey: "q")])
  }

  private func reopen(_ machine: inout PublisherMachine) {
    #expect(machine.next() == nil)
    _ = machine.openChannel()
    _ = machine.handle(.channelOpened(channel))
    _ = machine.handle(.confirmsSelected(channel))
  }
}
