// A deposit as a mapper makes it: the event's body and time, and its place in the file.

import BankFiles
import PaymentEvents

/// A deposit on its way to becoming an event.
struct Deposit: Sendable {
  var place: RecordPlace
  /// The source file's own time.
  var time: Instant
  var body: DepositReceived
  /// A number that the bank itself gave; a customer's reference could name a patient.
  var bankReference: String?

  /// The business key: the trace number, or else the bank's own reference, or the record.
  var subject: String {
    body.traceNumber ?? bankReference ?? "\(body.format) record \(place.record)"
  }
}

/// A deposit that is taken back, on its way to becoming an event.
struct ReturnedDeposit: Sendable {
  var place: RecordPlace
  /// The source file's own time.
  var time: Instant
  var body: DepositReturned

  /// The business key: what names the deposit that is taken back, or the bank's own reference, or the record. The
  /// customer's reference of BAI2 could name a patient.
  var subject: String {
    body.traceNumber ?? body.reference ?? "\(body.format) record \(place.record)"
  }
}

/// What a mapper makes of one item of a file.
enum MappedItem: Sendable {
  case deposit(Deposit)
  case returned(ReturnedDeposit)
  case kept(KeptItem)
  case indexed(IndexedDocument)

  /// The item's amount, deposited or not.
  var amount: Money {
    switch self {
    case .deposit(let deposit): deposit.body.amount
    case .returned(let returned): returned.body.amount
    case .kept(let item): item.amount
    case .indexed: .zero
    }
  }
}

/// Turns what a reader reads into deposits.
protocol DepositMapper {
  associatedtype Reader: BankFileReader

  /// Reads the bytes.
  var reader: Reader { get set }
  /// What was found besides the reader's findings.
  var extra: FindingList { get }
  /// The first reading: verifies what was read, and finds what the second must know. Nothing is made of it.
  /// - Returns: the amount of the item that ``take(_:_:)`` will make of it; nil where it will make none.
  mutating func check(_ element: Reader.Element) throws -> Money?
  /// The second reading: takes what was read.
  mutating func take(_ element: Reader.Element, _ sink: (MappedItem) throws -> Void) throws
  /// A mapper for the second reading of the same file.
  func again() -> Self
}

extension DepositMapper {
  var extra: FindingList { FindingList() }

  /// What was found so far.
  var findings: FindingList {
    var all = reader.findings
    for finding in extra.listed { all.add(finding) }
    return all
  }
}

/// Limits and conversions that both formats share.
enum DepositText {
  /// The longest text that an event carries, in characters; addenda of CTX can be far longer, the file keeps them.
  static let limit = 16_384

  /// The longest reference, in characters.
  static let referenceLimit = 128

  /// The longest trace number that an event carries, in characters.
  static let traceLimit = 80

  /// A trace number or its originator; nil if there is none, or one that is too long to be one.
  static func trace(_ text: String?) -> String? {
    text.flatMap { !$0.isEmpty && ($0.utf8.count <= traceLimit || $0.count <= traceLimit) ? $0 : nil }
  }

  /// The text, cut at the limit; nil if there is none.
  static func limited(_ text: String) -> String? {
    text.isEmpty ? nil : cut(text, limit)
  }

  /// The lines, one below the other.
  static func limited(_ lines: [String]) -> String? {
    lines.count == 1 ? limited(lines[0]) : limited(lines.joined(separator: "\n"))
  }

  /// A name or a reference, cut at its limit; nil if it is empty.
  static func filled(_ text: String) -> String? {
    text.isEmpty ? nil : cut(text, referenceLimit)
  }

  /// At most so many characters. There are never more of them than bytes, which need no counting.
  static func cut(_ text: String, _ most: Int) -> String {
    text.utf8.count <= most ? text : String(text.prefix(most))
  }
}

extension LocalDate {
  /// The day that a bank file names.
  init?(_ day: CalendarDay?) {
    guard let day else { return nil }
    self.init(year: day.year, month: day.month, day: day.day)
  }
}

extension Instant {
  /// A file's date and time, taken as UTC, since bank files name no time zone; midnight where there is no time.
  init?(_ day: CalendarDay?, _ time: ClockTime?) {
    guard let date = LocalDate(day) else { return nil }
    let time = time ?? .midnight
    let minutes = Int64(time.hour * 60 + time.minute)
    self.init(milliseconds: Instant(startOf: date).milliseconds + minutes * 60_000)
  }
}
