// Trailers of accounts, groups and files, compared with what was counted.

extension BAI2Checks {
  /// The three levels, outermost first.
  enum LevelName: Int {
    case file, group, account
  }

  /// A trailer's fields: control total, members where the level has any, records.
  private struct Trailer {
    var total: Int64?
    var members: Int64?
    var records: Int64?
  }

  /// Reports levels that end without their trailer, innermost first, and closes them.
  mutating func closeLevels(from outermost: LevelName, at place: RecordPlace?) {
    if let open = account { missing("account trailer (49)", open, place) }
    account = nil
    guard outermost != .account else { return }
    if let open = group { missing("group trailer (98)", open, place) }
    group = nil
    guard outermost != .group else { return }
    if let open = file { missing("file trailer (99)", open, place) }
    file = nil
  }

  private mutating func missing(_ trailer: String, _ open: Level, _ place: RecordPlace?) {
    report(
      .bai2TrailerMissing, place ?? open.place, field: "record code",
      expected: "the \(trailer) of record \(open.place.record)", found: place == nil ? "the end of the file" : "none")
  }

  mutating func closeAccount(_ record: BAI2LogicalRecord) throws -> BAI2Element? {
    count(record)
    let counted = account
    account = nil
    let trailer = try Self.readTrailer(record, hasMembers: false, into: &group)
    group?.add(trailer.total ?? counted?.total)
    guard let counted else {
      outOfOrder(record, "an open account (03)")
      return nil
    }
    checkTotal(.bai2AccountTotal, "account control total", trailer.total, counted, record)
    checkCount(.bai2AccountRecords, "number of records", trailer.records, counted.records, record)
    checkCredits(counted)
    return .accountEnd
  }

  /// Where the bank states more credits than it lists one by one, money came that no deposit is made of.
  private mutating func checkCredits(_ counted: Level) {
    guard let stated = counted.statedCredits, stated != counted.listedCredits else { return }
    report(
      .bai2CreditsNotDetailed, counted.place, field: "total credits (100)", expected: "\(counted.listedCredits)",
      found: "\(stated)")
  }

  mutating func closeGroup(_ record: BAI2LogicalRecord) throws {
    closeLevels(from: .account, at: record.place)
    count(record)
    let counted = group
    group = nil
    let trailer = try Self.readTrailer(record, hasMembers: true, into: &file)
    file?.add(trailer.total ?? counted?.total)
    guard let counted else { return outOfOrder(record, "an open group (02)") }
    checkTotal(.bai2GroupTotal, "group control total", trailer.total, counted, record)
    checkCount(.bai2GroupAccounts, "number of accounts", trailer.members, counted.members, record)
    checkCount(.bai2GroupRecords, "number of records", trailer.records, counted.records, record)
  }

  mutating func closeFile(_ record: BAI2LogicalRecord) throws {
    closeLevels(from: .group, at: record.place)
    count(record)
    let counted = file
    file = nil
    var nothingAbove: Level?
    let trailer = try Self.readTrailer(record, hasMembers: true, into: &nothingAbove)
    guard let counted else { return outOfOrder(record, "an open file (01)") }
    checkTotal(.bai2FileTotal, "file control total", trailer.total, counted, record)
    checkCount(.bai2FileGroups, "number of groups", trailer.members, counted.members, record)
    checkCount(.bai2FileRecords, "number of records", trailer.records, counted.records, record)
  }

  private mutating func outOfOrder(_ record: BAI2LogicalRecord, _ expected: String) {
    report(.bai2Order, record.place, field: "record code", expected: expected, found: TextBytes.shown(record.code))
  }

  /// Reads a trailer; where it cannot be read, the level above has no total that could be checked.
  private static func readTrailer(
    _ record: BAI2LogicalRecord, hasMembers: Bool, into above: inout Level?
  ) throws -> Trailer {
    do {
      return try BAI2RecordParser.read(record) { cursor in
        let total = try BAI2RecordParser.optionalAmount(&cursor, "control total")
        let members = hasMembers ? try BAI2RecordParser.optionalAmount(&cursor, "number of members") : nil
        return Trailer(
          total: total, members: members, records: try BAI2RecordParser.optionalAmount(&cursor, "number of records"))
      }
    } catch {
      above?.add(nil)
      throw error
    }
  }

  /// The control total must be there and right; it may be blank only where there is nothing to control.
  private mutating func checkTotal(
    _ rule: FindingRule, _ field: String, _ found: Int64?, _ counted: Level, _ record: BAI2LogicalRecord
  ) {
    guard let expected = counted.total else {
      report(.amountLimit, record.place, field: field, expected: "a sum that can be worked out", found: "none")
      return
    }
    if found == nil, expected == 0 {
      report(.bai2BlankTotal, record.place, field: field, expected: "0", found: "nothing")
    } else if found != expected {
      report(rule, record.place, field: field, expected: "\(expected)", found: found.map(String.init) ?? "nothing")
    }
  }

  private mutating func checkCount(
    _ rule: FindingRule, _ field: String, _ found: Int64?, _ expected: Int, _ record: BAI2LogicalRecord
  ) {
    guard found != Int64(expected) else { return }
    report(rule, record.place, field: field, expected: "\(expected)", found: found.map(String.init) ?? "nothing")
  }
}

/// The fields of a header record, by number.
struct BAI2HeaderFields {
  private var fields: [ArraySlice<UInt8>] = []
  private let place: RecordPlace

  /// The most fields that are looked at; the file header has eight.
  static let maximum = 16

  init(_ record: BAI2LogicalRecord) throws {
    place = record.place
    var cursor = BAI2FieldCursor(record)
    while fields.count < Self.maximum, let field = cursor.next() { fields.append(field) }
  }

  func bytes(_ index: Int) -> ArraySlice<UInt8> { index < fields.count ? fields[index] : [] }
  func text(_ index: Int) -> String { TextBytes.decode(bytes(index)) }
  func shown(_ index: Int) -> String { TextBytes.shown(bytes(index)) }
  func number(_ index: Int) -> Int? { ExactAmount.parse(bytes(index)).map(Int.init) }
  func time(_ index: Int) -> ClockTime? { ClockTime(bytes(index)) }

  /// The currency, `USD` where it is left out.
  func currency(_ index: Int) throws -> String {
    let field = bytes(index)
    if field.allSatisfy(\.isBlank) { return "USD" }
    guard field.count == 3, field.allSatisfy({ (65...90).contains($0) }) else {
      throw problem(index, "currency", "three capital letters")
    }
    return text(index)
  }

  func problem(_ index: Int, _ field: String, _ expected: String) -> BAI2FieldProblem {
    BAI2FieldProblem(place: place, field: field, expected: expected, found: shown(index))
  }
}
