// Reads a BAI2 file as it streams by: lines, then records with their continuations, then checked elements.

import Foundation

/// A streaming reader of BAI2 cash management files.
///
/// Feed it the bytes in order, then finish; it hands out elements and gathers findings. Memory is bounded by one record
/// with its continuations. It never stops at an error, so that one reading lists everything that is wrong.
package struct BAI2Reader: BankFileReader {
  /// The longest line in bytes.
  package static let maximumLine = 16_384
  /// The most continuations (88) of one record.
  package static let maximumContinuations = 1_000

  private var lines = LineReader(limit: maximumLine)
  private var pending: BAI2LogicalRecord?
  private var tooManyContinuations = false
  private var checks: BAI2Checks
  private let texts: BAI2Texts

  /// - Parameters:
  ///   - relaxations: what is accepted of which sender.
  ///   - texts: which items' references and texts are read.
  package init(relaxations: Relaxations = Relaxations(), texts: BAI2Texts = .all) {
    checks = BAI2Checks(relaxations: relaxations, texts: texts)
    self.texts = texts
  }

  /// What was found so far.
  package var findings: FindingList { checks.findings }

  /// Takes the next bytes.
  package mutating func feed(_ chunk: UnsafeRawBufferPointer, _ sink: (BAI2Element) throws -> Void) throws {
    var lines = self.lines
    defer { self.lines = lines }
    var rest = chunk.bindMemory(to: UInt8.self)
    // A byte that no text has needs looking at; then every line is taken the general way.
    let hasNUL = rest.baseAddress.map { memchr($0, 0, rest.count) != nil } ?? false
    while !rest.isEmpty {
      if !hasNUL, lines.isAtLineStart, let item = BAI2PlainItem(rest) {
        // The record before it may open or close the account.
        try flush(sink)
        if checks.isInAccount {
          let place = lines.skip(lines: item.lines, bytes: item.size)
          try sink(.detail(checks.take(item.detail(at: place, texts), lines: item.lines)))
          rest = UnsafeBufferPointer(rebasing: rest[item.size...])
          continue
        }
      }
      let used = try lines.feedLine(UnsafeRawBufferPointer(rest)) { try take($0, sink) }
      rest = UnsafeBufferPointer(rebasing: rest[used...])
    }
  }

  /// Ends the file: the last record, and what is missing.
  package mutating func finish(_ sink: (BAI2Element) throws -> Void) throws {
    var lines = self.lines
    try lines.finish { try take($0, sink) }
    try flush(sink)
    checks.endOfInput()
  }

  /// Begins a record with this line, or continues the one before.
  private mutating func take(_ line: PhysicalLine, _ sink: (BAI2Element) throws -> Void) throws {
    if line.isTooLong {
      checks.report(
        .recordTooLong, line.place, field: "record", expected: "at most \(Self.maximumLine) bytes", found: "more")
    }
    if let finding = Finding.nul(in: line.bytes, at: line.place) { checks.note(finding) }
    let (code, content) = BAI2LogicalRecord.split(line)
    if code.elementsEqual("88".utf8) {
      continueRecord(content)
    } else {
      try flush(sink)
      pending = BAI2LogicalRecord(code: code, lines: [content])
    }
  }

  private mutating func continueRecord(_ line: BAI2LogicalRecord.Line) {
    guard let count = pending?.lines.count else {
      checks.report(.bai2Order, line.place, field: "record code", expected: "a record to continue", found: "88")
      return
    }
    guard count <= Self.maximumContinuations else {
      if !tooManyContinuations {
        checks.report(
          .tooManyContinuations, line.place, field: "record",
          expected: "at most \(Self.maximumContinuations) continuations", found: "more")
      }
      tooManyContinuations = true
      return
    }
    pending?.lines.append(line)
  }

  private mutating func flush(_ sink: (BAI2Element) throws -> Void) throws {
    guard let record = pending else { return }
    pending = nil
    tooManyContinuations = false
    if let element = checks.take(record) { try sink(element) }
  }
}
