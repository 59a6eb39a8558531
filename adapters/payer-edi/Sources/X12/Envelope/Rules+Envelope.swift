// The rules of the envelope: what every transaction set has in common.

extension Rule {
  /// The file has no bytes.
  package static let fileEmpty = Rule("file-empty", .error)
  /// The file begins with neither ISA, GS nor ST.
  package static let notX12 = Rule("not-x12", .error)
  /// The file begins with a UTF-8 byte order mark.
  package static let byteOrderMark = Rule("byte-order-mark", .warning)
  /// The file begins with GS or ST; the separators were guessed.
  package static let interchangeHeaderMissing = Rule("isa-missing", .warning)
  /// The ISA is not 106 bytes long.
  package static let interchangeHeaderLength = Rule("isa-length", .warning)
  /// ISA16 is missing.
  package static let componentSeparatorMissing = Rule("isa16-missing", .warning)
  /// The ISA's separators cannot be told apart.
  package static let separatorsUnusable = Rule("isa-separators", .error)
  /// The interchange has no IEA.
  package static let interchangeTrailerMissing = Rule("iea-missing", .warning)
  /// IEA01 is not the number of groups.
  package static let interchangeCount = Rule("iea-count", .warning)
  /// IEA02 is not ISA13.
  package static let interchangeControl = Rule("iea-control-number", .warning)
  /// The group has no GE.
  package static let groupTrailerMissing = Rule("ge-missing", .warning)
  /// GE01 is not the number of sets.
  package static let groupCount = Rule("ge-count", .warning)
  /// GE02 is not GS06.
  package static let groupControl = Rule("ge-control-number", .warning)
  /// A set stands outside any group.
  package static let groupHeaderMissing = Rule("gs-missing", .warning)
  /// A trailer closes what was never opened.
  package static let trailerUnexpected = Rule("trailer-unexpected", .warning)
  /// A segment stands outside any set.
  package static let segmentOutsideSet = Rule("segment-outside-set", .warning)
  /// The set is cut: the file, the group or the interchange goes on or ends before its SE.
  package static let setTruncated = Rule("set-truncated", .error)
  /// SE01 is not the number of segments.
  package static let setCount = Rule("se-count", .warning)
  /// SE02 is not ST02.
  package static let setControl = Rule("se-control-number", .warning)
  /// ST02 is that of another set of the group.
  package static let setControlRepeated = Rule("st02-repeated", .warning)
  /// Both SE01 and SE02 are wrong: the end of another set.
  package static let setSpliced = Rule("set-spliced", .error)
  /// A segment longer than the limit, or with more elements.
  package static let segmentTooLong = Rule("segment-too-long", .error)
  /// A value longer than the limit.
  package static let elementTooLong = Rule("element-too-long", .error)
  /// The length that a segment of binary data declares is not that of its data.
  package static let binaryLength = Rule("binary-length", .warning)
  /// A NUL byte inside a set.
  package static let nulByte = Rule("nul-byte", .error)
  /// Another control character inside a set.
  package static let controlCharacter = Rule("control-character", .warning)
  /// Bytes that are not UTF-8, read as ISO-8859-1.
  package static let notUTF8 = Rule("not-utf-8", .warning)
  /// Something that is no segment id.
  package static let segmentID = Rule("segment-id", .warning)
  /// A transaction set that is not recognised.
  package static let setUnknown = Rule("set-unknown", .warning)
}
