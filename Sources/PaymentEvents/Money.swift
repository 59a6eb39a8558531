// Amounts of money: whole cents, checked arithmetic, never a binary fraction.

/// An amount in minor units (cents) of the currency named beside it in the event.
///
/// Encoded as a JSON integer within ±(2^53 − 1), so that every JSON reader and RFC 8785 keep it exact.
/// Arithmetic throws instead of overflowing.
public struct Money: Hashable, Comparable, Sendable {
  /// The number of minor units.
  public let cents: Int64

  /// The largest magnitude that JSON carries exactly: 2^53 − 1.
  public static let limit: Int64 = 9_007_199_254_740_991
  /// No money.
  public static let zero = Money(unchecked: 0)

  /// Creates an amount.
  /// - Throws: ``MoneyError/overflow`` beyond ±(2^53 − 1).
  public init(cents: Int64) throws(MoneyError) {
    guard cents >= -Money.limit, cents <= Money.limit else { throw .overflow }
    self.cents = cents
  }

  private init(unchecked cents: Int64) { self.cents = cents }

  /// Whether it is zero.
  public var isZero: Bool { cents == 0 }
  /// The amount with its sign turned.
  public var negated: Money { Money(unchecked: -cents) }
  /// The amount without its sign.
  public var magnitude: Money { Money(unchecked: abs(cents)) }

  public static func < (left: Money, right: Money) -> Bool { left.cents < right.cents }

  /// Adds. - Throws: ``MoneyError/overflow``.
  public static func + (left: Money, right: Money) throws(MoneyError) -> Money {
    try Money(cents: left.cents + right.cents)  // two values within 2^53 cannot overflow 64 bits
  }

  /// Subtracts. - Throws: ``MoneyError/overflow``.
  public static func - (left: Money, right: Money) throws(MoneyError) -> Money {
    try Money(cents: left.cents - right.cents)
  }

  /// Adds in place. - Throws: ``MoneyError/overflow``.
  public static func += (left: inout Money, right: Money) throws(MoneyError) { left = try left + right }
}

/// Why an amount cannot be represented.
public enum MoneyError: Error, Sendable, Equatable, CustomStringConvertible {
  /// Beyond ±(2^53 − 1) minor units.
  case overflow

  public var description: String {
    "the amount is beyond 90,071,992,547,409.91, the largest that an event carries exactly; split the document"
  }
}

extension Sequence where Element == Money {
  /// The total. - Throws: ``MoneyError/overflow``.
  public func total() throws(MoneyError) -> Money {
    var sum = Money.zero
    for amount in self { try sum += amount }
    return sum
  }
}

extension Money: Codable {
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    try self.init(cents: container.decode(Int64.self))
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(cents)
  }
}

extension Money: CustomStringConvertible {
  /// For people: `1,234.56`, `-0.05`.
  public var description: String { Money.text(cents) }

  /// The same for a sum that may be beyond what one event carries.
  public static func text(_ cents: Int64) -> String {
    let units = cents.magnitude / 100
    let fraction = cents.magnitude % 100
    var digits = String(units)
    var position = digits.count - 3
    while position > 0 {
      digits.insert(",", at: digits.index(digits.startIndex, offsetBy: position))
      position -= 3
    }
    return "\(cents < 0 ? "-" : "")\(digits).\(fraction < 10 ? "0" : "")\(fraction)"
  }
}
