// What the envelope says: interchange, functional group, transaction set.

/// An interchange: ISA to IEA.
package struct Interchange: Sendable, Equatable {
  /// The place in the file, from 1; 0 where there is no ISA.
  package var ordinal = 0
  /// ISA13; empty where there is no ISA.
  package var controlNumber = ""
  /// ISA06 and ISA08, without padding.
  package var sender = ""
  package var receiver = ""
  /// ISA09 as `YYYYMMDD`.
  package var date: X12Date?
  /// ISA12.
  package var version = ""
  /// ISA05, ISA07, ISA10, ISA14 and ISA15.
  package var senderQualifier = ""
  package var receiverQualifier = ""
  package var time = ""
  package var acknowledgementRequested = ""
  package var usage = ""
  /// The segment number of the ISA.
  package var firstSegment = 0
  /// How many groups were opened.
  package var groups = 0
  /// How many TA1 came.
  package var acknowledgements = 0
  /// What was found wrong with its envelope, each rule once.
  package var rules: Set<Rule> = []
  package var isOpen = false
}

/// A functional group: GS to GE.
package struct Group: Sendable, Equatable {
  /// The place in the interchange, from 1; 0 where there is no GS.
  package var ordinal = 0
  /// GS01, for instance `HP`.
  package var functionalID = ""
  /// GS02 and GS03.
  package var sender = ""
  package var receiver = ""
  /// GS06; empty where there is no GS.
  package var controlNumber = ""
  /// GS04.
  package var date: X12Date?
  /// GS08, for instance `005010X221A1`.
  package var version = ""
  /// How many sets were opened.
  package var sets = 0
  /// GE01; nil while there is no GE, and where it is no number.
  package var declaredSets: Int?
  /// What was found wrong with its envelope, each rule once.
  package var rules: Set<Rule> = []
  package var isOpen = false
}

/// A transaction set: ST to SE.
package struct TransactionSet: Sendable, Equatable {
  /// The place in the group, from 1.
  package var ordinal = 0
  /// ST01, for instance `835`.
  package var identifier = ""
  /// ST02.
  package var controlNumber = ""
  /// ST03, else GS08.
  package var version = ""
  /// The segment number of the ST.
  package var firstSegment = 0
  /// The segment number of the SE, or of the last segment where the SE is missing.
  package var lastSegment = 0
  /// The offset of the ST's first byte.
  package var startOffset = 0
  /// The offset behind the SE.
  package var endOffset = 0
}

/// Hears of interchanges and groups, also of those without any set.
package protocol EnvelopeObserver: AnyObject {
  /// An ISA was read.
  func interchangeBegan(_ interchange: Interchange)
  /// A GS was read.
  func groupBegan(_ group: Group, in interchange: Interchange)
  /// The group is over, at its GE or where it was cut.
  func groupEnded(_ group: Group, in interchange: Interchange)
  /// The interchange is over, at its IEA or where it was cut.
  func interchangeEnded(_ interchange: Interchange)
}
