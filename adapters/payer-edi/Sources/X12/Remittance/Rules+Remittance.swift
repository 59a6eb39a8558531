// The rules of the remittance advice (835). Balance is not among them: it is reported, never a reason to reject.

extension Rule {
  /// GS01 is not HP.
  package static let groupFunctionalID = Rule("gs01-not-hp", .warning)
  /// Neither 004010 nor 005010.
  package static let versionUnknown = Rule("version-unknown", .warning)
  /// No BPR: no payment to read.
  package static let paymentMissing = Rule("bpr-missing", .error)
  /// No TRN, or an empty TRN02.
  package static let traceMissing = Rule("trn-missing", .error)
  /// A header segment that comes twice.
  package static let headerRepeated = Rule("header-repeated", .error)
  /// A segment of the header after the claims have begun.
  package static let segmentOrder = Rule("segment-order", .warning)
  /// A segment that this set does not have at this place.
  package static let segmentUnexpected = Rule("segment-unexpected", .warning)
  /// A required value is missing.
  package static let elementMissing = Rule("element-missing", .error)
  /// A value that should be there and that nothing depends on.
  package static let elementAdvised = Rule("element-advised", .warning)
  /// A code longer than any code.
  package static let codeMalformed = Rule("code-malformed", .error)
  /// A required amount is missing.
  package static let moneyMissing = Rule("money-missing", .error)
  /// An amount that is no decimal number.
  package static let moneyNotNumeric = Rule("money-not-numeric", .error)
  /// An amount with more than two decimals.
  package static let moneyTooPrecise = Rule("money-too-precise", .error)
  /// An amount or a sum beyond the limit.
  package static let moneyTooLarge = Rule("money-too-large", .error)
  /// BPR02 is negative.
  package static let paymentNegative = Rule("bpr02-negative", .warning)
  /// BPR03 is neither C nor D.
  package static let directionUnknown = Rule("bpr03-unknown", .error)
  /// A date that is no day.
  package static let dateInvalid = Rule("date-invalid", .warning)
  /// CAS, SVC or another detail where no claim is open.
  package static let detailOutsideClaim = Rule("detail-outside-claim", .error)
  /// A reason or quantity without an amount, or an amount without a reason.
  package static let adjustmentIncomplete = Rule("adjustment-incomplete", .error)
  /// A composite of a PLB that is not `reason:reference`.
  package static let providerAdjustmentMalformed = Rule("plb-composite", .warning)
  /// More adjustment groups than the limit.
  package static let tooManyGroups = Rule("too-many-adjustment-groups", .error)
  /// More provider-level adjustments than the limit.
  package static let tooManyProviderAdjustments = Rule("too-many-provider-adjustments", .error)
  /// More claims than the limit.
  package static let tooManyClaims = Rule("too-many-claims", .error)
  /// What a TS3 says of the claims below it is not what they add up to.
  package static let summaryMismatch = Rule("summary-mismatch", .warning, .balance)
  /// A contact with a value longer than any; it is left out, since no payment depends on it.
  package static let contactInvalid = Rule("contact-invalid", .warning)
  /// Units that are no number.
  package static let numberInvalid = Rule("number-invalid", .error)
  /// A quantity that is no number; it is left out.
  package static let quantityInvalid = Rule("quantity-invalid", .warning)
  /// More remarks, references or amounts than an event lists; the rest is left out.
  package static let listTooLong = Rule("list-too-long", .warning)
}
