// Header values written as Swift literals.

extension HeaderValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral,
  ExpressibleByFloatLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
  public init(stringLiteral value: String) { self = .string(value) }
  public init(integerLiteral value: Int64) { self = .integer(value) }
  public init(booleanLiteral value: Bool) { self = .boolean(value) }
  /// A double.
  public init(floatLiteral value: Double) { self = .double(value) }
  /// An array.
  public init(arrayLiteral elements: HeaderValue...) { self = .array(elements) }
  /// A table; of a name that comes twice the last value stays.
  public init(dictionaryLiteral elements: (String, HeaderValue)...) {
    self = .table(Dictionary(elements) { $1 })
  }
}
