// Dates and times in another system's form.

import Foundation
import JSONRules
import PaymentEvents

/// A pattern for dates: `yyyy`, `MM`, `dd`, `HH`, `mm`, `ss` of exactly so many digits, `M` and `d` of one or two;
/// everything else stands for itself.
struct DatePattern: Sendable {
  private enum Part: Sendable {
    case number(Field, digits: ClosedRange<Int>)
    case literal(Character)
  }

  enum Field: String, Sendable, CaseIterable {
    case year = "y"
    case month = "M"
    case day = "d"
    case hour = "H"
    case minute = "m"
    case second = "s"
  }

  private let parts: [Part]

  init(_ node: RuleNode) throws(RuleError) {
    let text = try node.text()
    var parts: [Part] = []
    var fields: [Field] = []
    var rest = text[...]
    while let character = rest.first {
      let run = rest.prefix { $0 == character }.count
      guard let field = Field(rawValue: String(character)) else {
        parts.append(.literal(character))
        rest = rest.dropFirst()
        continue
      }
      guard let digits = DatePattern.digits(field, run), !fields.contains(field) else {
        throw node.error("'\(text)' is no pattern; use yyyy, MM or M, dd or d, HH, mm, ss, each once")
      }
      fields.append(field)
      parts.append(.number(field, digits: digits))
      rest = rest.dropFirst(run)
    }
    guard Set(fields).isSuperset(of: [.year, .month, .day]) else {
      throw node.error("'\(text)' lacks yyyy, MM or dd")
    }
    self.parts = parts
  }

  private static func digits(_ field: Field, _ run: Int) -> ClosedRange<Int>? {
    switch (field, run) {
    case (.year, 4): 4...4
    case (.month, 1), (.day, 1): 1...2
    case (_, 2) where field != .year: 2...2
    default: nil
    }
  }

  /// The fields of a text; nil where it does not have this form.
  func read(_ text: String) -> [Field: Int]? {
    var rest = text[...]
    var found: [Field: Int] = [:]
    for part in parts {
      switch part {
      case .literal(let character):
        guard rest.first == character else { return nil }
        rest = rest.dropFirst()
      case .number(let field, let range):
        let digits = rest.prefix(range.upperBound).prefix { $0.isASCII && $0.isNumber }
        guard range.contains(digits.count), let number = Int(digits) else { return nil }
        found[field] = number
        rest = rest.dropFirst(digits.count)
      }
    }
    return rest.isEmpty ? found : nil
  }

  /// The calendar day.
  func date(_ text: String) throws(ConversionFault) -> LocalDate {
    guard let found = read(text.trimmed), let date = DatePattern.day(found) else {
      throw ConversionFault("not-a-date", "the value is no day of the calendar in the form that the rule describes")
    }
    return date
  }

  static func day(_ found: [Field: Int]) -> LocalDate? {
    LocalDate(year: found[.year] ?? 0, month: found[.month] ?? 0, day: found[.day] ?? 0)
  }
}

/// A time zone, or the tenant's.
struct ZoneRule: Sendable {
  private let zone: TimeZone

  /// Nil for an unknown IANA name.
  init?(_ name: String) {
    guard let zone = TimeZone(identifier: name) else { return nil }
    self.zone = zone
  }

  /// The point in time of a local clock. What the clock skips or shows twice counts with the offset before the change.
  func instant(local milliseconds: Int64) -> Instant {
    let before = offset(at: milliseconds - 86_400_000)
    let guess = milliseconds - before
    let after = offset(at: guess)
    return Instant(milliseconds: after == before ? guess : settled(milliseconds, before: before, after: after))
  }

  private func settled(_ local: Int64, before: Int64, after: Int64) -> Int64 {
    let candidate = local - after
    return offset(at: candidate) == after ? candidate : local - before
  }

  private func offset(at milliseconds: Int64) -> Int64 {
    Int64(zone.secondsFromGMT(for: Date(timeIntervalSince1970: TimeInterval(milliseconds / 1000)))) * 1000
  }
}

/// How a system writes points in time.
enum TimeRule: Sendable {
  /// RFC 3339, with any offset.
  case rfc3339
  /// Seconds or milliseconds since 1970.
  case epoch(millisecondsEach: Int64)
  /// A pattern, in a zone.
  case pattern(DatePattern, ZoneRule)

  init(_ node: RuleNode, zone: ZoneRule) throws(RuleError) {
    if case .map = node.content {
      let section = try node.section(["pattern", "zone"])
      guard let pattern = section["pattern"] else { throw node.error("dateTime needs a pattern") }
      guard let given = section["zone"] else {
        self = .pattern(try DatePattern(pattern), zone)
        return
      }
      guard let own = ZoneRule(try given.text()) else {
        throw given.error("this is no IANA time zone, for instance UTC")
      }
      self = .pattern(try DatePattern(pattern), own)
      return
    }
    switch try node.text() {
    case "rfc3339": self = .rfc3339
    case "epochSeconds": self = .epoch(millisecondsEach: 1000)
    case "epochMilliseconds": self = .epoch(millisecondsEach: 1)
    default: self = .pattern(try DatePattern(node), zone)
    }
  }

  func instant(_ given: String) throws(ConversionFault) -> Instant {
    let text = given.trimmed
    let instant: Instant? =
      switch self {
      case .rfc3339: TimeRule.rfc3339(text)
      case .epoch(let each): TimeRule.epoch(text, each)
      case .pattern(let pattern, let zone): TimeRule.local(text, pattern, zone)
      }
    guard let instant, TimeRule.range.contains(instant.milliseconds) else {
      throw ConversionFault("not-a-time", "the value is no point in time in the form that the rule describes")
    }
    return instant
  }

  /// Years 1000 to 2999: what events carry.
  private static let range: Range<Int64> = -30_610_224_000_000..<32_503_680_000_000

  private static func epoch(_ text: String, _ each: Int64) -> Instant? {
    guard let milliseconds = ExactDecimal(text)?.units(places: each == 1000 ? 3 : 0) else { return nil }
    return Instant(milliseconds: milliseconds)
  }

  private static func local(_ text: String, _ pattern: DatePattern, _ zone: ZoneRule) -> Instant? {
    guard let found = pattern.read(text), let day = DatePattern.day(found) else { return nil }
    let (hour, minute, second) = (found[.hour] ?? 0, found[.minute] ?? 0, found[.second] ?? 0)
    guard hour < 24, minute < 60, second < 60 else { return nil }
    let seconds = Int64(day.daysSinceEpoch) * 86_400 + Int64(hour * 3600 + minute * 60 + second)
    return zone.instant(local: seconds * 1000)
  }

  /// RFC 3339 with an offset becomes UTC.
  private static func rfc3339(_ text: String) -> Instant? {
    if text.hasSuffix("Z") { return Instant(rfc3339: text) }
    let offset = text.suffix(6)
    guard text.count > 6, let sign = offset.first, sign == "+" || sign == "-",
      let local = Instant(rfc3339: text.dropLast(6) + "Z")
    else { return nil }
    let parts = offset.dropFirst().split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 2, parts.allSatisfy({ $0.count == 2 }), let hours = Int64(parts[0]), hours < 24,
      let minutes = Int64(parts[1]), minutes < 60, hours >= 0, minutes >= 0
    else { return nil }
    let shift = (hours * 60 + minutes) * 60_000
    return Instant(milliseconds: local.milliseconds - (sign == "+" ? shift : -shift))
  }
}
