// Which part of an advice a segment belongs to.

/// The loops of 005010X221A1 (and 004010X091A1), by the implementation guide's names.
package enum RemittanceLoop: String, Sendable {
  case header
  case payer = "1000A"
  case payee = "1000B"
  case otherParty = "1000"
  case headerNumber = "2000"
  case claim = "2100"
  case service = "2110"
  case summary

  /// The name for findings; none for the header and the summary, which are no loops.
  package var name: String? { self == .header || self == .summary ? nil : rawValue }
  /// Whether a claim is open.
  package var isInClaim: Bool { self == .claim || self == .service }
  /// Whether the segments before the first claim are being read.
  package var isBeforeClaims: Bool {
    switch self {
    case .header, .payer, .payee, .otherParty: true
    default: false
    }
  }
}
