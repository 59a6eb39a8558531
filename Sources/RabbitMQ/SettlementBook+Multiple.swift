// Decisions that cover earlier deliveries too.

import Messaging

extension SettlementBook {
  /// Notes a decision, for this tag alone or, if it says so, for all undecided ones up to it.
  package mutating func decide(upTo tag: UInt64, _ settlement: Delivery.Settlement) {
    guard let single = settlement.single else { return decide(tag, settlement) }
    guard tag >= lowestTag else { return }
    for earlier in lowestTag...tag { decide(earlier, single) }
  }
}

extension SettlementBook {
  /// Notes one decision about each of these tags. Unknown and already decided ones are ignored.
  package mutating func decide(_ tags: ClosedRange<UInt64>, _ settlement: Delivery.Settlement) {
    if tags.lowerBound == tags.upperBound { return decide(upTo: tags.lowerBound, settlement) }
    guard let known = knownTags, known.overlaps(tags) else { return }
    for tag in tags.clamped(to: known) { decide(tag, settlement) }
  }
}

extension SettlementBook.Method {
  /// The method for one decision as it was made.
  init(_ tag: UInt64, _ settlement: Delivery.Settlement) {
    self.init(tag: tag, multiple: settlement.single != nil, settlement: settlement.single ?? settlement)
  }
}

extension Delivery.Settlement {
  /// Whether it says that the work is done.
  var isAcknowledgement: Bool { self == .ack || self == .ackMultiple }

  /// What a decision about several means for each; nil if it is about one.
  fileprivate var single: Delivery.Settlement? {
    switch self {
    case .ack, .nack: nil
    case .ackMultiple: .ack
    case .nackMultiple(let requeue): .nack(requeue: requeue)
    }
  }
}
