// Confirms in every order, returns before their confirm.

import RabbitMQ
import Testing

@Suite struct ConfirmTrackerTests {
  private func tracker(_ count: Int) -> ConfirmTracker<Int> {
    var tracker = ConfirmTracker<Int>()
    for number in 1...count {
      #expect(tracker.track(number, key: key(number)) == UInt64(number))
    }
    return tracker
  }

  private func key(_ number: Int) -> ReturnKey {
    ReturnKey(messageID: "m\(number)", exchange: "e", routingKey: "k")
  }

  private func tokens(_ settled: [(Int, ConfirmTracker<Int>.Outcome)]) -> [Int] { settled.map(\.0) }

  @Test func tagsAreSettledInAnyOrderAndOnce() {
    var tracker = tracker(5)
    #expect(tokens(tracker.settle(tag: 3, multiple: false, accepted: true)) == [3])
    #expect(tokens(tracker.settle(tag: 1, multiple: false, accepted: true)) == [1])
    #expect(tokens(tracker.settle(tag: 1, multiple: false, accepted: true)).isEmpty)
    #expect(tokens(tracker.settle(tag: 4, multiple: true, accepted: true)) == [2, 4])
    #expect(tracker.count == 1)
    #expect(tokens(tracker.settle(tag: 9, multiple: false, accepted: true)).isEmpty)
    #expect(tokens(tracker.settle(tag: 5, multiple: true, accepted: true)) == [5])
    #expect(tracker.count == 0)
    #expect(tracker.track(6, key: key(6)) == 6)
  }

  @Test func zeroWithMultipleMeansAll() {
    var tracker = tracker(3)
    #expect(tokens(tracker.settle(tag: 0, multiple: true, accepted: true)) == [1, 2, 3])
    #expect(tokens(tracker.settle(tag: 0, multiple: true, accepted: true)).isEmpty)
    #expect(tokens(tracker.settle(tag: 0, multiple: false, accepted: true)).isEmpty)
  }

  @Test func aNegativeConfirmIsARefusal() {
    var tracker = tracker(3)
    let refused = tracker.settle(tag: 2, multiple: true, accepted: false)
    #expect(refused.map(\.1) == [.refused, .refused])
    #expect(tracker.settle(tag: 3, multiple: false, accepted: true).map(\.1) == [.confirmed])
  }

  @Test func aReturnMarksTheOldestWithItsKey() {
    var tracker = ConfirmTracker<Int>()
    let twin = key(1)
    for number in 1...3 { tracker.track(number, key: number == 2 ? key(2) : twin) }
    let isKnown = tracker.markReturned(twin)
    #expect(isKnown)
    let settled = tracker.settle(tag: 3, multiple: true, accepted: true)
    #expect(settled.map(\.1) == [.returned, .confirmed, .confirmed])
    let isKnownAgain = tracker.markReturned(twin)
    #expect(!isKnownAgain)
  }

  @Test func aResetGivesBackTheUnconfirmedInOrder() {
    var tracker = tracker(5)
    _ = tracker.settle(tag: 2, multiple: false, accepted: true)
    #expect(tracker.reset() == [1, 3, 4, 5])
    #expect(tracker.count == 0)
    #expect(tracker.track(1, key: key(1)) == 1)
  }

  @Test func manyTagsStayRight() {
    var tracker = ConfirmTracker<Int>()
    var settled = 0
    for number in 1...10_000 {
      #expect(tracker.track(number, key: key(number)) == UInt64(number))
      if number % 7 == 0 { settled += tracker.settle(tag: UInt64(number - 3), multiple: true, accepted: true).count }
    }
    settled += tracker.settle(tag: 10_000, multiple: true, accepted: true).count
    #expect(settled == 10_000)
  }
}
