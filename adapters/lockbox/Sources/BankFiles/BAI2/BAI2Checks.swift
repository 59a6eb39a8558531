// The order of BAI2 records and the control totals and counts of account, group and file.

/// Takes records in the order of the file and keeps the books that its trailers are checked against.
struct BAI2Checks: Sendable {
  private(set) var findings = FindingList()
  var file: Level?
  var group: Level?
  var account: Level?
  private var filesSeen = 0
  private var currency = "USD"
  private let relaxations: Relaxations
  private let texts: BAI2Texts

  init(relaxations: Relaxations, texts: BAI2Texts) {
    self.relaxations = relaxations
    self.texts = texts
  }

  /// Whether an item may come now.
  var isInAccount: Bool { account != nil }

  /// What is counted between a header and its trailer.
  struct Level: Sendable {
    var place: RecordPlace
    /// The sum in minor units; nil once it left the exact range or an amount could not be read.
    var total: Int64? = 0
    /// Physical records, header and trailer included.
    var records = 0
    /// Accounts of a group, groups of a file.
    var members = 0
    /// The bank's own total of credits (type code 100), and the credits that records 16 list.
    var statedCredits: Int64?
    var listedCredits: Int64 = 0

    mutating func add(_ amount: Int64?) {
      guard let sum = total, let amount else {
        total = nil
        return
      }
      total = ExactAmount.sum(sum, amount)
    }
  }

  mutating func report(
    _ rule: FindingRule, _ place: RecordPlace, field: String, expected: String, found: String
  ) {
    findings.add(Finding(rule, at: place, field: field, expected: expected, found: found))
  }

  /// Adds what the reader found.
  mutating func note(_ finding: Finding) { findings.add(finding) }

  /// Checks a record and returns what it says, if it says something.
  mutating func take(_ record: BAI2LogicalRecord) -> BAI2Element? {
    noteMissingSlashes(record)
    do {
      switch String(decoding: record.code, as: UTF8.self) {
      case "01": return try openFile(record)
      case "02": return try openGroup(record)
      case "03": return try openAccount(record)
      case "16": return try detail(record)
      case "49": return try closeAccount(record)
      case "98": try closeGroup(record)
      case "99": try closeFile(record)
      default: unknownCode(record)
      }
    } catch let problem as BAI2FieldProblem {
      report(.bai2Field, problem.place, field: problem.field, expected: problem.expected, found: problem.found)
    } catch {
      report(.bai2Field, record.place, field: "record", expected: "a readable record", found: "an unreadable one")
    }
    return nil
  }

  /// Adds a record's lines to every level that is open.
  mutating func count(_ record: BAI2LogicalRecord) { count(lines: record.lines.count) }

  private mutating func count(lines: Int) {
    file?.records += lines
    group?.records += lines
    account?.records += lines
  }

  /// Counts and checks an item that was read already.
  mutating func take(_ detail: BAI2Detail, lines: Int) -> BAI2Detail {
    count(lines: lines)
    add(detail)
    return detail
  }

  private mutating func add(_ detail: BAI2Detail) {
    account?.add(detail.amount ?? 0)
    countCredit(detail)
    checkFunds(detail.funds, of: detail.amount, at: detail.place)
    guard let amount = detail.amount, amount != 0, detail.code.direction == .none, detail.code.number != 890 else {
      return
    }
    report(
      .bai2TypeCode, detail.place, field: "type code", expected: "a code of a credit or a debit, as it has an amount",
      found: detail.code.text)
  }

  /// At the end of the input nothing may be open.
  mutating func endOfInput() {
    closeLevels(from: .file, at: nil)
    if filesSeen == 0 {
      report(.emptyFile, .file, field: "file", expected: "a file header (01)", found: "none")
    }
  }

  private mutating func noteMissingSlashes(_ record: BAI2LogicalRecord) {
    let isText = record.code.elementsEqual("16".utf8)
    for line in record.lines where !line.isClosed && !isText {
      report(.bai2MissingSlash, line.place, field: "end of record", expected: "/", found: "the end of the line")
    }
  }

  private mutating func unknownCode(_ record: BAI2LogicalRecord) {
    count(record)
    report(
      .bai2RecordCode, record.place, field: "record code", expected: "01, 02, 03, 16, 49, 88, 98 or 99",
      found: TextBytes.shown(record.code))
  }

  // MARK: Headers

  private mutating func openFile(_ record: BAI2LogicalRecord) throws -> BAI2Element {
    closeLevels(from: .file, at: record.place)
    filesSeen += 1
    if filesSeen == 2 {
      report(.severalFiles, record.place, field: "record code", expected: "one file", found: "a further file header")
    }
    file = Level(place: record.place)
    count(record)
    let fields = try BAI2HeaderFields(record)
    findings.relaxed = relaxations.rules(of: fields.text(0))
    if fields.text(7) != "2" {
      report(.bai2Version, record.place, field: "version number", expected: "2", found: fields.shown(7))
    }
    return .file(
      BAI2FileHeader(
        place: record.place, sender: fields.text(0), receiver: fields.text(1),
        created: day(fields, 2, "file creation date", record.place), createdAt: fields.time(3), fileID: fields.text(4),
        recordLength: fields.number(5), blockSize: fields.number(6)))
  }

  private mutating func openGroup(_ record: BAI2LogicalRecord) throws -> BAI2Element {
    closeLevels(from: .group, at: record.place)
    requireOpen(file, "a file header (01) first", record)
    group = Level(place: record.place)
    file?.members += 1
    count(record)
    let fields = try BAI2HeaderFields(record)
    guard let status = BAI2Group.Status(rawValue: fields.text(2)) else {
      throw fields.problem(2, "group status", "1, 2, 3 or 4")
    }
    if status != .update {
      report(
        .bai2GroupStatus, record.place, field: "group status",
        expected: "1 (new data); nothing of another group is booked", found: status.rawValue)
    }
    currency = try fields.currency(5)
    return .group(
      BAI2Group(
        place: record.place, receiver: fields.text(0), originator: fields.text(1), status: status,
        asOf: day(fields, 3, "as-of date", record.place), asOfTime: fields.time(4), currency: currency,
        asOfModifier: fields.text(6)))
  }

  private mutating func openAccount(_ record: BAI2LogicalRecord) throws -> BAI2Element {
    closeLevels(from: .account, at: record.place)
    requireOpen(group, "a group header (02) first", record)
    account = Level(place: record.place, total: nil)
    group?.members += 1
    count(record)
    let value = try BAI2RecordParser.account(record, groupCurrency: currency)
    account?.total = value.total
    account?.statedCredits = value.statuses.first { $0.code.number == 100 }?.amount
    for status in value.statuses { checkFunds(status.funds, of: status.amount, at: record.place) }
    return .account(value)
  }

  private mutating func detail(_ record: BAI2LogicalRecord) throws -> BAI2Element? {
    requireOpen(account, "an account (03) first", record)
    count(record)
    do {
      let value = try BAI2RecordParser.detail(record, texts)
      add(value)
      return .detail(value)
    } catch {
      account?.add(nil)
      throw error
    }
  }

  private mutating func countCredit(_ detail: BAI2Detail) {
    guard detail.code.direction == .credit, !detail.code.isSummary, !detail.code.repeatsDeposits else { return }
    let sum = ExactAmount.sum(account?.listedCredits ?? 0, detail.amount ?? 0)
    account?.listedCredits = sum ?? ExactAmount.limit
  }

  private mutating func requireOpen(_ level: Level?, _ expected: String, _ record: BAI2LogicalRecord) {
    guard level == nil else { return }
    report(.bai2Order, record.place, field: "record code", expected: expected, found: TextBytes.shown(record.code))
  }

  private mutating func day(_ fields: BAI2HeaderFields, _ index: Int, _ name: String, _ place: RecordPlace)
    -> CalendarDay?
  {
    let day = CalendarDay(yymmdd: fields.bytes(index))
    if day == nil { report(.bai2Date, place, field: name, expected: "YYMMDD", found: fields.shown(index)) }
    return day
  }

  private mutating func checkFunds(_ funds: BAI2Funds, of amount: Int64?, at place: RecordPlace) {
    if case .valueDated(nil, _) = funds {
      report(.bai2Date, place, field: "value date", expected: "YYMMDD", found: "none")
    }
    guard let sum = funds.sum, sum != amount ?? 0 else { return }
    report(.bai2FundsSum, place, field: "funds type", expected: "parts of \(amount ?? 0)", found: "\(sum)")
  }
}
