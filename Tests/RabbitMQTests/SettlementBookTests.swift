// The fewest acknowledgements, and none that says too much.

import Messaging
import RabbitMQ
import SeededRandom
import Testing

@Suite struct SettlementBookTests {
  private func book(_ count: UInt64) -> SettlementBook {
    var book = SettlementBook()
    for tag in 1...count { book.delivered(tag) }
    return book
  }

  private func ack(_ tag: UInt64, multiple: Bool) -> SettlementBook.Method {
    .init(tag: tag, multiple: multiple, settlement: .ack)
  }

  @Test func aRunFromTheLowEndIsOneMethod() {
    var book = book(5)
    for tag: UInt64 in [3, 1, 2, 5] { book.decide(tag, .ack) }
    #expect(book.flush() == [ack(3, multiple: true), ack(5, multiple: false)])
    #expect(book.openCount == 1)
    book.decide(4, .ack)
    #expect(book.flush() == [ack(4, multiple: false)])
    #expect(book.flush().isEmpty)
    #expect(!book.hasDecisions)
  }

  @Test func differentDecisionsAreDifferentMethods() {
    var book = book(6)
    for tag: UInt64 in [1, 2, 5, 6] { book.decide(tag, .ack) }
    for tag: UInt64 in [3, 4] { book.decide(tag, .nack(requeue: true)) }
    #expect(
      book.flush() == [
        ack(2, multiple: true), .init(tag: 4, multiple: true, settlement: .nack(requeue: true)),
        ack(6, multiple: true),
      ])
  }

  @Test func theFirstDecisionStays() {
    var book = book(1)
    book.decide(1, .ack)
    book.decide(1, .nack(requeue: true))
    book.decide(2, .ack)
    book.decide(0, .ack)
    #expect(book.flush() == [ack(1, multiple: false)])
    book.decide(1, .nack(requeue: true))
    #expect(book.flush().isEmpty)
  }

  /// Whatever the order, the broker ends up with exactly what was decided. The broker is played by a dictionary.
  @Test(arguments: 0..<50) func everyOrderSettlesEachAsDecided(seed: Int) {
    var generator = SeededGenerator(seed: UInt64(seed))
    var book = SettlementBook()
    var decided: [UInt64: Delivery.Settlement] = [:]
    var settled: [UInt64: Delivery.Settlement] = [:]
    var open: [UInt64] = []
    var last: UInt64 = 0
    for _ in 0..<400 {
      for _ in 0..<Int.random(in: 0...4, using: &generator) {
        last += 1
        book.delivered(last)
        open.append(last)
      }
      open.shuffle(using: &generator)
      for _ in 0..<min(open.count, Int.random(in: 0...5, using: &generator)) {
        let tag = open.removeLast()
        let choices: [Delivery.Settlement] = [.ack, .ack, .ack, .nack(requeue: true), .nack(requeue: false)]
        decided[tag] = choices.randomElement(using: &generator)
        if let settlement = decided[tag] { book.decide(tag, settlement) }
      }
      for method in book.flush() {
        let low = method.multiple ? 1 : method.tag
        for tag in low...method.tag where settled[tag] == nil { settled[tag] = method.settlement }
      }
      #expect(settled == decided)
      #expect(book.openCount == open.count)
    }
  }
}
