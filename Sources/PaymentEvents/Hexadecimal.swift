// Hexadecimal digits, lower-case.

/// Digits of ids and digests.
enum Hexadecimal {
  /// The digit of a number below 16.
  static func digit(_ nibble: UInt8) -> UInt8 { nibble < 10 ? 0x30 + nibble : 0x57 + nibble }

  /// The digits of some bytes.
  static func text(_ bytes: some Collection<UInt8>) -> String {
    String(unsafeUninitializedCapacity: bytes.count * 2) { out in
      var place = 0
      for byte in bytes {
        out[place] = digit(byte >> 4)
        out[place + 1] = digit(byte & 15)
        place += 2
      }
      return place
    }
  }
}
