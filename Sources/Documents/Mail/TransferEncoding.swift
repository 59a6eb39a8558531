// How a part's bytes are written in the mail (RFC 2045, section 6).

enum TransferEncoding {
  /// The part's bytes; as they stand where the encoding is none of base64 and quoted-printable.
  static func decode(_ body: ArraySlice<UInt8>, _ encoding: String) -> [UInt8] {
    switch encoding.lowercased().filter({ !$0.isWhitespace }) {
    case "base64": base64(body)
    case "quoted-printable": quotedPrintable(body)
    default: Array(body)
    }
  }

  private static let values: [UInt8?] = {
    var values = [UInt8?](repeating: nil, count: 256)
    let alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    for (value, letter) in alphabet.utf8.enumerated() { values[Int(letter)] = UInt8(value) }
    return values
  }()

  /// What is no letter of the alphabet is passed over, as section 6.8 wants it.
  private static func base64(_ body: ArraySlice<UInt8>) -> [UInt8] {
    var (bytes, bits, count) = ([UInt8](), UInt32(0), 0)
    bytes.reserveCapacity(body.count * 3 / 4)
    for byte in body {
      if byte == UInt8(ascii: "=") { break }
      guard let value = values[Int(byte)] else { continue }
      (bits, count) = (bits << 6 | UInt32(value), count + 6)
      guard count >= 8 else { continue }
      count -= 8
      bytes.append(UInt8(truncatingIfNeeded: bits >> UInt32(count)))
    }
    return bytes
  }

  private static func quotedPrintable(_ body: ArraySlice<UInt8>) -> [UInt8] {
    var (bytes, place) = ([UInt8](), body.startIndex)
    while place < body.endIndex {
      guard body[place] == UInt8(ascii: "=") else {
        bytes.append(body[place])
        place += 1
        continue
      }
      let rest = body[(place + 1)...]
      if rest.first == 10 {
        place += 2
      } else if rest.starts(with: [13, 10]) {
        place += 3
      } else if rest.count >= 2, let high = hexadecimal(body[place + 1]), let low = hexadecimal(body[place + 2]) {
        bytes.append(high << 4 | low)
        place += 3
      } else {
        bytes.append(body[place])
        place += 1
      }
    }
    return bytes
  }

  private static func hexadecimal(_ byte: UInt8) -> UInt8? {
    Character(UnicodeScalar(byte)).hexDigitValue.map(UInt8.init)
  }
}
