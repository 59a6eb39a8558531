// Values as Tryton writes them in JSON: decimals and dates are objects that name their class.

import Foundation
import Ledger

/// A value of Tryton's JSON-RPC.
package enum TrytonValue: Sendable, Equatable {
  case null
  case boolean(Bool)
  case integer(Int64)
  case text(String)
  /// `{"__class__": "Decimal", "decimal": "12.34"}`: an amount in cents.
  case cents(Int64)
  /// `{"__class__": "date", "year": …}`.
  case day(Day)
  case list([TrytonValue])
  case object([String: TrytonValue])
  /// A number with a fraction, or an object of another class: nothing that is asked for here.
  case other

  package var integer: Int64? { if case .integer(let value) = self { value } else { nil } }
  package var text: String? { if case .text(let value) = self { value } else { nil } }
  /// Tryton on SQLite writes booleans as numbers.
  package var isTrue: Bool { self == .boolean(true) || self == .integer(1) }
  package var list: [TrytonValue] { if case .list(let values) = self { values } else { [] } }
  package var cents: Int64? { if case .cents(let value) = self { value } else { nil } }
  package var day: Day? { if case .day(let value) = self { value } else { nil } }

  /// A member of an object; ``null`` where there is none.
  package subscript(name: String) -> TrytonValue {
    if case .object(let members) = self { members[name] ?? .null } else { .null }
  }
}

extension TrytonValue: ExpressibleByStringLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral {
  package init(stringLiteral value: String) { self = .text(value) }
  package init(arrayLiteral elements: TrytonValue...) { self = .list(elements) }
  package init(dictionaryLiteral elements: (String, TrytonValue)...) {
    self = .object(Dictionary(elements) { _, last in last })
  }
}

extension TrytonValue: Codable {
  private static let kind = "__class__"

  package init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if container.decodeNil() {
      self = .null
    } else if let value = try? container.decode(Bool.self) {
      self = .boolean(value)
    } else if let value = try? container.decode(Int64.self) {
      self = .integer(value)
    } else if let value = try? container.decode(String.self) {
      self = .text(value)
    } else if let values = try? container.decode([TrytonValue].self) {
      self = .list(values)
    } else if let members = try? container.decode([String: TrytonValue].self) {
      self = Self.object(of: members)
    } else {
      self = .other
    }
  }

  private static func object(of members: [String: TrytonValue]) -> TrytonValue {
    switch members[kind]?.text {
    case nil: return .object(members)
    case "Decimal": return members["decimal"]?.text.flatMap(cents(in:)).map { .cents($0) } ?? .other
    case "date":
      let parts = ["year", "month", "day"].compactMap { members[$0]?.integer.map { Int($0) } }
      return parts.count == 3 ? Day(year: parts[0], month: parts[1], day: parts[2]).map { .day($0) } ?? .other : .other
    default: return .other
    }
  }

  /// Reads `12.3`, `-0.05`, `7`, `1.2300`; nil for anything that is not a whole number of cents.
  private static func cents(in text: String) -> Int64? {
    let isNegative = text.hasPrefix("-")
    let parts = text.drop { $0 == "-" }.split(separator: ".", omittingEmptySubsequences: false)
    guard (1...2).contains(parts.count), let units = Int64(parts[0]) else { return nil }
    var fraction = parts.count == 2 ? String(parts[1]) : ""
    while fraction.count > 2, fraction.hasSuffix("0") { fraction.removeLast() }
    guard fraction.count <= 2, fraction.utf8.allSatisfy({ (48...57).contains($0) }) else { return nil }
    let (whole, isTooLarge) = units.multipliedReportingOverflow(by: 100)
    guard !isTooLarge, let small = Int64((fraction + "00").prefix(2)) else { return nil }
    let (sum, overflow) = whole.addingReportingOverflow(small)
    return overflow ? nil : isNegative ? -sum : sum
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .null, .other: try container.encodeNil()
    case .boolean(let value): try container.encode(value)
    case .integer(let value): try container.encode(value)
    case .text(let value): try container.encode(value)
    case .cents(let value): try container.encode([Self.kind: "Decimal", "decimal": Cents.text(value)])
    case .day(let day): try container.encode(EncodedDay(year: day.year, month: day.month, day: day.day))
    case .list(let values): try container.encode(values)
    case .object(let members): try container.encode(members)
    }
  }

  private struct EncodedDay: Encodable {
    let `__class__` = "date"
    let year: Int
    let month: Int
    let day: Int
  }
}
