// A point in time, as events carry it.

/// A point in time with millisecond resolution, encoded as RFC 3339 in UTC (`2026-03-01T09:30:00Z`).
public struct Instant: Hashable, Comparable, Sendable {
  /// Milliseconds since 1970-01-01T00:00:00Z.
  public let milliseconds: Int64

  /// Creates it from milliseconds since 1970.
  public init(milliseconds: Int64) { self.milliseconds = milliseconds }

  /// The start of a day in UTC. Documents that carry a date only are given this time.
  public init(startOf date: LocalDate) { milliseconds = Int64(date.daysSinceEpoch) * 86_400_000 }

  /// Reads RFC 3339 in UTC (`Z`), with or without a fraction of a second; nil for anything else.
  public init?(rfc3339 text: String) {
    let parts = text.split(separator: "T", omittingEmptySubsequences: false)
    guard parts.count == 2, parts[1].hasSuffix("Z"), let date = LocalDate(iso: parts[0]) else { return nil }
    let clock = parts[1].dropLast().split(separator: ":", omittingEmptySubsequences: false)
    guard clock.count == 3, let hour = Instant.number(clock[0], below: 24),
      let minute = Instant.number(clock[1], below: 60)
    else { return nil }
    let seconds = clock[2].split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
    guard let second = Instant.number(seconds[0], below: 61) else { return nil }
    var fraction: Int64 = 0
    if seconds.count == 2 {
      guard !seconds[1].isEmpty, seconds[1].utf8.allSatisfy({ (48...57).contains($0) }),
        let digits = Int64((seconds[1] + "00").prefix(3))
      else { return nil }
      fraction = digits
    }
    milliseconds =
      Instant(startOf: date).milliseconds + (Int64(hour) * 3600 + Int64(minute) * 60 + Int64(second)) * 1000 + fraction
  }

  /// RFC 3339 in UTC; the fraction is left out when it is zero.
  public var rfc3339: String {
    let day = milliseconds.flooredQuotient(by: 86_400_000)
    let remainder = Int(milliseconds % 86_400_000)
    let rest = remainder < 0 ? remainder + 86_400_000 : remainder
    let seconds = rest / 1000
    let two = { (number: Int) in LocalDate.padded(number, 2) }
    let fraction = rest % 1000 == 0 ? "" : ".\(LocalDate.padded(rest % 1000, 3))"
    let date = LocalDate(daysSinceEpoch: Int32(clamping: day)).iso
    return "\(date)T\(two(seconds / 3600)):\(two(seconds / 60 % 60)):\(two(seconds % 60))\(fraction)Z"
  }

  /// The day in UTC.
  public var utcDate: LocalDate {
    LocalDate(daysSinceEpoch: Int32(clamping: milliseconds.flooredQuotient(by: 86_400_000)))
  }

  public static func < (left: Instant, right: Instant) -> Bool { left.milliseconds < right.milliseconds }

  private static func number(_ text: Substring, below limit: Int) -> Int? {
    guard text.utf8.count == 2, text.utf8.allSatisfy({ (48...57).contains($0) }), let value = Int(text), value < limit
    else { return nil }
    return value
  }
}

extension Int64 {
  fileprivate func flooredQuotient(by divisor: Int64) -> Int64 {
    let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
    return remainder < 0 ? quotient - 1 : quotient
  }
}

extension Instant: Codable, CustomStringConvertible {
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    guard let instant = Instant(rfc3339: text) else {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "not an RFC 3339 time in UTC")
    }
    self = instant
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(rfc3339)
  }

  public var description: String { rfc3339 }
}
