// Which number of an advice is its trace number, where a payer's bank writes it otherwise than TRN02 does.

import X12

/// A payer's rule. Without any it is TRN02, verbatim.
package struct TraceRule: Sendable, Equatable {
  /// The qualifier of the header's REF that holds the number; nil: TRN02.
  package var reference: String?
  /// What the number may begin with and does not count: the first that fits.
  package var prefixes: [String] = []
  /// Whether zeros at its beginning do not count.
  package var dropsZeros = false

  package init() {}

  /// The qualifier under which TRN02 as it was sent stands among the references of an advice whose number is another.
  static let asSent = "TRN02"

  /// The number; nil where the document has no such reference. Nothing is left out of which nothing would remain.
  func number(of facts: RemittanceFacts) -> String? {
    var number = facts.traceNumber
    if let reference {
      guard let found = facts.references.first(where: { $0.qualifier == reference }) else { return nil }
      number = found.value
    }
    if let prefix = prefixes.first(where: number.hasPrefix), prefix.count < number.count {
      number.removeFirst(prefix.count)
    }
    if dropsZeros, let first = number.firstIndex(where: { $0 != "0" }) { number.removeSubrange(..<first) }
    return number
  }

  /// As text; empty where TRN02 stands.
  var fingerprint: String {
    self == TraceRule() ? "" : "trace \(reference ?? "") \(prefixes.joined(separator: ",")) \(dropsZeros)"
  }
}
