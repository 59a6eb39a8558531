// Control numbers of what we write: none comes twice for one partner.

/// What a control number counts.
public enum ControlNumberKind: String, Sendable {
  /// ISA13 and IEA02.
  case interchange
  /// GS06 and GE02.
  case group
}

/// Gives control numbers.
public protocol ControlNumbers {
  /// The next number for a partner, 1 to 999,999,999.
  /// - Throws: ``ControlNumbersUsedUp``, and what keeping the number throws.
  mutating func next(_ kind: ControlNumberKind, for partner: String) throws -> Int
}

/// A partner has been given all 999,999,999 numbers.
public struct ControlNumbersUsedUp: Error, Sendable, CustomStringConvertible {
  /// What was counted.
  public let kind: ControlNumberKind

  public var description: String {
    "the \(kind.rawValue) control numbers are used up; agree with the partner on a new identifier for us"
  }

  /// Creates it.
  public init(_ kind: ControlNumberKind) { self.kind = kind }
}

/// The largest control number: nine digits (X12.5, ISA13 and GS06).
let largestControlNumber = 999_999_999

/// Numbers from a first one on, for all partners together. Nobody remembers them: for documents that people ask for.
public struct RunningNumbers: ControlNumbers {
  private var interchange: Int
  private var group: Int

  /// Creates it; interchanges and groups begin with the same number.
  public init(from first: Int) {
    interchange = first
    group = first
  }

  public mutating func next(_ kind: ControlNumberKind, for partner: String) throws -> Int {
    let number = kind == .interchange ? interchange : group
    guard number <= largestControlNumber else { throw ControlNumbersUsedUp(kind) }
    if kind == .interchange { interchange += 1 } else { group += 1 }
    return number
  }
}
