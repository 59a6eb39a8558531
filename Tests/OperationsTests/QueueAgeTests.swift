// The age of a queue's oldest message, worked out from depths and acknowledgements.

import Operations
import PaymentEvents
import Testing

@Suite struct QueueAgeTests {
  /// (seconds, depth, acknowledged so far, age in seconds)
  @Test(arguments: [
    [(0, 0, 0, 0), (5, 0, 0, 0)],
    [(0, 3, 0, 0), (5, 3, 0, 5), (10, 3, 0, 10)],
    // Two of three are gone, two are new: the third of the first look is the oldest; then it is gone, too.
    [(0, 3, 0, 0), (5, 3, 2, 5), (10, 2, 3, 5), (15, 1, 4, 10), (20, 0, 5, 0), (25, 1, 5, 0)],
    // Busy, but never old: all that was there is gone at each look.
    [(0, 10, 0, 0), (5, 10, 10, 0), (10, 10, 20, 0)],
    // Messages that expire leave without an acknowledgement.
    [(0, 4, 0, 0), (5, 2, 0, 5), (10, 2, 0, 10), (15, 0, 0, 0), (20, 1, 0, 0), (25, 1, 0, 5)],
    // The broker was started anew: its count begins at zero.
    [(0, 5, 100, 0), (5, 5, 100, 5), (10, 4, 1, 10), (15, 0, 5, 0)],
  ])
  func itIsThatOfTheHead(_ looks: [(Int64, Int64, Int64, Int64)]) {
    var age = QueueAge()
    for (seconds, depth, acknowledged, expected) in looks {
      let found = age.look(depth: depth, acknowledged: acknowledged, at: Instant(milliseconds: seconds * 1_000))
      #expect(found == expected * 1_000, "at \(seconds) s")
    }
  }

  @Test func itStaysSmallHoweverLongAQueueGrows() {
    var age = QueueAge()
    var found: Int64 = 0
    for second in 0...Int64(20_000) {
      found = age.look(depth: second + 1, acknowledged: 0, at: Instant(milliseconds: second * 1_000))
    }
    #expect(found == 20_000_000)
  }
}
