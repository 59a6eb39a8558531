// Writes BAI2 files: elements in, bytes out; totals, counts, trailers and continuations are its own business.

/// A streaming writer of BAI2 cash management files.
///
/// Takes elements in the order of a file, as ``BAI2Reader`` hands them out. Trailers are written when the next header
/// or
/// the end makes them due. Every record is closed by a slash, whatever text it ends in.
package struct BAI2Writer: BankFileWriter {
  /// The longest line by default, in bytes with its slash: what the specification suggests.
  package static let usualWidth = 80
  /// The shortest line that leaves room for fields.
  package static let leastWidth = 40

  private let width: Int
  private var written: [UInt8] = []
  private var file: Level?
  private var group: Level?
  private var account: Level?
  private var groupCurrency = "USD"

  /// What a trailer says.
  private struct Level: Sendable {
    var total: Int64 = 0
    var members = 0
    var records = 0
  }

  /// - Parameter width: the longest line in bytes; a field longer than that makes its line longer.
  package init(width: Int = usualWidth) {
    self.width = max(Self.leastWidth, width)
  }

  /// What has been written since the last call; files of any size are written piece by piece.
  package mutating func drain() -> [UInt8] {
    defer { written.removeAll(keepingCapacity: true) }
    return written
  }

  /// Writes one element. - Throws: ``BankWriteError`` where BAI2 has no way to say it; nothing of it is written then.
  package mutating func take(_ element: BAI2Element) throws {
    switch element {
    case .file(let header): try begin(header)
    case .group(let value): try begin(value)
    case .account(let value): try begin(value)
    case .detail(let value): try write(value)
    case .accountEnd: try closeAccount()
    }
  }

  /// Writes the trailers that are due. - Returns: what ``drain()`` would.
  package mutating func finish() throws -> [UInt8] {
    try closeFile()
    return drain()
  }

  // MARK: Headers

  private mutating func begin(_ header: BAI2FileHeader) throws {
    let fields = [
      try plain(header.sender, "01", "sender"), try plain(header.receiver, "01", "receiver"),
      try day(header.created, "01", "file creation date"), header.createdAt?.hhmm ?? "",
      try plain(header.fileID, "01", "file identification"), header.recordLength.map(String.init) ?? "",
      header.blockSize.map(String.init) ?? "", "2",
    ]
    try closeFile()
    file = Level()
    line("01", fields.joined(separator: ","))
  }

  private mutating func begin(_ value: BAI2Group) throws {
    let fields = [
      try plain(value.receiver, "02", "receiver"), try plain(value.originator, "02", "originator"),
      value.status.rawValue, try day(value.asOf, "02", "as-of date"), value.asOfTime?.hhmm ?? "",
      try currency(value.currency, "02"), try plain(value.asOfModifier, "02", "as-of date modifier"),
    ]
    try closeGroup()
    guard file != nil else { throw BankWriteError(record: "02", field: "record", expected: "a file header first") }
    file?.members += 1
    group = Level()
    groupCurrency = value.currency
    line("02", fields.joined(separator: ","))
  }

  private mutating func begin(_ value: BAI2Account) throws {
    let number = try plain(value.number, "03", "account number")
    guard !number.isEmpty else {
      throw BankWriteError(record: "03", field: "account number", expected: "at least one character")
    }
    let currency = try value.currency == groupCurrency ? "" : currency(value.currency, "03")
    let statuses = try value.statuses.map(status)
    try closeAccount()
    guard group != nil else { throw BankWriteError(record: "03", field: "record", expected: "a group header first") }
    group?.members += 1
    account = Level()
    for status in value.statuses { try add(status.amount ?? 0, "03") }
    var record = ["\(number),\(currency)"]
    for status in statuses {
      // Record code, comma, this status with its comma, slash.
      if "88,,/".utf8.count + record[record.count - 1].utf8.count + status.utf8.count > width {
        record.append(status)
      } else {
        record[record.count - 1] += ",\(status)"
      }
    }
    lines("03", record)
  }

  private func status(_ value: BAI2Status) throws -> String {
    let count = value.itemCount.map(String.init) ?? ""
    return "\(value.code.text),\(amount(value.amount)),\(count),\(try funds(value.funds, "03"))"
  }

  // MARK: Details

  private mutating func write(_ value: BAI2Detail) throws {
    guard account != nil else { throw BankWriteError(record: "16", field: "record", expected: "an account first") }
    let head = [
      value.code.text, amount(value.amount), try funds(value.funds, "16"),
      try plain(value.bankReference, "16", "bank reference"),
      try plain(value.customerReference, "16", "customer reference"), "",
    ].joined(separator: ",")
    var record = [head]
    for piece in value.text.flatMap(pieces) {
      // The first goes on the record's own line if it fits, so that what is written is read and written the same again.
      let isFirst = record.count == 1 && record[0] == head
      if isFirst, head.utf8.count + piece.utf8.count <= room {
        record[0] += piece
      } else {
        record.append(piece)
      }
    }
    try add(value.amount ?? 0, "16")
    lines("16", record)
  }

  /// What a line of text may take, in bytes.
  private var room: Int { width - "88,/".utf8.count }

  /// A line of text in pieces that fit a line; none begins or ends in blanks, which readers drop.
  private func pieces(of text: String) -> [String] {
    var rest = TextBytes.clean(text.unicodeScalars)[...]
    var pieces: [String] = []
    while !rest.isEmpty {
      let piece = prefix(rest, bytes: room)
      rest = rest[piece.endIndex...]
      let trimmed = TextBytes.clean(piece.unicodeScalars)
      if !trimmed.isEmpty { pieces.append(trimmed) }
    }
    return pieces
  }

  /// The longest beginning of at most so many bytes; at least one character.
  private func prefix(_ text: Substring, bytes limit: Int) -> Substring {
    var end = text.startIndex
    var bytes = 0
    while end < text.endIndex {
      bytes += text[end].utf8.count
      if bytes > limit, end > text.startIndex { break }
      end = text.index(after: end)
    }
    return text[..<end]
  }

  // MARK: Trailers

  private mutating func closeAccount() throws {
    guard let level = account else { return }
    line("49", "\(level.total),\(level.records + 1)")
    account = nil
    let total = try sum(group?.total ?? 0, level.total, "49")
    group?.total = total
  }

  private mutating func closeGroup() throws {
    try closeAccount()
    guard let level = group else { return }
    line("98", "\(level.total),\(level.members),\(level.records + 1)")
    group = nil
    let total = try sum(file?.total ?? 0, level.total, "98")
    file?.total = total
  }

  private mutating func closeFile() throws {
    try closeGroup()
    guard let level = file else { return }
    line("99", "\(level.total),\(level.members),\(level.records + 1)")
    file = nil
  }

  private mutating func add(_ amount: Int64, _ record: String) throws {
    let total = try sum(account?.total ?? 0, amount, record)
    account?.total = total
  }

  private func sum(_ left: Int64, _ right: Int64, _ record: String) throws -> Int64 {
    guard let sum = ExactAmount.sum(left, right) else {
      throw BankWriteError(record: record, field: "amount", expected: "sums of at most \(ExactAmount.limit)")
    }
    return sum
  }

  // MARK: Lines

  private mutating func lines(_ code: String, _ contents: [String]) {
    for (index, content) in contents.enumerated() { line(index == 0 ? code : "88", content) }
  }

  private mutating func line(_ code: String, _ content: String) {
    written += "\(code),\(content)/\n".utf8
    file?.records += 1
    group?.records += 1
    account?.records += 1
  }
}

// MARK: - Fields

/// A field that a comma ends; neither commas nor control characters can be written in it.
private func plain(_ text: String, _ record: String, _ field: String) throws -> String {
  guard text.unicodeScalars.allSatisfy({ $0 != "," && $0.value >= 0x20 && $0.value != 0x7F }) else {
    throw BankWriteError(record: record, field: field, expected: "neither commas nor control characters")
  }
  return TextBytes.clean(text.unicodeScalars)
}

private func day(_ day: CalendarDay?, _ record: String, _ field: String) throws -> String {
  guard let day else { return "" }
  guard let text = day.yymmdd else {
    throw BankWriteError(record: record, field: field, expected: "a year from 1970 to 2069")
  }
  return text
}

private func currency(_ code: String, _ record: String) throws -> String {
  guard code.utf8.count == 3, code.utf8.allSatisfy({ (65...90).contains($0) }) else {
    throw BankWriteError(record: record, field: "currency", expected: "three capital letters")
  }
  return code
}

private func amount(_ value: Int64?) -> String { value.map(String.init) ?? "" }

private func funds(_ funds: BAI2Funds, _ record: String) throws -> String {
  switch funds {
  case .unknown: "Z"
  case .days(let days): "\(days)"
  case .split(let immediate, let oneDay, let later): "S,\(immediate),\(oneDay),\(later)"
  case .valueDated(let date, let time): "V,\(try day(date, record, "value date")),\(time?.hhmm ?? "")"
  case .distributed(let shares):
    (["D", "\(shares.count)"] + shares.flatMap { ["\($0.days)", "\($0.amount)"] }).joined(separator: ",")
  }
}
