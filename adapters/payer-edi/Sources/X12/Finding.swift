// What the reader found wrong, where, and what it means for the set.

/// How bad a finding is.
public enum Severity: String, Sendable, Codable, CaseIterable {
  /// The sender deviates from the standard, but the meaning is certain.
  case warning
  /// The set, or the rest of the file, cannot be read with certainty: it is rejected.
  case error
}

/// The kinds of checks, after the types that WEDI SNIP names.
public enum CheckLevel: Int, Sendable, Codable, CaseIterable {
  /// Segments, elements, data types, counts and control numbers: the standard's own rules.
  case syntax = 1
  /// What the implementation guide requires, and the codes that it lists.
  case guide = 2
  /// Amounts and counts that must add up.
  case balance = 3
  /// What one part of a document asks of another.
  case situation = 4
}

/// A rule that a file can break: a stable code and what breaking it means.
public struct Rule: Sendable, Hashable {
  /// A stable, short name, for instance `set-truncated`.
  public let code: String
  /// What it means for the set or the file.
  public let severity: Severity
  /// Which kind of check it belongs to.
  public let level: CheckLevel

  package init(_ code: String, _ severity: Severity, _ level: CheckLevel = .syntax) {
    self.code = code
    self.severity = severity
    self.level = level
  }
}

/// One deviation, with its place in the file. Of the file's values it holds codes only: nothing that could identify a
/// patient.
public struct Finding: Sendable, Equatable {
  /// The rule that was broken.
  public var rule: Rule
  /// The segment's number in the file, the first being 1; 0 where no segment was read.
  public var segmentNumber: Int
  /// The segment's id, for instance `CLP`; `?` where it is none.
  public var segmentID: String
  /// The offset of the segment's first byte in the file, the first being 0.
  public var byteOffset: Int
  /// The element's number in the segment (`CLP04` is 4), where one is meant.
  public var element: Int?
  /// The loop by the implementation guide's name, for instance `2110`.
  public var loop: String?
  /// The code that was found, where the rule is about a code of up to three characters.
  public var value: String?
  /// What happened and what to do next, in words.
  public var message: String

  package init(
    _ rule: Rule, segmentNumber: Int, segmentID: String, byteOffset: Int, element: Int? = nil, loop: String? = nil,
    value: String? = nil, message: String
  ) {
    self.rule = rule
    self.segmentNumber = segmentNumber
    self.segmentID = segmentID
    self.byteOffset = byteOffset
    self.element = element
    self.loop = loop
    self.value = value
    self.message = message
  }

  /// One line for people: severity, rule, place, message.
  public var line: String {
    let two = element.map { $0 < 10 ? "0\($0)" : "\($0)" } ?? ""
    let inLoop = loop.map { " in loop \($0)" } ?? ""
    let found = value.map { " '\($0)'" } ?? ""
    return "\(rule.severity.rawValue) \(rule.code) at segment \(segmentNumber) \(segmentID)\(two)\(found)"
      + "\(inLoop), byte \(byteOffset): \(message)"
  }
}

/// Findings in the order found: the first thousand listed, all counted.
public struct FindingLog: Sendable, Equatable {
  /// The listed ones.
  public private(set) var listed: [Finding] = []
  /// How many there were, listed or not.
  public private(set) var count = 0
  /// How many of them are errors or worse.
  public private(set) var errorCount = 0

  package init() {}

  /// Adds one. An error takes the place of the last warning where the list is full: a rejection shows its reasons.
  package mutating func add(_ finding: Finding) {
    count += 1
    let isError = finding.rule.severity == .error
    if isError { errorCount += 1 }
    if listed.count < X12Limits.listedFindings {
      listed.append(finding)
    } else if isError, let place = listed.lastIndex(where: { $0.rule.severity == .warning }) {
      listed.remove(at: place)
      listed.append(finding)
    }
  }

  /// Keeps the first error, or the first warning where there is none; the others stay counted.
  package mutating func shorten() {
    let first = listed.first { $0.rule.severity == .error } ?? listed.first
    listed = first.map { [$0] } ?? []
  }

  /// Whether the set cannot be used.
  public var isRejected: Bool { errorCount > 0 }
}
