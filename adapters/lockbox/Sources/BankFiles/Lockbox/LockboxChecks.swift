// The order of lockbox records, and what is counted for the totals of batches, lockboxes and file.

/// Takes records in the order of the file and keeps what its totals are checked against.
struct LockboxChecks: Sendable {
  var findings = FindingList()
  /// The layout of the open lockbox, once it is known.
  private(set) var layout: LockboxLayout?
  private let layouts: [String: LockboxLayout]
  var file: RecordPlace?
  var lockbox: Level?
  var batch: Level?
  var header: LockboxHeader?
  var records = 0
  private var filesSeen = 0
  private var lastSequence = 0
  private var sawLast = false
  private let relaxations: Relaxations

  /// What is counted between a header and its total.
  struct Level: Sendable {
    var place: RecordPlace
    var name: String
    var checks: Int64 = 0
    /// Cents; nil if an amount could not be read or the sum left the exact range.
    var total: Int64? = 0
    /// The part of the total that batch totals covered.
    var controlled: Int64 = 0

    mutating func add(_ amount: Int64?) {
      checks += 1
      guard let total, let amount else {
        self.total = nil
        return
      }
      self.total = ExactAmount.sum(total, amount)
    }
  }

  init(layouts: [String: LockboxLayout], relaxations: Relaxations) {
    self.layouts = layouts
    self.relaxations = relaxations
  }

  mutating func report(
    _ rule: FindingRule, _ place: RecordPlace, field: String, expected: String, found: String
  ) {
    findings.add(Finding(rule, at: place, field: field, expected: expected, found: found))
  }

  // MARK: Headers

  mutating func openFile(_ record: LockboxRecord) -> LockboxFileHeader {
    closeLevels(at: record.place, includingFile: true)
    filesSeen += 1
    if filesSeen == 2 {
      report(.severalFiles, record.place, field: "record type", expected: "one file", found: "a further file header")
    }
    (file, records) = (record.place, 1)
    let value = LockboxFileHeader(record)
    findings.relaxed = relaxations.rules(of: value.origin)
    checkDay(value.created, record, 24...29, "file creation date")
    return value
  }

  mutating func service(_ record: LockboxRecord) -> String {
    records += 1
    requireFile(record)
    return record.text(2...LockboxLayout.length)
  }

  mutating func openLockbox(_ record: LockboxRecord) -> LockboxHeader {
    records += 1
    requireFile(record)
    let value = LockboxHeader(record)
    closeBatch(at: record.place)
    if lockbox?.name != value.lockbox { closeLevels(at: record.place, includingFile: false) }
    if lockbox == nil { lockbox = Level(place: record.place, name: value.lockbox) }
    if value.lockbox.isEmpty {
      report(.lockboxField, record.place, field: "lockbox number", expected: "a number", found: "nothing")
    }
    checkDay(value.date, record, LockboxLayout.date, "deposit date")
    header = value
    return value
  }

  // MARK: Checks and stubs

  mutating func check(_ record: LockboxRecord) -> LockboxCheck? {
    records += 1
    guard let header else {
      outOfOrder(record, "a lockbox header (5) first")
      return nil
    }
    let layout = layouts[header.lockbox] ?? LockboxLayout.detected(record, under: header)
    self.layout = layout
    if let batch, batch.name != record.text(2...4) { closeBatch(at: record.place) }
    if batch == nil { batch = Level(place: record.place, name: record.text(2...4)) }
    let amount = number(record, layout.amount, "remittance amount")
    batch?.add(amount)
    lockbox?.add(amount)
    (lastSequence, sawLast) = (0, false)
    guard let amount else { return nil }
    return LockboxCheck(
      place: record.place, lastRecord: record.place.record, batch: record.text(2...4), item: record.text(5...7),
      amount: amount, routing: record.text(layout.routing), account: record.text(layout.account),
      checkNumber: record.text(layout.checkNumber), remitter: record.text(layout.remitter), stubs: [])
  }

  mutating func stub(_ record: LockboxRecord, of check: LockboxCheck?) -> LockboxStub? {
    records += 1
    guard let check, let layout else {
      // Without its check an overflow is out of place, unless the check itself could not be read.
      if !findings.hasErrors { outOfOrder(record, "a check (6) first") }
      return nil
    }
    guard check.stubs.count < LockboxReader.maximumStubs else {
      let most = LockboxReader.maximumStubs
      report(.tooManyContinuations, record.place, field: "overflow", expected: "at most \(most)", found: "more")
      return nil
    }
    checkSequence(record, check)
    return LockboxStub(
      place: record.place, reference: record.text(layout.stubReference),
      amount: optional(record, layout.stubAmount, "stub amount"), customer: record.text(layout.stubCustomer),
      discount: layout.stubDiscount.flatMap { optional(record, $0, "discount") })
  }

  private mutating func checkSequence(_ record: LockboxRecord, _ check: LockboxCheck) {
    let expected = lastSequence + 1
    lastSequence = expected
    if record.number(9...10) != Int64(expected) {
      report(
        .lockboxOverflow, record.place, field: "overflow sequence", expected: "\(expected)",
        found: TextBytes.shown(record.bytes(9...10)))
    }
    if record.text(5...7) != check.item { mismatch(record, 5...7, "item number", expected: check.item) }
    if sawLast {
      report(
        .lockboxOverflow, record.place, field: "overflow indicator", expected: "nothing after the last (9)",
        found: "a further record")
    }
    sawLast = record.text(11...11) == "9"
  }

  /// Checks a check that has all its stubs.
  mutating func complete(_ check: LockboxCheck) {
    let amounts = check.stubs.compactMap(\.amount)
    guard !amounts.isEmpty, amounts.count == check.stubs.count else { return }
    let sum = amounts.reduce(Int64?(0)) { sum, amount in sum.flatMap { ExactAmount.sum($0, amount) } }
    guard sum != check.amount else { return }
    report(
      .lockboxStubs, check.place, field: "stub amounts", expected: "\(check.amount)",
      found: sum.map(String.init) ?? "more than can be counted")
  }

  // MARK: Parts

  mutating func unknownType(_ record: LockboxRecord) {
    records += 1
    report(
      .lockboxRecordType, record.place, field: "record type", expected: "1, 2, 4, 5, 6, 7, 8 or 9",
      found: TextBytes.shown(record.bytes(1...1)))
  }

  mutating func outOfOrder(_ record: LockboxRecord, _ expected: String) {
    let found = "record type \(TextBytes.shown(record.bytes(1...1)))"
    report(.lockboxOrder, record.place, field: "record type", expected: expected, found: found)
  }

  mutating func mismatch(_ record: LockboxRecord, _ range: ClosedRange<Int>, _ field: String, expected: String) {
    report(
      .lockboxMismatch, record.place, field: field, expected: TextBytes.shown(Array(expected.utf8), digits: 7),
      found: TextBytes.shown(record.bytes(range), digits: 7))
  }

  /// A number that must be there.
  mutating func number(_ record: LockboxRecord, _ range: ClosedRange<Int>, _ field: String) -> Int64? {
    let value = record.number(range)
    if value == nil {
      report(
        .lockboxField, record.place, field: field, expected: "digits only", found: TextBytes.shown(record.bytes(range)))
    }
    return value
  }

  private mutating func optional(_ record: LockboxRecord, _ range: ClosedRange<Int>, _ field: String) -> Int64? {
    record.isBlank(range) ? nil : number(record, range, field)
  }

  private mutating func checkDay(
    _ day: CalendarDay?, _ record: LockboxRecord, _ range: ClosedRange<Int>, _ field: String
  ) {
    guard day == nil else { return }
    report(
      .lockboxDate, record.place, field: field, expected: "YYMMDD", found: TextBytes.shown(record.bytes(range)))
  }

  private mutating func requireFile(_ record: LockboxRecord) {
    if file == nil { outOfOrder(record, "a file header (1) first") }
  }
}
