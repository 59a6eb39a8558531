// The rules that come from the events, not from the format.

import X12

extension Rule {
  /// An event of a set would be larger than an event may be.
  static let eventTooLarge = Rule("event-too-large", .error)
  /// The reference that a profile takes the trace number from is missing; TRN02 stands in.
  static let traceReferenceMissing = Rule("trace-reference-missing", .warning, .situation)
  /// A claim replaces or voids one that it does not name.
  static let replacedClaimMissing = Rule("replaced-claim-missing", .warning, .situation)
  /// A claim is not the first payer's, and names no other payer.
  static let earlierPayerMissing = Rule("earlier-payer-missing", .warning, .situation)
  /// More lines than a claim may have.
  static let tooManyLines = Rule("too-many-lines", .error)
  /// A set without anything that an event is made of: no claim, no status, no coverage.
  static let setEmpty = Rule("set-empty", .error)
  /// A set that is read and kept, and that no event is made of.
  static let setKept = Rule("set-kept", .warning)
  /// One claim is larger than a page may be.
  static let claimTooLarge = Rule("claim-too-large", .error)
  /// The header is larger than an event may be.
  static let headerTooLarge = Rule("header-too-large", .error)
}
