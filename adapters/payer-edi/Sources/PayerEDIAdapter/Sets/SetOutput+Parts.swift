// Parts that several sets have: adjustments, procedures, currencies.

import PaymentEvents
import X12

extension SetOutput {
  /// CAS: a group, then up to six triplets of reason, amount and quantity.
  func takeAdjustments(_ segment: Segment, into list: inout [Adjustment], limit: Int) {
    let group = code(segment, 1) ?? "-"
    for index in stride(from: 2, through: min(segment.elementCount - 1, 17), by: 3) {
      guard let reason = text(segment, index, limit: ValueLimits.reason) else { continue }
      append(
        Adjustment(
          group: group, reason: reason, amount: requiredMoney(segment, index + 1),
          quantity: decimal(segment, index + 2)), to: &list, limit: limit)
    }
  }

  /// A composite procedure: its first six components joined by `:`, without empty ones at the end; nil where it is
  /// empty.
  func procedure(_ segment: Segment, _ element: Int) -> String? {
    var parts = (1...6).map { view(segment, element, $0).text }
    while parts.last?.isEmpty == true { parts.removeLast() }
    let joined = parts.joined(separator: ":")
    guard joined.utf8.count <= ValueLimits.procedure else {
      note(.elementTooLong, element: element, "longer than \(ValueLimits.procedure) bytes")
      return nil
    }
    return joined.isEmpty ? nil : joined
  }

  /// An ISO 4217 code; nil, with a finding, for anything else.
  func currency(_ segment: Segment, _ element: Int) -> String? {
    let code = segment[element].stripped
    guard code.count == 3, (0..<3).allSatisfy({ code[$0] &- 0x41 < 26 }) else {
      note(.codeMalformed, element: element, "no ISO 4217 currency code")
      return nil
    }
    return code.text
  }
}
