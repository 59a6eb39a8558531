// Every limit of the format reader in one place: what is beyond one is refused by name, never cut silently.

/// The limits of reading X12. All are constants, so that the same bytes always read the same way.
package enum X12Limits {
  /// The longest segment, in bytes, including wrapped line ends. A longer one spoils its set and is skipped.
  package static let segmentBytes = 1 << 20
  /// The most elements in a segment, its id included. The standard's longest has fewer than 40.
  package static let elements = 512
  /// The longest value of one element or component, in bytes. The standard's longest has 264.
  package static let elementBytes = 1024
  /// The longest ISA, in bytes, line ends included. The standard's has 106.
  package static let interchangeHeaderBytes = 512
  /// How many findings are listed in one log; the rest are counted.
  package static let listedFindings = 1000
  /// How many balance findings one remittance lists; the rest are counted.
  package static let listedImbalances = 1000
  /// How many different adjustment group codes one remittance may use. The standard has five.
  package static let adjustmentGroups = 32
  /// How many provider-level adjustments one remittance may have, so that its header stays one event.
  package static let providerAdjustments = 4000
  /// How many references of the header are kept; the guide has two.
  package static let headerReferences = 16
  /// How many contacts and sums by provider of the header are kept.
  package static let contacts = 10
  package static let providerSummaries = 100
  /// How many claims one set may have.
  package static let claims = 10_000_000
  /// How many control numbers of a group's sets are kept, to find one that comes twice.
  package static let controlNumbers = 100_000
  /// How far the reader looks ahead to guess the separators of a file that has no ISA, in bytes.
  package static let guessingBytes = 4096
  /// The largest amount either way, in cents: 2^53 - 1, so that every JSON reader keeps it exact.
  package static let cents: Int64 = 9_007_199_254_740_991
}

/// The longest values of an advice that are published, in bytes: those of the events' schemas, which are more generous
/// than the standard.
package enum ValueLimits {
  /// Qualifiers, status, adjustment groups.
  package static let code = 8
  /// Adjustment reasons.
  package static let reason = 16
  /// Control numbers of the envelope.
  package static let controlNumber = 16
  /// Remark codes.
  package static let remark = 32
  /// Trace numbers, control numbers, member ids, references.
  package static let identifier = 80
  /// Names and numbers of contacts, an address of delivery.
  package static let contact = 256
  /// Names of payer and payee.
  package static let name = 120
  /// SVC01.
  package static let procedure = 128
}
