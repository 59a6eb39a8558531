// Named relaxations: what a sender may get wrong because somebody has agreed to it.

/// One thing that an advice is rejected or loses a value for, unless it is allowed by name for its sender. Each use is
/// a finding, ``rule``.
package enum Relaxation: String, Sendable, CaseIterable {
  /// An amount of a claim, a line or an adjustment that must be there and is empty is zero.
  case emptyAmounts = "empty-amounts"
  /// Amounts may be written `$1,234.50`.
  case writtenAmounts = "written-amounts"
  /// BPR03 may be empty: the money goes to the payee.
  case missingDirection = "missing-direction"
  /// Dates may be `YYMMDD`, of this century.
  case shortDates = "short-dates"

  /// What is reported where it is used.
  package var rule: Rule { Rule("relaxed-\(rawValue)", .warning) }
}

extension RemittanceReader {
  /// Whether something is allowed; if so, that it is used is noted.
  func relaxes(_ relaxation: Relaxation, _ element: Int, _ message: String) -> Bool {
    guard relaxations.contains(relaxation) else { return false }
    note(relaxation.rule, element: element, message)
    return true
  }

  /// An amount with a currency sign or separators of thousands, where that is allowed.
  func writtenAmount(_ segment: Segment, _ element: Int) -> Int64? {
    guard relaxations.contains(.writtenAmounts), let digits = WrittenAmount(segment[element].stripped)?.digits
    else { return nil }
    let cents = digits.withUnsafeBufferPointer { bytes in
      bytes.baseAddress.map { Cents(ByteView(base: $0, count: bytes.count)) }
    }
    guard case .value(let amount)? = cents,
      relaxes(.writtenAmounts, element, "an amount with a currency sign or separators of thousands, as allowed")
    else { return nil }
    return amount
  }

  /// A day as `YYMMDD`, where that is allowed.
  func shortDate(_ segment: Segment, _ element: Int) -> X12Date? {
    let value = segment[element].stripped
    guard value.count == 6, relaxations.contains(.shortDates), let date = X12Date(value),
      relaxes(.shortDates, element, "a day as YYMMDD, as allowed")
    else { return nil }
    return date
  }
}

/// `$1,234.50` or `-1,234.50`: commas only where they separate thousands.
private struct WrittenAmount {
  /// The number without sign of currency and commas.
  var digits: [UInt8] = []

  init?(_ view: ByteView) {
    var index = 0
    if view[0] == UInt8(ascii: "-") {
      digits.append(view[0])
      index = 1
    }
    if view[index] == UInt8(ascii: "$") { index += 1 }
    var group = 0
    var hasComma = false
    while index < view.count, view[index] != UInt8(ascii: ".") {
      if view[index] == UInt8(ascii: ",") {
        guard hasComma ? group == 3 : (1...3).contains(group) else { return nil }
        (hasComma, group) = (true, 0)
      } else {
        guard ASCII.isDigit(view[index]) else { return nil }
        group += 1
        digits.append(view[index])
      }
      index += 1
    }
    guard hasComma ? group == 3 : group > 0 else { return nil }
    while index < view.count {
      digits.append(view[index])
      index += 1
    }
  }
}
