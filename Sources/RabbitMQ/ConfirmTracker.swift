// Which publishes of a channel are unconfirmed, and what a confirm or a return says about them. Pure.

/// Matches publisher confirms and returns to publishes (RabbitMQ's "Consumer Acknowledgements and Publisher Confirms").
///
/// On a channel in confirm mode the n-th publish has the tag n. The broker settles tags in any order, one at a time or
/// all up to one (`multiple`). A `mandatory` message that no queue takes comes back with `basic.return`, which carries
/// no tag, *before* it is confirmed; it is matched by message id, exchange and routing key, oldest first. Two publishes
/// with equal keys are the same event on the same way, so it does not matter which of them is marked.
package struct ConfirmTracker<Token> {
  /// What became of a publish.
  package enum Outcome: Equatable {
    case confirmed
    case returned
    case refused
  }

  private struct Entry {
    var token: Token
    var key: ReturnKey
    var isReturned = false
  }

  /// Entries by tag minus `firstTag`; nil once settled. The first one, if any, is unsettled.
  private var entries: [Entry?] = []
  private var head = 0
  private var firstTag: UInt64 = 1
  /// How many publishes are unconfirmed.
  package private(set) var count = 0

  package init() {}

  /// Notes a publish; returns its tag.
  @discardableResult
  package mutating func track(_ token: Token, key: ReturnKey) -> UInt64 {
    entries.append(Entry(token: token, key: key))
    count += 1
    return firstTag + UInt64(entries.count - head - 1)
  }

  /// Notes that a message came back. Returns false if none is known under this key.
  @discardableResult
  package mutating func markReturned(_ key: ReturnKey) -> Bool {
    let place = entries[head...].firstIndex { entry in
      if let entry { !entry.isReturned && entry.key == key } else { false }
    }
    guard let place else { return false }
    entries[place]?.isReturned = true
    return true
  }

  /// Applies a confirm (`accepted`) or a negative one. Unknown tags are ignored: they were settled before.
  package mutating func settle(tag: UInt64, multiple: Bool, accepted: Bool) -> [(Token, Outcome)] {
    guard tag >= firstTag || (tag == 0 && multiple) else { return [] }
    let held = entries.count - head
    // A tag of 0 with `multiple` means all (AMQP 0-9-1, basic.ack).
    let offset = tag == 0 ? held - 1 : Int(clamping: tag - firstTag)
    guard multiple || offset < held else { return [] }
    let last = min(offset, held - 1)
    let range = multiple ? 0..<(last + 1) : last..<(last + 1)
    var settled: [(Token, Outcome)] = []
    settled.reserveCapacity(range.count)
    for place in range {
      guard let entry = entries[head + place] else { continue }
      entries[head + place] = nil
      settled.append((entry.token, accepted ? (entry.isReturned ? .returned : .confirmed) : .refused))
    }
    count -= settled.count
    advance()
    return settled
  }

  /// The channel is gone: forgets everything and returns what was unconfirmed, in publishing order.
  package mutating func reset() -> [Token] {
    let rest = entries[head...].compactMap { $0?.token }
    self = ConfirmTracker()
    return rest
  }

  /// Moves past settled entries and now and then gives their memory back.
  private mutating func advance() {
    while head < entries.count, entries[head] == nil {
      head += 1
      firstTag += 1
    }
    if head == entries.count {
      entries.removeAll(keepingCapacity: true)
      head = 0
    } else if head > 1024, head > entries.count / 2 {
      entries.removeFirst(head)
      head = 0
    }
  }
}
