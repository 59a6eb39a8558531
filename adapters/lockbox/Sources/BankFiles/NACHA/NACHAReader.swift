// Reads a NACHA file as it streams by: records, then entries with their addenda, then checked elements.

/// A streaming reader of NACHA (ACH) files.
///
/// Feed it the bytes in order, then finish; it hands out elements and gathers findings. Memory is bounded by one entry
/// with its addenda. It never stops at an error, so that one reading lists everything that is wrong.
package struct NACHAReader: BankFileReader {
  /// The most addenda of one entry: what four digits can count.
  package static let maximumAddenda = 9_999

  private var records = NACHARecordReader()
  private var checks: NACHAChecks
  private var pending: NACHAEntry?

  /// - Parameter relaxations: what is accepted of which origin.
  package init(relaxations: Relaxations = Relaxations()) {
    checks = NACHAChecks(relaxations: relaxations)
  }

  /// What was found so far.
  package var findings: FindingList { checks.findings }

  /// Takes the next bytes.
  package mutating func feed(_ chunk: UnsafeRawBufferPointer, _ sink: (NACHAElement) throws -> Void) throws {
    var records = self.records
    defer { self.records = records }
    try records.feed(chunk) { try take($0, sink) }
  }

  /// Ends the file: the last entry, and what is missing.
  package mutating func finish(_ sink: (NACHAElement) throws -> Void) throws {
    var records = self.records
    try records.finish { try take($0, sink) }
    try flush(sink)
    checks.endOfInput()
  }

  private mutating func take(_ piece: NACHARecordReader.Piece, _ sink: (NACHAElement) throws -> Void) throws {
    switch piece {
    case .problem(let finding): checks.findings.add(finding)
    case .record(let record) where record.type == UInt8(ascii: "7"): addenda(record)
    case .record(let record):
      try flush(sink)
      switch record.type {
      case UInt8(ascii: "1"): try sink(.file(checks.openFile(record)))
      case UInt8(ascii: "5"): try sink(.batch(checks.openBatch(record)))
      case UInt8(ascii: "6"): pending = checks.entry(record)
      case UInt8(ascii: "8"): checks.closeBatch(record)
      case UInt8(ascii: "9"): checks.closeFile(record)
      default: checks.unknownType(record)
      }
    }
  }

  private mutating func addenda(_ record: NACHARecord) {
    checks.addenda(record, of: pending)
    guard let count = pending?.addenda.count, count < Self.maximumAddenda else { return }
    pending?.addenda.append(NACHAAddenda(record, isIAT: checks.header?.isIAT ?? false))
    pending?.lastRecord = record.place.record
  }

  private mutating func flush(_ sink: (NACHAElement) throws -> Void) throws {
    guard let entry = pending else { return }
    pending = nil
    checks.complete(entry)
    try sink(.entry(entry))
  }
}
