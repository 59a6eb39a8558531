// A deposit as a mapper makes it: the event's body and time, and its place in the file.

import BankFiles
import PaymentEvents

/// A deposit on its way to becoming an event.
struct Deposit: Sendable {
  var place: RecordPlace
  /// The source file's own time.
  var time: Instant
  var body: DepositReceived

  /// The business key: the trace number, or else the bank's reference, or the record.
  var subject: String {
    body.traceNumber ?? body.reference ?? "\(body.format) record \(place.record)"
  }
}

/// What a mapper makes of one item of a file.
enum MappedItem: Sendable {
  case deposit(Deposit)
  case kept(KeptItem)
}

/// Reads one format and turns its items into deposits.
protocol DepositMapper {
  /// What was found so far.
  var findings: FindingList { get }
  /// Takes the next bytes.
  mutating func feed(_ chunk: UnsafeRawBufferPointer, _ sink: (MappedItem) throws -> Void) throws
  /// Ends the file.
  mutating func finish(_ sink: (MappedItem) throws -> Void) throws
  /// A mapper for the second reading of the same file.
  func again() -> Self
}

/// Limits and conversions that both formats share.
enum DepositText {
  /// The longest text that an event carries, in characters; addenda of CTX can be far longer, the file keeps them.
  static let limit = 16_384

  /// The text, cut at the limit; nil if there is none.
  static func limited(_ text: String) -> String? {
    text.isEmpty ? nil : String(text.prefix(limit))
  }

  /// The text, or nil if it is empty.
  static func filled(_ text: String) -> String? {
    text.isEmpty ? nil : text
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
    guard let day else { return nil }
    self.init(rfc3339: "\(day.iso)T\((time ?? .midnight).iso)Z")
  }
}
