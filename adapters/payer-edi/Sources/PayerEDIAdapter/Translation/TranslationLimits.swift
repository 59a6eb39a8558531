// The limits of translating a remittance into events.

import PaymentEvents

/// Sizes that are constants of the events' major version, and what follows from them.
package enum TranslationLimits {
  /// The most claims on a page.
  package static let claims = RemittanceClaimsReceived.maximumClaims
  /// What the envelope and the page's other fields may take, in bytes. Fixed, so that where a page ends depends on the
  /// claims alone.
  package static let envelopeBytes = 8192
  /// The most bytes that the claims of a page may take, brackets and commas included.
  package static let claimsBytes = RemittanceClaimsReceived.maximumBytes - envelopeBytes
  /// The most bytes of claims that are held until a set is verified: a few thousand claims. A larger set is read twice.
  package static let heldBytes = 4 << 20
  /// The longest tenant name, in bytes.
  package static let tenantBytes = 64
  /// The longest correlation id, in bytes.
  package static let correlationBytes = 128
  /// The most service lines of a claim, and the most adjustments in one list.
  package static let services = 1000
  package static let adjustments = 1000
  /// The most remarks, references or amounts in one list.
  package static let details = 100
  /// The most sets and the most faults that one acknowledgement event lists; further ones come in the next event.
  package static let acknowledgedSets = 500
  package static let faults = 1000
  /// How many list entries an event may have before its size is measured: no entry has more than 600 bytes.
  package static let unmeasuredEntries = 1000
  /// How many sets a report lists, and how many rejected ones besides; all are counted, and each is handed to the
  /// caller.
  package static let listedSets = 10_000
  /// How many interchanges, and how many groups, are listed for their acknowledgement.
  package static let listedInterchanges = 10_000
  /// How many findings the listed sets of a file may have together before each further set shows one only.
  package static let listedFindings = 100_000
}
