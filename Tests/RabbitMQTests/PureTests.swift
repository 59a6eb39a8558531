// Small pure parts: content frames, sizes, back-off, secrets, refusals, definitions.

import Foundation
import Messaging
import RabbitMQ
import SeededRandom
import Testing

@Suite struct ContentAssemblerTests {
  private func delivery(_ tag: UInt64) -> ContentAssembler.Opening {
    .delivery(tag: tag, redelivered: false, exchange: "e", routingKey: "k")
  }

  private func body(_ assembler: inout ContentAssembler, _ channel: UInt16, _ text: String) throws -> BrokerEvent? {
    try Array(text.utf8).withUnsafeBytes { try assembler.body(channel, $0) }
  }

  @Test func channelsInterleave() throws {
    var assembler = ContentAssembler(maximumBodyBytes: 100)
    try assembler.begin(3, delivery(1))
    try assembler.begin(4, delivery(7))
    #expect(try assembler.header(3, message: message("a", bytes: 0), bodySize: 4) == nil)
    #expect(try assembler.header(4, message: message("b", bytes: 0), bodySize: 2) == nil)
    #expect(try body(&assembler, 3, "ab") == nil)
    guard case .delivered(4, let second) = try body(&assembler, 4, "yz") else { throw Unexpected() }
    guard case .delivered(3, let first) = try body(&assembler, 3, "cd") else { throw Unexpected() }
    #expect(first.message.body == Array("abcd".utf8))
    #expect(second.message.body == Array("yz".utf8))
    #expect((first.tag, second.tag) == (1, 7))
  }

  @Test func aBodyOverTheLimitIsCountedButNotKept() throws {
    var assembler = ContentAssembler(maximumBodyBytes: 3)
    try assembler.begin(3, delivery(1))
    _ = try assembler.header(3, message: message("a", bytes: 0), bodySize: 4)
    guard case .delivered(3, let received) = try body(&assembler, 3, "abcd") else { throw Unexpected() }
    #expect(received.oversizedBytes == 4)
    #expect(received.message.body.isEmpty)
  }

  @Test func framesOutOfStepAreErrors() throws {
    var assembler = ContentAssembler(maximumBodyBytes: 3)
    #expect(throws: ContentAssembler.OutOfStep.self) {
      try assembler.header(3, message: message("a", bytes: 0), bodySize: 4)
    }
    #expect(throws: ContentAssembler.OutOfStep.self) { try body(&assembler, 3, "x") }
    try assembler.begin(3, delivery(1))
    #expect(throws: ContentAssembler.OutOfStep.self) { try assembler.begin(3, delivery(2)) }
    assembler.drop(3)
    try assembler.begin(3, delivery(3))
    _ = try assembler.header(3, message: message("a", bytes: 0), bodySize: 1)
    #expect(throws: ContentAssembler.OutOfStep.self) { try body(&assembler, 3, "xy") }
  }

  private struct Unexpected: Error {}
}

@Suite struct SmallPartsTests {
  @Test(arguments: [Duration.seconds(15), .milliseconds(50)])
  func theBackOffGrowsToItsLimitAndStartsOver(_ longest: Duration) {
    var generator = SeededGenerator(seed: 1)
    var backoff = Backoff(longest: longest)
    let first = min(Backoff.first, longest)
    let waits = (0..<12).map { _ in backoff.next(using: &generator) }
    #expect(waits[0] >= first / 2 && waits[0] <= first)
    #expect(waits.allSatisfy { $0 <= longest })
    #expect(waits[11] >= longest / 2)
    backoff.reset()
    let again = backoff.next(using: &generator)
    #expect(again <= first)
  }

  @Test func aQueueKeepsItsOrder() {
    var queue = FIFO<Int>()
    var next = 0
    for number in 0..<3_000 {
      queue.append(number)
      if number % 3 != 0 {
        #expect(queue.popFirst() == next)
        next += 1
      }
    }
    #expect(queue.takeAll() == Array(next..<3_000))
    #expect(queue.isEmpty)
  }

  @Test func aPasswordIsNeverShown() {
    let configuration = BrokerConfiguration(
      addresses: [BrokerAddress(host: "h")], user: "u", password: "hunter2", connectionName: "c")
    var dumped = ""
    dump(configuration, to: &dumped)
    for text in ["\(configuration)", dumped, String(reflecting: configuration), "\(configuration.password)"] {
      #expect(!text.contains("hunter2"))
    }
  }

  @Test func refusalsAreTold() {
    let settings = BrokerConfiguration(
      addresses: [BrokerAddress(host: "h")], virtualHost: "v", user: "u", password: "p", connectionName: "c")
    func code(_ number: UInt16, _ text: String) -> RabbitError.Code {
      Login.refusal(CloseReason(code: number, text: text), settings, settings.addresses[0]).code
    }
    #expect(code(403, "ACCESS_REFUSED - Login was refused") == .accessRefused)
    #expect(code(530, "NOT_ALLOWED - vhost v not found") == .virtualHostNotFound)
    #expect(code(530, "NOT_ALLOWED - access to vhost 'v' refused for user 'u'") == .accessRefused)
    #expect(code(541, "INTERNAL_ERROR - vhost is down") == .connectionFailed)
  }

  /// The vector was computed with `printf` and `sha256sum`.
  @Test func passwordsAreHashedAsRabbitMQDoes() {
    let hash = PasswordHash.sha256("test12", salt: (0x90, 0x8D, 0xC6, 0x0A))
    #expect(hash == "kI3GCqW5JLMJa4iX1lo7X4D6XbYqlLgxIs30+P6tENUV2POR")
  }
}

@Suite struct DefinitionsTests {
  private let topology = Topology(
    virtualHost: "v",
    exchanges: [.init("e", .topic, arguments: ["alternate-exchange": "u"])],
    queues: [.init("q", arguments: ["x-max-length": 5])],
    bindings: [.init(exchange: "e", queue: "q", routingKey: "#")],
    policies: [.init("p", pattern: "^q$", definition: ["delivery-limit": 20])],
    users: [.init("w", passwordHash: "h", tags: ["monitoring"], permissions: .init(write: "^e$", read: "^q$"))])

  @Test func theWholeBrokerHasUsersAndVirtualHosts() throws {
    let text = String(decoding: try topology.brokerDefinitions(), as: UTF8.self)
    for part in [
      #""hashing_algorithm" : "rabbit_password_hashing_sha256""#, #""vhost" : "v""#, #""apply-to" : "queues""#,
      #""configure" : "^$""#, #""x-queue-type" : "quorum""#, #""alternate-exchange" : "u""#,
    ] {
      #expect(text.contains(part), "\(part)")
    }
    #expect(try topology.brokerDefinitions() == topology.brokerDefinitions())
  }

  @Test func oneVirtualHostNamesNone() throws {
    let text = String(decoding: try topology.virtualHostDefinitions(), as: UTF8.self)
    for part in ["vhost", "users", "permissions", "password"] { #expect(!text.contains(part), "\(part)") }
  }
}

@Suite struct ChannelTableTests {
  @Test func holdsWhatWasSetAndNothingElse() {
    var table = ChannelTable<[Int]>()
    #expect(table[3] == nil)
    table[3] = [1]
    table[5] = []
    #expect(table.keys == [3, 5])
    table[3]?.append(2)
    #expect(table.change(5) { $0.append(7) } != nil)
    #expect(table[3] == [1, 2])
    #expect(table[5] == [7])
    table[3] = nil
    #expect(table.keys == [5])
  }

  @Test func aChannelThatIsNotThereIsNotMade() {
    var table = ChannelTable<[Int]>()
    table[3] = []
    #expect(table.change(.max) { $0.append(1) } == nil)
    #expect(table.change(2) { $0.append(1) } == nil)
    #expect(table[.max] == nil)
    #expect(table.keys == [3])
  }
}

@Suite struct FIFOTests {
  @Test func keepsTheOrderAndLetsGoOfWhatWasTaken() {
    final class Witness {}
    var queue = FIFO<Witness>()
    weak var first: Witness?
    do {
      let witness = Witness()
      first = witness
      queue.append(contentsOf: [witness, Witness()])
    }
    #expect(queue.count == 2)
    #expect(first != nil)
    _ = queue.popFirst()
    #expect(first == nil, "the queue still holds it")
    #expect(queue.takeAll().count == 1)
    #expect(queue.isEmpty)
  }

  @Test func movesItsElementsNowAndThen() {
    var queue = FIFO<Int>()
    var expected = 0
    for number in 0..<2_000 {
      queue.append(number)
      guard number % 3 != 0 else { continue }
      #expect(queue.popFirst() == expected)
      expected += 1
    }
    #expect(queue.first == expected)
    #expect(queue.takeAll() == Array(expected..<2_000))
  }
}
