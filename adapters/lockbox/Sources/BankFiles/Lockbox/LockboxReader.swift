// Reads a lockbox file as it streams by: lines, then checks with their overflow, then checked elements.

/// A streaming reader of files in the BAI lockbox format.
///
/// Memory is bounded by one check with its stubs. It never stops at an error, so that one reading lists everything
/// that is wrong.
package struct LockboxReader: BankFileReader {
  /// The longest line in bytes.
  package static let maximumLine = 1_024
  /// The most overflow records of one check: what two digits can count.
  package static let maximumStubs = 99

  private var lines = LineReader(limit: maximumLine)
  private var checks: LockboxChecks
  private var pending: LockboxCheck?

  /// - Parameters:
  ///   - layouts: where fields are, by lockbox number; of other lockboxes the first check tells.
  ///   - relaxations: what is accepted of which origin.
  package init(layouts: [String: LockboxLayout] = [:], relaxations: Relaxations = Relaxations()) {
    checks = LockboxChecks(layouts: layouts, relaxations: relaxations)
  }

  /// What was found so far.
  package var findings: FindingList { checks.findings }

  /// Takes the next bytes.
  package mutating func feed(_ chunk: UnsafeRawBufferPointer, _ sink: (LockboxElement) throws -> Void) throws {
    var lines = self.lines
    defer { self.lines = lines }
    try lines.feed(chunk) { try take($0, sink) }
  }

  /// Ends the file: the last check, and what is missing.
  package mutating func finish(_ sink: (LockboxElement) throws -> Void) throws {
    var lines = self.lines
    try lines.finish { try take($0, sink) }
    try flush(sink)
    checks.endOfInput()
  }

  private mutating func take(_ line: PhysicalLine, _ sink: (LockboxElement) throws -> Void) throws {
    if line.isTooLong {
      checks.report(
        .recordTooLong, line.place, field: "record", expected: "at most \(Self.maximumLine) bytes", found: "more")
    }
    if let finding = Finding.nul(in: line.bytes, at: line.place) { checks.findings.add(finding) }
    let record = LockboxRecord(line)
    if record.type == UInt8(ascii: "4") { return overflow(record) }
    try flush(sink)
    switch record.type {
    case UInt8(ascii: "1"): try sink(.file(checks.openFile(record)))
    case UInt8(ascii: "2"): try sink(.service(checks.service(record)))
    case UInt8(ascii: "5"): try sink(.lockbox(checks.openLockbox(record)))
    case UInt8(ascii: "6"): pending = checks.check(record)
    case UInt8(ascii: "7"): if checks.closeBatch(record) { try sink(.batchEnd) }
    case UInt8(ascii: "8"): if checks.closeLockbox(record) { try sink(.lockboxEnd) }
    case UInt8(ascii: "9"): checks.closeFile(record)
    default: checks.unknownType(record)
    }
  }

  private mutating func overflow(_ record: LockboxRecord) {
    guard let stub = checks.stub(record, of: pending) else { return }
    pending?.stubs.append(stub)
    pending?.lastRecord = record.place.record
  }

  private mutating func flush(_ sink: (LockboxElement) throws -> Void) throws {
    guard let check = pending else { return }
    pending = nil
    checks.complete(check)
    try sink(.check(check))
  }
}
