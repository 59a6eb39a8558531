// What a reader found in a file: which rule, where, what was expected and what stood there.

/// One observation about a bank file. It never holds names, account numbers or free text.
package struct Finding: Sendable, Equatable {
  /// How much it weighs; only errors refuse a file.
  package enum Severity: String, Sendable {
    case note, warning, error
  }

  /// The rule that was checked.
  package var rule: FindingRule
  /// The record, counted from 1; blank lines do not count. Zero: the file as a whole.
  package var record: Int
  /// Where the record begins, in bytes from the beginning of the file.
  package var offset: Int
  /// The field, in the words of the format's documentation.
  package var field: String
  /// What the rule expects there.
  package var expected: String
  /// What stood there.
  package var found: String

  /// Whether the rule is relaxed for the bank whose file it is.
  package var isRelaxed = false

  /// The rule's severity; an error of a relaxed rule is a warning.
  package var severity: Severity { isRelaxed && rule.severity == .error ? .warning : rule.severity }

  package init(_ rule: FindingRule, at place: RecordPlace, field: String, expected: String, found: String) {
    self.rule = rule
    self.record = place.record
    self.offset = place.offset
    self.field = field
    self.expected = expected
    self.found = found
  }
}

extension Finding: CustomStringConvertible {
  /// One line for a log or a report.
  package var description: String {
    "\(severity.rawValue) \(rule.rawValue): record \(record) at byte \(offset), \(field): "
      + "expected \(expected), found \(found)"
  }
}

extension Finding {
  /// A byte that no text has: the file was damaged on its way, or is not what it seems.
  static func nul(in bytes: some Collection<UInt8>, at place: RecordPlace) -> Finding? {
    guard let index = bytes.firstIndex(of: 0) else { return nil }
    let column = bytes.distance(from: bytes.startIndex, to: index) + 1
    return Finding(.nul, at: place, field: "column \(column)", expected: "text", found: "a NUL")
  }
}

/// Where a record stands in its file.
package struct RecordPlace: Sendable, Equatable, Hashable {
  /// The record, counted from 1 without blank lines.
  package var record: Int
  /// Its first byte, counted from 0.
  package var offset: Int

  package init(record: Int, offset: Int) {
    self.record = record
    self.offset = offset
  }

  /// The file as a whole.
  package static let file = RecordPlace(record: 0, offset: 0)
}

/// Findings in the order they were made: all are counted, the first `limit` of each severity are kept.
package struct FindingList: Sendable, Equatable {
  /// How many findings of one severity are kept; a garbled file of a gigabyte must not fill the memory with them.
  package static let limit = 1_000

  /// The findings that were kept.
  package private(set) var listed: [Finding] = []
  /// How many there were of each severity.
  package private(set) var counts: [Finding.Severity: Int] = [:]
  /// Rules whose errors count as warnings from now on: the bank of the file that is being read is known for them.
  package var relaxed: Set<FindingRule> = []

  package init() {}

  /// Counts a finding and, below the limit, keeps it.
  package mutating func add(_ finding: Finding) {
    var finding = finding
    finding.isRelaxed = finding.isRelaxed || relaxed.contains(finding.rule)
    let count = counts[finding.severity, default: 0] + 1
    counts[finding.severity] = count
    if count <= Self.limit { listed.append(finding) }
  }

  /// Whether the file is refused.
  package var hasErrors: Bool { counts[.error, default: 0] > 0 }

  /// How many findings there were in all.
  package var count: Int { counts.values.reduce(0, +) }
}
