// The order of NACHA records, and what is counted for the control records to be checked against.

/// Takes records in the order of the file and keeps counts, hashes and totals of batch and file.
struct NACHAChecks: Sendable {
  var findings = FindingList()
  var file: Level?
  var batch: Level?
  var header: NACHABatch? {
    didSet { if header?.entryClass != oldValue?.entryClass { entryClass = header.flatMap { .named($0.entryClass) } } }
  }
  /// The rules of the open batch's entry class.
  private(set) var entryClass: NACHAEntryClass?
  var hasADV = false
  var recordsInFile = 0
  var isAfterFile = false
  private var filesSeen = 0
  private let relaxations: Relaxations

  init(relaxations: Relaxations) {
    self.relaxations = relaxations
  }

  /// Entry hashes keep the last ten digits.
  static let hashModulus: Int64 = 10_000_000_000

  /// What is counted between a header and its control record.
  struct Level: Sendable {
    var place: RecordPlace
    /// Entries and addenda.
    var count: Int64 = 0
    /// The sum of the receiving banks' numbers; nil if one could not be read.
    var hash: Int64? = 0
    /// Cents; nil if an amount could not be read or the sum left the exact range.
    var debits: Int64? = 0
    var credits: Int64? = 0
    var batches: Int64 = 0

    mutating func addHash(_ number: Int64?) {
      guard let hash, let number else {
        self.hash = nil
        return
      }
      self.hash = (hash + number % NACHAChecks.hashModulus) % NACHAChecks.hashModulus
    }

    /// Adds an entry's amount to the total it belongs to; one that cannot be read leaves no total to compare.
    mutating func add(_ amount: Int64?, _ direction: NACHATransactionCode.Direction?) {
      if direction != .credit { debits = Self.sum(debits, amount) }
      if direction != .debit { credits = Self.sum(credits, amount) }
      if direction == nil { (debits, credits) = (nil, nil) }
    }

    static func sum(_ left: Int64?, _ right: Int64?) -> Int64? {
      guard let left, let right else { return nil }
      return ExactAmount.sum(left, right)
    }
  }

  mutating func report(
    _ rule: FindingRule, _ place: RecordPlace, field: String, expected: String, found: String
  ) {
    findings.add(Finding(rule, at: place, field: field, expected: expected, found: found))
  }

  mutating func openFile(_ record: NACHARecord) -> NACHAFileHeader {
    closeLevels(at: record.place, includingFile: true)
    filesSeen += 1
    if filesSeen == 2 {
      report(.severalFiles, record.place, field: "record type", expected: "one file", found: "a further file header")
    }
    (file, hasADV, recordsInFile, isAfterFile) = (Level(place: record.place), false, 1, false)
    let value = NACHAFileHeader(record)
    findings.relaxed = relaxations.rules(of: value.origin)
    checkContent(record, .fileHeader)
    if value.created == nil {
      let found = TextBytes.shown(record.bytes(24...29))
      report(.nachaDate, record.place, field: "file creation date", expected: "YYMMDD", found: found)
    }
    if record.number(35...37) != 94 {
      let found = TextBytes.shown(record.bytes(35...37))
      report(.nachaField, record.place, field: "record size", expected: "094", found: found)
    }
    return value
  }

  mutating func openBatch(_ record: NACHARecord) -> NACHABatch {
    closeLevels(at: record.place, includingFile: false)
    recordsInFile += 1
    if file == nil { outOfOrder(record, "a file header (1) first") }
    let value = NACHABatch(record)
    header = value
    hasADV = hasADV || value.isADV
    batch = Level(place: record.place)
    checkContent(record, value.isIAT ? .batchHeaderIAT : .batchHeader)
    checkEntryClass(value)
    if value.effectiveDate == nil, !value.isADV {
      let found = TextBytes.shown(record.bytes(70...75))
      report(.nachaDate, record.place, field: "effective entry date", expected: "YYMMDD", found: found)
    }
    return value
  }

  /// Reads an entry and counts it; nil if its code or amount cannot be read.
  mutating func entry(_ record: NACHARecord) -> NACHAEntry? {
    recordsInFile += 1
    guard let header, batch != nil else {
      outOfOrder(record, "a batch header (5) first")
      return nil
    }
    let bank = number(record, 4...11, "receiving DFI")
    let amount = number(record, header.isADV ? 28...39 : 30...39, "amount")
    let code = transactionCode(record)
    batch?.count += 1
    batch?.addHash(bank)
    batch?.add(amount, code?.direction)
    checkDigit(record)
    guard let code, let amount else { return nil }
    checkServiceClass(header, code, record)
    let entry = NACHAEntry(record, in: header, code: code, amount: amount)
    if entry.account.isEmpty, code.purpose == .payment, code.direction == .credit {
      report(.nachaField, record.place, field: "account", expected: "an account number", found: "nothing")
    }
    return entry
  }

  private mutating func transactionCode(_ record: NACHARecord) -> NACHATransactionCode? {
    let code = record.number(2...3).flatMap(NACHATransactionCode.init)
    if code == nil {
      let found = TextBytes.shown(record.bytes(2...3))
      report(.nachaField, record.place, field: "transaction code", expected: "a known code", found: found)
    }
    return code
  }

  mutating func addenda(_ record: NACHARecord, of entry: NACHAEntry?) {
    recordsInFile += 1
    batch?.count += 1
    guard let entry else {
      // Without its entry an addenda is out of place, unless the entry itself could not be read.
      if !findings.hasErrors { outOfOrder(record, "an entry (6) first") }
      return
    }
    if entry.addenda.count >= NACHAReader.maximumAddenda {
      let most = NACHAReader.maximumAddenda
      report(.tooManyContinuations, record.place, field: "addenda", expected: "at most \(most)", found: "more")
    }
    if let header { checkAddenda(record, in: header) }
    let expected = entry.addenda.count + 1
    if record.text(2...3) == "05", record.number(84...87) != Int64(expected) {
      let found = TextBytes.shown(record.bytes(84...87))
      report(
        .nachaAddendaSequence, record.place, field: "addenda sequence number", expected: "\(expected)", found: found)
    }
  }

  /// Checks an entry that has all its addenda.
  mutating func complete(_ entry: NACHAEntry) {
    if let header { checkAddendaCount(entry, in: header) }
    checkMoney(of: entry)
    guard entry.hasAddendaIndicator == entry.addenda.isEmpty else { return }
    report(
      .nachaAddendaIndicator, entry.place, field: "addenda record indicator",
      expected: entry.addenda.isEmpty ? "0" : "1", found: entry.hasAddendaIndicator ? "1" : "0")
  }

  mutating func unknownType(_ record: NACHARecord) {
    recordsInFile += 1
    report(
      .nachaRecordType, record.place, field: "record type", expected: "1, 5, 6, 7, 8 or 9",
      found: TextBytes.shown(record.bytes(1...1)))
  }

  mutating func outOfOrder(_ record: NACHARecord, _ expected: String) {
    let found = "record type \(TextBytes.shown(record.bytes(1...1)))"
    report(.nachaOrder, record.place, field: "record type", expected: expected, found: found)
  }

  /// A number that must be there.
  mutating func number(_ record: NACHARecord, _ range: ClosedRange<Int>, _ field: String) -> Int64? {
    let value = record.number(range)
    if value == nil {
      let found = TextBytes.shown(record.bytes(range))
      report(.nachaField, record.place, field: field, expected: "digits only", found: found)
    }
    return value
  }

  private mutating func checkServiceClass(_ batch: NACHABatch, _ code: NACHATransactionCode, _ record: NACHARecord) {
    let isWrong =
      batch.serviceClass == "220" && code.direction == .debit
      || batch.serviceClass == "225" && code.direction == .credit
    guard isWrong else { return }
    report(
      .nachaServiceClass, record.place, field: "transaction code",
      expected: batch.serviceClass == "220" ? "a credit (service class 220)" : "a debit (service class 225)",
      found: code.text)
  }
}

extension NACHAEntry {
  /// Reads the fields whose columns depend on the entry class.
  init(_ record: NACHARecord, in batch: NACHABatch, code: NACHATransactionCode, amount: Int64) {
    let account = batch.isIAT ? 40...74 : batch.isADV ? 13...27 : 13...29
    self.init(
      place: record.place, lastRecord: record.place.record, code: code, receivingDFI: record.text(4...11),
      account: record.text(account), amount: amount, traceNumber: batch.isADV ? "" : record.text(80...94),
      hasAddendaIndicator: record.bytes(79...79).first == UInt8(ascii: "1"), addenda: [], record: record)
  }
}
