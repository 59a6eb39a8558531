// Which deliveries of a channel are unsettled, and the fewest acknowledgements that settle what is decided. Pure.

import Messaging

/// Collects decisions about deliveries of one channel and turns them into as few methods as possible.
///
/// The broker numbers the deliveries of a channel 1, 2, 3 … One acknowledgement can settle all up to a number
/// (`multiple`), which is right only when everything below is decided the same way or already settled.
package struct SettlementBook {
  /// One method to send.
  package struct Method: Equatable {
    package var tag: UInt64
    package var multiple: Bool
    package var settlement: Delivery.Settlement

    package init(tag: UInt64, multiple: Bool, settlement: Delivery.Settlement) {
      self.tag = tag
      self.multiple = multiple
      self.settlement = settlement
    }
  }

  private enum Slot: Equatable {
    case open
    case decided(Delivery.Settlement)
    case settled
  }

  private var slots: [Slot] = []
  private var head = 0
  private var firstTag: UInt64 = 1
  private var decidedTags: [UInt64] = []
  /// How many deliveries are undecided.
  package private(set) var openCount = 0

  package init() {}

  /// Below this tag everything is settled.
  package var lowestTag: UInt64 { firstTag }
  /// The tags from the lowest unsettled one to the last one delivered; nil if all are settled.
  package var knownTags: ClosedRange<UInt64>? {
    head < slots.count ? firstTag...(firstTag + UInt64(slots.count - head) - 1) : nil
  }
  /// Whether there is something to send.
  package var hasDecisions: Bool { !decidedTags.isEmpty }

  /// Notes a delivery. Tags come in ascending order. One that no broker can count up to is not settled.
  package mutating func delivered(_ tag: UInt64) {
    guard tag <= UInt64(Int64.max) else { return }
    if head == slots.count { firstTag = max(firstTag, tag) }
    let next = firstTag + UInt64(slots.count - head)
    guard tag >= next else { return }
    // A gap would mean deliveries that never reached us; they count as settled so that nothing waits for them.
    for _ in 0..<min(tag - next, 65_536) { slots.append(.settled) }
    slots.append(.open)
    openCount += 1
  }

  /// Notes a decision. Unknown and already decided tags are ignored.
  package mutating func decide(_ tag: UInt64, _ settlement: Delivery.Settlement) {
    guard let place = place(of: tag), slots[place] == .open else { return }
    slots[place] = .decided(settlement)
    openCount -= 1
    decidedTags.append(tag)
  }

  /// The methods that settle everything decided so far: runs at the low end as one `multiple` each, the others alone.
  package mutating func flush() -> [Method] {
    guard !decidedTags.isEmpty else { return [] }
    var methods = flushPrefix()
    for tag in decidedTags {
      guard let place = place(of: tag), case .decided(let settlement) = slots[place] else { continue }
      methods.append(Method(tag: tag, multiple: false, settlement: settlement))
      slots[place] = .settled
    }
    decidedTags.removeAll(keepingCapacity: true)
    return methods
  }

  /// Settles from the lowest tag up to the first undecided one.
  private mutating func flushPrefix() -> [Method] {
    var methods: [Method] = []
    var run: (settlement: Delivery.Settlement, count: Int, last: UInt64)?
    func method(_ run: (settlement: Delivery.Settlement, count: Int, last: UInt64)) -> Method {
      Method(tag: run.last, multiple: run.count > 1, settlement: run.settlement)
    }
    while head < slots.count, slots[head] != .open {
      if case .decided(let settlement) = slots[head] {
        if let current = run, current.settlement == settlement {
          run = (settlement, current.count + 1, firstTag)
        } else {
          if let current = run { methods.append(method(current)) }
          run = (settlement, 1, firstTag)
        }
      }
      head += 1
      firstTag += 1
    }
    if let current = run { methods.append(method(current)) }
    compact()
    return methods
  }

  private func place(of tag: UInt64) -> Int? {
    guard tag >= firstTag else { return nil }
    let offset = tag - firstTag
    guard offset < UInt64(slots.count - head) else { return nil }
    return head + Int(offset)
  }

  private mutating func compact() {
    if head == slots.count {
      slots.removeAll(keepingCapacity: true)
      head = 0
    } else if head > 1024, head > slots.count / 2 {
      slots.removeFirst(head)
      head = 0
    }
  }
}
