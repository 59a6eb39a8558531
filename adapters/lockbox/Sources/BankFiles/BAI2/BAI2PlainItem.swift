// The usual item, read where it stands: nearly every record of a large file is one, so it must not be copied about.

import Foundation

/// Which items' references and texts are read; what is not asked for stays empty.
package enum BAI2Texts: Sendable {
  /// All.
  case all
  /// None: to verify a file, amounts and dates are enough.
  case none
  /// Those of credits, and of debits that take a deposit back.
  case ofMoneyThatComesOrIsTakenBack

  /// Whether items of this code have theirs read.
  func include(_ code: BAI2TypeCode) -> Bool {
    switch self {
    case .all: true
    case .none: false
    case .ofMoneyThatComesOrIsTakenBack: code.direction == .credit || code.takesBackDeposit != nil
    }
  }
}

/// A record 16 with its continuations that is whole in the bytes at hand and written as most are: each line ended by LF
/// or CR LF, a plain amount, a common funds type, and no continuation before the text. Anything else is left to the
/// general reading, which must come to the same; `fuzz-bai2` and a test compare the two.
struct BAI2PlainItem {
  /// How many bytes it takes, line ends included, and how many records it is.
  let size: Int
  let lines: Int
  let code: BAI2TypeCode
  let amount: Int64?
  let funds: BAI2Funds
  private let bytes: UnsafeBufferPointer<UInt8>
  private let bankReference: Range<Int>
  private let customerReference: Range<Int>
  /// Where the text begins in the first line, and where that ends.
  private let text: Range<Int>

  /// Reads what stands at the beginning; nil where it is anything else. What follows must show that the item is over.
  init?(_ bytes: UnsafeBufferPointer<UInt8>) {
    guard bytes.count > 6, bytes[0] == UInt8(ascii: "1"), bytes[1] == UInt8(ascii: "6"), bytes[2] == UInt8(ascii: ","),
      let first = Self.line(bytes, from: 0)
    else { return nil }
    var (end, lines) = (first.next, 1)
    while true {
      guard end + 1 < bytes.count, bytes[end] &- 0x30 < 10, bytes[end + 1] &- 0x30 < 10 else { return nil }
      guard bytes[end] == UInt8(ascii: "8"), bytes[end + 1] == UInt8(ascii: "8") else { break }
      guard lines <= BAI2Reader.maximumContinuations, let line = Self.line(bytes, from: end) else { return nil }
      (end, lines) = (line.next, lines + 1)
    }
    var fields = Fields(bytes: bytes, place: 3, end: Self.contentEnd(bytes, 3..<first.end))
    guard let number = fields.next(), let code = BAI2TypeCode(bytes[number]), let amount = fields.amount(),
      let funds = fields.funds()
    else { return nil }
    bankReference = fields.next() ?? 0..<0
    customerReference = fields.next() ?? 0..<0
    // A continuation that stands before the text is read field by field.
    guard lines == 1 || !fields.isAtEnd else { return nil }
    text = fields.rest
    (size, self.lines, self.code, self.amount, self.funds) = (end, lines, code, amount.value, funds)
    self.bytes = bytes
  }

  /// The item.
  func detail(at place: RecordPlace, _ texts: BAI2Texts) -> BAI2Detail {
    guard texts.include(code) else {
      return BAI2Detail(
        place: place, lastRecord: place.record + lines - 1, code: code, amount: amount, funds: funds)
    }
    return BAI2Detail(
      place: place, lastRecord: place.record + lines - 1, code: code, amount: amount, funds: funds,
      bankReference: decode(bankReference), customerReference: decode(customerReference), text: allText())
  }

  private func decode(_ range: Range<Int>) -> String {
    range.isEmpty ? "" : TextBytes.decode(UnsafeBufferPointer(rebasing: bytes[range]))
  }

  /// The rest of the first line and each continuation, without those that hold nothing.
  private func allText() -> [String] {
    let first = decode(text)
    if lines == 1 { return first.isEmpty ? [] : [first] }
    var found = first.isEmpty ? [] : [first]
    var start = Self.line(bytes, from: 0)?.next ?? size
    while start < size, let line = Self.line(bytes, from: start) {
      var begin = start + 2
      if begin < line.end, bytes[begin] == UInt8(ascii: ",") { begin += 1 }
      let piece = decode(begin..<max(begin, Self.contentEnd(bytes, begin..<line.end)))
      if !piece.isEmpty { found.append(piece) }
      start = line.next
    }
    return found
  }

  // MARK: Lines

  /// Where the line ends and the next begins; nil where its end is not there, or it is too long or has a CR inside.
  private static func line(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> (end: Int, next: Int)? {
    let reach = min(bytes.count - start, BAI2Reader.maximumLine)
    guard let base = bytes.baseAddress, reach > 0, let feed = memchr(base + start, 0x0A, reach) else { return nil }
    let next = UnsafeRawPointer(feed) - UnsafeRawPointer(base) + 1
    guard let mark = memchr(base + start, 0x0D, next - start) else { return (next - 1, next) }
    let end = UnsafeRawPointer(mark) - UnsafeRawPointer(base)
    return end == next - 2 ? (end, next) : nil
  }

  /// The end of what a line holds: without blanks at its end and the slash before them.
  private static func contentEnd(_ bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) -> Int {
    var end = range.upperBound
    while end > range.lowerBound, bytes[end - 1].isBlank { end -= 1 }
    if end > range.lowerBound, bytes[end - 1] == UInt8(ascii: "/") { end -= 1 }
    return end
  }
}

/// The fields of one line.
private struct Fields {
  let bytes: UnsafeBufferPointer<UInt8>
  /// Where the next field begins; beyond ``end`` when the last one ended with the line.
  var place: Int
  let end: Int

  /// Whether the line ended within the last field that was read.
  var isAtEnd: Bool { place > end }
  /// What is left of the line.
  var rest: Range<Int> { min(place, end)..<end }

  /// The next field; nil at the end.
  mutating func next() -> Range<Int>? {
    guard place <= end else { return nil }
    var comma = place
    while comma < end, bytes[comma] != UInt8(ascii: ",") { comma += 1 }
    defer { place = comma + 1 }
    return place..<comma
  }

  /// An amount, or that it is left out.
  struct Amount {
    var value: Int64?
  }

  /// An amount of at most 15 digits; nil where it is written otherwise.
  mutating func amount() -> Amount? {
    guard let field = next(), !field.isEmpty else { return Amount() }
    var index = field.lowerBound
    let sign = bytes[index]
    if sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") { index += 1 }
    guard (1...15).contains(field.upperBound - index) else { return nil }
    var value: Int64 = 0
    while index < field.upperBound {
      let digit = bytes[index] &- 0x30
      guard digit < 10 else { return nil }
      value = value * 10 + Int64(digit)
      index += 1
    }
    return Amount(value: sign == UInt8(ascii: "-") ? -value : value)
  }

  /// The funds type with its fields, unless it is a distribution by days or written otherwise.
  mutating func funds() -> BAI2Funds? {
    guard let field = next(), !field.isEmpty else { return .unknown }
    guard field.count == 1 else { return nil }
    switch bytes[field.lowerBound] {
    case UInt8(ascii: "Z"): return .unknown
    case UInt8(ascii: "0"): return .days(0)
    case UInt8(ascii: "1"): return .days(1)
    case UInt8(ascii: "2"): return .days(2)
    case UInt8(ascii: "S"):
      guard let immediate = amount(), let oneDay = amount(), let later = amount(), !isAtEnd else { return nil }
      return .split(immediate: immediate.value ?? 0, oneDay: oneDay.value ?? 0, later: later.value ?? 0)
    case UInt8(ascii: "V"):
      guard let date = next(), let time = next(), !isAtEnd, let day = CalendarDay(yymmdd: bytes[date]) else {
        return nil
      }
      return .valueDated(day, ClockTime(bytes[time]))
    default: return nil
    }
  }
}
