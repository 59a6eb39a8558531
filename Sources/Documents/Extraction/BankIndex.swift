// What a bank's index says of a check beside what was read of its image: two readings of one payment by two readers.

import PaymentEvents

/// What an index says of an image.
package struct BankIndex: Sendable, Hashable {
  /// The check's number.
  package var traceNumber: String?
  /// The check's amount.
  package var amount: Money?

  package init(traceNumber: String?, amount: Money?) { (self.traceNumber, self.amount) = (traceNumber, amount) }
}

extension Extraction {
  /// Compares. What agrees is surer by it, as by a sum that comes out; what does not is said with both values.
  package mutating func compare(with index: BankIndex) {
    if let said = index.amount, let read = amount?.value {
      checks.append(CrossCheck(name: "the bank's index names the amount", expected: said, found: read))
      amount?.count(said == read)
      if said != read { disagreements.append("the bank's index says \(said), the document \(read)") }
    }
    guard let said = index.traceNumber, let read = traceNumber else { return }
    if let other = read.alternative?.value, Self.same(said, other), !Self.same(said, read.value) {
      traceNumber?.exchange()
    }
    let value = traceNumber?.value ?? read.value
    traceNumber?.count(Self.same(said, value))
    if !Self.same(said, value) {
      disagreements.append("the bank's index says check number \(said), the document \(value)")
    }
  }

  /// Banks drop leading zeros and marks.
  private static func same(_ left: String, _ right: String) -> Bool {
    func plain(_ text: String) -> Substring {
      String(text.uppercased().filter { $0.isASCII && ($0.isLetter || $0.isNumber) }).drop { $0 == "0" }
    }
    return plain(left) == plain(right)
  }
}
