// The rules that come from the guides' tables. None of them rejects: what an event needs, its translator demands.

extension Rule {
  /// A required segment is missing in its loop.
  package static let segmentMissing = Rule("segment-missing", .warning, .guide)
  /// A required loop is missing in the loop around it.
  package static let loopMissing = Rule("loop-missing", .warning, .guide)
  /// A segment comes more often than the guide has it.
  package static let segmentRepeated = Rule("segment-repeated", .warning, .guide)
  /// A loop comes more often than the guide has it.
  package static let loopRepeated = Rule("loop-repeated", .warning, .guide)
  /// A segment of the loop stands at another place in it than in the guide.
  package static let segmentMisplaced = Rule("segment-misplaced", .warning, .guide)
  /// A required element or component is empty.
  package static let elementRequired = Rule("element-required", .warning, .guide)
  /// A code that the guide does not list. Lists of codes age; it travels as it is.
  package static let codeUnlisted = Rule("code-unlisted", .warning, .guide)
  /// A value that is not of its data type.
  package static let elementType = Rule("element-type", .warning, .syntax)
  /// A value shorter than its data element may be.
  package static let elementShort = Rule("element-short", .warning, .syntax)
  /// A value longer than its data element may be.
  package static let elementLong = Rule("element-long", .warning, .syntax)
  /// More elements or components than the segment has.
  package static let elementSurplus = Rule("element-surplus", .warning, .syntax)
  /// HL02 names no level that is open, or HL01 is not one more than the last.
  package static let hierarchy = Rule("hl-hierarchy", .warning, .situation)
  /// What adds up in the document is not what it says.
  package static let balance = Rule("balance", .warning, .balance)
}
