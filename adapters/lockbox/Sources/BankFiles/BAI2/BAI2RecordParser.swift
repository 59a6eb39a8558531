// Turns logical records into values. What cannot be read is thrown as a field problem and becomes a finding.

/// A field that cannot be read.
struct BAI2FieldProblem: Error {
  var place: RecordPlace
  var field: String
  var expected: String
  var found: String
}

/// Reading of single records.
enum BAI2RecordParser {
  /// The most type codes in one account record.
  static let maximumStatuses = 1_000
  /// The longest account number, in characters.
  static let maximumAccountNumber = 64
  /// The most parts of a distribution by days.
  static let maximumShares = 1_000

  /// Reads a record of fields; where a line lacks its slash, the reading that joins split values is tried first.
  ///
  /// A wrong choice cannot change money unseen: the account's control total covers every amount.
  static func read<Value>(
    _ record: BAI2LogicalRecord, _ body: (inout BAI2FieldCursor) throws -> Value
  ) throws -> Value {
    if record.lines.dropLast().contains(where: { !$0.isClosed }) {
      var joining = BAI2FieldCursor(record, joinsValues: true)
      if let value = try? body(&joining) { return value }
    }
    var cursor = BAI2FieldCursor(record)
    return try body(&cursor)
  }

  /// Record 03: account number, currency, then type code, amount, item count and funds type, again and again.
  static func account(_ record: BAI2LogicalRecord, groupCurrency: String) throws -> BAI2Account {
    try read(record) { cursor in
      let number = TextBytes.decode(cursor.next() ?? [])
      guard (1...maximumAccountNumber).contains(number.count) else {
        throw problem(cursor, "account number", "1 to \(maximumAccountNumber) characters", "\(number.count)")
      }
      let currency = try self.currency(&cursor, otherwise: groupCurrency)
      var account = BAI2Account(
        place: record.place, number: number, currency: currency, statuses: [], total: 0)
      while let status = try status(&cursor) {
        guard account.statuses.count < maximumStatuses,
          let total = ExactAmount.sum(account.total, status.amount ?? 0)
        else { throw problem(cursor, "type codes", "at most \(maximumStatuses), in exact range", "more") }
        account.total = total
        account.statuses.append(status)
      }
      return account
    }
  }

  /// One type code with what belongs to it; type codes left out are passed over with their empty fields.
  private static func status(_ cursor: inout BAI2FieldCursor) throws -> BAI2Status? {
    while let field = cursor.next() {
      if field.isEmpty {
        try skipEmptyStatus(&cursor)
        continue
      }
      guard let code = BAI2TypeCode(field) else {
        throw problem(cursor, "type code", "three digits", TextBytes.shown(field))
      }
      let amount = try optionalAmount(&cursor, "amount")
      let count = try optionalAmount(&cursor, "item count")
      return BAI2Status(code: code, amount: amount, itemCount: count.map(Int.init), funds: try BAI2Funds(&cursor))
    }
    return nil
  }

  /// Amount, item count and funds type of a type code that was left out must be left out as well.
  private static func skipEmptyStatus(_ cursor: inout BAI2FieldCursor) throws {
    for name in ["amount", "item count", "funds type"] where !cursor.isAtContinuation {
      guard let field = cursor.next() else { return }
      guard field.isEmpty else { throw problem(cursor, name, "nothing, without a type code", TextBytes.shown(field)) }
    }
  }

  /// Record 16: type code, amount, funds type, bank reference, customer reference, text.
  static func detail(_ record: BAI2LogicalRecord, _ texts: BAI2Texts) throws -> BAI2Detail {
    try read(record) { cursor in
      let field = cursor.next() ?? []
      guard let code = BAI2TypeCode(field) else {
        throw problem(cursor, "type code", "three digits", TextBytes.shown(field))
      }
      let amount = try optionalAmount(&cursor, "amount")
      let isTextAlready = startsText(cursor)
      let funds = isTextAlready ? .unknown : try BAI2Funds(&cursor)
      let bankReference = isTextAlready ? [] : cursor.next() ?? []
      let customerReference = isTextAlready ? [] : cursor.next() ?? []
      guard texts.include(code) else {
        return BAI2Detail(
          place: record.place, lastRecord: record.lines[record.lines.count - 1].place.record, code: code,
          amount: amount, funds: funds)
      }
      return BAI2Detail(
        place: record.place, lastRecord: record.lines[record.lines.count - 1].place.record, code: code, amount: amount,
        funds: funds, bankReference: TextBytes.decode(bankReference),
        customerReference: TextBytes.decode(customerReference),
        text: cursor.rest().map { TextBytes.decode($0) }.filter { !$0.isEmpty })
    }
  }

  /// A record that ends before its references may go on in text at once, in a line that begins with no funds type.
  private static func startsText(_ cursor: BAI2FieldCursor) -> Bool {
    guard cursor.isAtContinuation else { return false }
    var ahead = cursor
    return (try? BAI2Funds(&ahead)) == nil
  }

  /// An amount or a count; nil if left out.
  static func optionalAmount(_ cursor: inout BAI2FieldCursor, _ name: String) throws -> Int64? {
    guard let field = cursor.next(), !field.allSatisfy(\.isBlank) else { return nil }
    guard let value = ExactAmount.parse(field.filter { !$0.isBlank }) else {
      throw problem(cursor, name, "digits, at most \(ExactAmount.limit)", TextBytes.shown(field))
    }
    return value
  }

  /// Three capital letters; the default if left out.
  static func currency(_ cursor: inout BAI2FieldCursor, otherwise standard: String) throws -> String {
    guard let field = cursor.next(), !field.allSatisfy(\.isBlank) else { return standard }
    guard field.count == 3, field.allSatisfy({ (65...90).contains($0) }) else {
      throw problem(cursor, "currency", "three capital letters", TextBytes.shown(field))
    }
    return TextBytes.decode(field)
  }

  static func problem(_ cursor: BAI2FieldCursor, _ field: String, _ expected: String, _ found: String)
    -> BAI2FieldProblem
  {
    BAI2FieldProblem(place: cursor.place, field: field, expected: expected, found: found)
  }
}

extension BAI2Funds {
  /// Reads the funds type and the fields that belong to it.
  init(_ cursor: inout BAI2FieldCursor) throws {
    let field = cursor.next() ?? []
    switch TextBytes.decode(field) {
    case "", "Z": self = .unknown
    case "0": self = .days(0)
    case "1": self = .days(1)
    case "2": self = .days(2)
    case "S":
      let parts = try (0..<3).map { _ in try BAI2RecordParser.optionalAmount(&cursor, "available amount") ?? 0 }
      self = .split(immediate: parts[0], oneDay: parts[1], later: parts[2])
    case "V":
      let (day, time) = (cursor.next() ?? [], cursor.next() ?? [])
      self = .valueDated(CalendarDay(yymmdd: day), ClockTime(time))
    case "D":
      self = .distributed(try Self.shares(&cursor))
    default:
      throw BAI2RecordParser.problem(
        cursor, "funds type", "0, 1, 2, S, V, D, Z or nothing", TextBytes.shown(field))
    }
  }

  private static func shares(_ cursor: inout BAI2FieldCursor) throws -> [Share] {
    let count = try BAI2RecordParser.optionalAmount(&cursor, "number of distributions") ?? 0
    guard (0...Int64(BAI2RecordParser.maximumShares)).contains(count) else {
      throw BAI2RecordParser.problem(
        cursor, "number of distributions", "0 to \(BAI2RecordParser.maximumShares)", "\(count)")
    }
    return try (0..<count).map { _ in
      let days = try BAI2RecordParser.optionalAmount(&cursor, "days of a distribution")
      let amount = try BAI2RecordParser.optionalAmount(&cursor, "amount of a distribution")
      guard let days, let amount else {
        throw BAI2RecordParser.problem(cursor, "distribution", "days and amount", "nothing")
      }
      return Share(days: days, amount: amount)
    }
  }
}
