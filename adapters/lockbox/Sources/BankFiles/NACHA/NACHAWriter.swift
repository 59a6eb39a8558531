// Writes ACH files: elements in, records of 94 columns out; controls, counts, hashes and blocks are its own business.

/// A streaming writer of NACHA (ACH) files.
///
/// Headers, entries and addenda are written as the columns that they hold; control records are worked out. One record
/// a line, filled up with nines to whole blocks of ten.
package struct NACHAWriter: BankFileWriter {
  private var written: [UInt8] = []
  private var file: Level?
  private var batch: (header: NACHABatch, level: Level)?
  private var batches: Int64 = 0
  private var records = 0
  private var hasADV = false

  /// What a control record says.
  private struct Level: Sendable {
    var count: Int64 = 0
    var hash: Int64 = 0
    var debits: Int64 = 0
    var credits: Int64 = 0

    mutating func add(_ other: Level) throws {
      count += other.count
      hash = (hash + other.hash) % NACHAChecks.hashModulus
      debits = try NACHAWriter.sum(debits, other.debits)
      credits = try NACHAWriter.sum(credits, other.credits)
    }
  }

  package init() {}

  /// What has been written since the last call.
  package mutating func drain() -> [UInt8] {
    defer { written.removeAll(keepingCapacity: true) }
    return written
  }

  /// Writes one element. - Throws: ``BankWriteError`` where it stands in the wrong place or a total does not fit.
  package mutating func take(_ element: NACHAElement) throws {
    switch element {
    case .file(let header):
      try closeFile()
      file = Level()
      line(header.record)
    case .batch(let header):
      try closeBatch()
      guard file != nil else { throw Self.misplaced("batch header (5)", "a file header first") }
      batch = (header, Level())
      hasADV = hasADV || header.isADV
      line(header.record)
    case .entry(let entry): try write(entry)
    }
  }

  /// Writes the controls that are due. - Returns: what ``drain()`` would.
  package mutating func finish() throws -> [UInt8] {
    try closeFile()
    return drain()
  }

  private mutating func write(_ entry: NACHAEntry) throws {
    guard var open = batch else { throw Self.misplaced("entry (6)", "a batch header first") }
    let isDebit = entry.code.direction == .debit
    try open.level.add(
      Level(
        count: Int64(1 + entry.addenda.count), hash: entry.record.number(4...11) ?? 0,
        debits: isDebit ? entry.amount : 0, credits: isDebit ? 0 : entry.amount))
    batch = open
    line(entry.record)
    for addenda in entry.addenda { line(addenda.record) }
  }

  private mutating func closeBatch() throws {
    guard let (header, level) = batch else { return }
    var values = [
      "service class": header.serviceClass, "entry/addenda count": "\(level.count)", "entry hash": "\(level.hash)",
      "total debits": "\(level.debits)", "total credits": "\(level.credits)", "originating DFI": header.originatingDFI,
      "batch number": header.number,
    ]
    if !header.isADV { values["company identification"] = header.companyID }
    line(try (header.isADV ? NACHALayout.batchControlADV : .batchControl).record(values))
    batch = nil
    batches += 1
    try file?.add(level)
  }

  private mutating func closeFile() throws {
    try closeBatch()
    guard let level = file else { return }
    let values = [
      "batch count": "\(batches)", "block count": "\((records + 1 + 9) / 10)", "entry/addenda count": "\(level.count)",
      "entry hash": "\(level.hash)", "total debits": "\(level.debits)", "total credits": "\(level.credits)",
    ]
    line(try (hasADV ? NACHALayout.fileControlADV : .fileControl).record(values))
    let padding = Array(repeating: UInt8(ascii: "9"), count: NACHARecord.length) + [0x0A]
    while records % 10 != 0 {
      written += padding
      records += 1
    }
    (file, batches, records, hasADV) = (nil, 0, 0, false)
  }

  private mutating func line(_ record: NACHARecord) {
    written += record.line.utf8
    written.append(0x0A)
    records += 1
  }

  private static func sum(_ left: Int64, _ right: Int64) throws -> Int64 {
    guard let sum = ExactAmount.sum(left, right) else {
      throw misplaced("entry (6)", "sums of at most \(ExactAmount.limit)")
    }
    return sum
  }

  private static func misplaced(_ record: String, _ expected: String) -> BankWriteError {
    BankWriteError(record: record, field: "record", expected: expected)
  }
}
