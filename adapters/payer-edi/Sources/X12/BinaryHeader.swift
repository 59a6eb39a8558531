// What stands before binary data: BIN01, or BDS01 and BDS02 (X12.22, segments BIN and BDS).

/// The beginning of a segment with binary data.
struct BinaryHeader {
  /// No header is longer, in bytes.
  static let longest = 40
  /// How many elements come before the data, the id included.
  let elements: Int
  /// Where the element with the length begins, and where the data does, from the segment's first byte.
  let lengthStart: Int
  let dataStart: Int
  /// How many bytes of data there are.
  let dataLength: Int

  /// Nil where the bytes do not begin with one.
  init?(_ bytes: UnsafeBufferPointer<UInt8>, separator: UInt8) {
    guard bytes.count > 5, bytes[0] == UInt8(ascii: "B"), bytes[3] == separator else { return nil }
    let isBIN = bytes[1] == UInt8(ascii: "I") && bytes[2] == UInt8(ascii: "N")
    let isBDS = bytes[1] == UInt8(ascii: "D") && bytes[2] == UInt8(ascii: "S")
    guard isBIN || isBDS else { return nil }
    var index = 4
    if isBDS {
      while index < bytes.count, bytes[index] != separator { index += 1 }
      index += 1
    }
    lengthStart = index
    var length = 0
    while index < bytes.count, ASCII.isDigit(bytes[index]), index - lengthStart < 15 {
      length = length * 10 + Int(bytes[index] &- 0x30)
      index += 1
    }
    guard index > lengthStart, index < bytes.count, bytes[index] == separator else { return nil }
    elements = isBIN ? 2 : 3
    dataStart = index + 1
    dataLength = length
  }
}

extension Segment {
  /// The element with the length of binary data; nil where the segment has none.
  var binaryLengthElement: Int? { tag == .bin ? 1 : tag == .bds ? 2 : nil }

  /// Whether the last element is binary data, as long as it should be.
  var endsInBinaryData: Bool {
    guard let place = binaryLengthElement, elementCount == place + 2 else { return false }
    return self[place].integer == self[place + 1].count
  }
}
