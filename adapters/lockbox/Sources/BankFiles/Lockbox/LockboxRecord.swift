// One record of a lockbox file: columns counted from 1, of which a bank may leave out the blank ones at the end.

/// A line of fixed columns.
struct LockboxRecord: Sendable, Equatable {
  let place: RecordPlace
  private let columns: [UInt8]

  init(_ line: PhysicalLine) {
    place = line.place
    var columns = line.bytes
    while columns.count < LockboxLayout.length { columns.append(0x20) }
    self.columns = columns
  }

  /// The record type: the first column.
  var type: UInt8 { columns.first ?? 0x20 }

  /// The bytes of some columns; blanks where the line ends before.
  func bytes(_ range: ClosedRange<Int>) -> ArraySlice<UInt8> {
    if range.upperBound <= columns.count { return columns[(range.lowerBound - 1)..<range.upperBound] }
    let end = min(range.upperBound, columns.count)
    guard range.lowerBound <= end else { return Array(repeating: 0x20, count: range.count)[...] }
    return (columns[(range.lowerBound - 1)..<end] + Array(repeating: 0x20, count: range.upperBound - end))[...]
  }

  /// The text of some columns without spaces at its ends.
  func text(_ range: ClosedRange<Int>?) -> String { range.map { TextBytes.decode(bytes($0)) } ?? "" }

  /// The number in some columns, filled up with zeros or with blanks on the left; nil if it is anything else.
  func number(_ range: ClosedRange<Int>) -> Int64? {
    let digits = bytes(range).drop(while: \.isBlank)
    guard digits.allSatisfy({ (48...57).contains($0) }) else { return nil }
    return ExactAmount.parse(digits)
  }

  /// Whether some columns hold nothing.
  func isBlank(_ range: ClosedRange<Int>) -> Bool { bytes(range).allSatisfy(\.isBlank) }
}
