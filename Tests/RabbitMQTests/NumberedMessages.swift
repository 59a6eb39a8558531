// What became of numbered messages: the books of a test in which everything that can fail does.

import Messaging
import Synchronization

/// Keeps for each number whether it was confirmed and how often it arrived.
final class NumberedMessages: Sendable {
  /// What the books say.
  struct Account: Sendable, CustomStringConvertible {
    /// Numbers handed to the publisher.
    var attempted = 0
    /// Numbers whose publish was confirmed.
    var confirmed = 0
    /// Confirmed, and never arrived.
    var lost = 0
    /// Arrived, and not what was sent: another number, or another body.
    var unexpected = 0
    /// Numbers that arrived more than once.
    var duplicated = 0

    var description: String {
      "attempted \(attempted), confirmed \(confirmed), lost \(lost), unexpected \(unexpected), duplicated \(duplicated)"
    }
  }

  private struct Books {
    var attempted: [Bool]
    var confirmed: [Bool]
    var arrived: [UInt8]
    var arrivedOnce = 0
    var confirmedCount = 0
    var unexpected = 0
  }

  let count: Int
  private let books: Mutex<Books>

  init(count: Int) {
    self.count = count
    let none = [Bool](repeating: false, count: count)
    books = Mutex(Books(attempted: none, confirmed: none, arrived: [UInt8](repeating: 0, count: count)))
  }

  /// How many numbers have arrived.
  var arrivedCount: Int { books.withLock { $0.arrivedOnce } }
  var confirmedCount: Int { books.withLock { $0.confirmedCount } }
  /// Whether everything confirmed has arrived.
  var isComplete: Bool { confirmedCount == count && account.lost == 0 }

  /// The message of a number. Its body, 8 to 1,007 bytes, is made of the number.
  static func message(_ number: Int) -> Message {
    var noise = number
    let body = (0..<(8 + number % 1_000)).map { _ in
      noise = noise &* 0x5851_F42D_4C95_7F2D &+ 1
      return UInt8(truncatingIfNeeded: noise >> 32)
    }
    return Message(id: "\(number)", type: "t", routingKey: "q", body: body)
  }

  func attempt(_ numbers: Range<Int>) {
    books.withLock { books in for number in numbers { books.attempted[number] = true } }
  }

  func confirm(_ number: Int) {
    books.withLock { books in
      if !books.confirmed[number] { books.confirmedCount += 1 }
      books.confirmed[number] = true
    }
  }

  func arrive(_ message: Message) {
    let number = Int(message.id) ?? -1
    let isAsSent = (0..<count).contains(number) && message.body == Self.message(number).body
    books.withLock { books in
      guard isAsSent, books.attempted[number] else { return books.unexpected += 1 }
      if books.arrived[number] == 0 { books.arrivedOnce += 1 }
      books.arrived[number] = min(books.arrived[number], 254) + 1
    }
  }

  var account: Account {
    books.withLock { books in
      var account = Account(unexpected: books.unexpected)
      for number in 0..<count {
        if books.attempted[number] { account.attempted += 1 }
        if books.confirmed[number] { account.confirmed += 1 }
        if books.confirmed[number], books.arrived[number] == 0 { account.lost += 1 }
        if books.arrived[number] > 1 { account.duplicated += 1 }
      }
      return account
    }
  }
}
