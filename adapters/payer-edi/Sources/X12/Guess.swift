// The separators of a file that starts without an ISA, guessed from its first segments.

extension Delimiters {
  /// Guesses from the beginning of a file that starts with `GS` or `ST`; nil where it does not or nothing fits.
  ///
  /// The element separator is the byte after the id. The segment terminator is the first byte that is neither a letter,
  /// digit, space nor common punctuation, or the byte before the next known segment id.
  package static func guess(_ bytes: UnsafeBufferPointer<UInt8>) -> Delimiters? {
    guard bytes.count > 3, isStart(bytes), !ASCII.isAlphanumeric(bytes[2]), bytes[2] != ASCII.space else { return nil }
    let element = bytes[2]
    var index = 3
    while index < bytes.count, isValue(bytes[index]) || bytes[index] == element { index += 1 }
    guard index < bytes.count else { return nil }
    var guessed = Delimiters.usual
    guessed.element = element
    guessed.segment = bytes[index]
    guessed.component = component(bytes, element: element) ?? guessed.component
    guessed.dropAmbiguousRepetition()
    return guessed.areUsable ? guessed : nil
  }

  private static func isStart(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    (bytes[0] == UInt8(ascii: "G") && bytes[1] == UInt8(ascii: "S"))
      || (bytes[0] == UInt8(ascii: "S") && bytes[1] == UInt8(ascii: "T"))
  }

  /// What control numbers, application codes and version identifiers consist of.
  private static func isValue(_ byte: UInt8) -> Bool {
    ASCII.isAlphanumeric(byte) || byte == ASCII.space || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_")
      || byte == UInt8(ascii: ".")
  }

  /// The byte after a two-letter qualifier in the first service line (`SVC*HC:`).
  private static func component(_ bytes: UnsafeBufferPointer<UInt8>, element: UInt8) -> UInt8? {
    let pattern: [UInt8] = Array("SVC".utf8) + [element]
    guard bytes.count > 8 else { return nil }
    for start in 0..<bytes.count - 7 where pattern.indices.allSatisfy({ bytes[start + $0] == pattern[$0] }) {
      let byte = bytes[start + 6]
      if ASCII.isAlphanumeric(byte) || byte == element || byte == ASCII.space { return nil }
      return byte
    }
    return nil
  }
}
