// Text of banks: mostly ASCII, now and then UTF-8 or Latin-1; what comes out is always valid UTF-8.

/// Decoding of text fields.
package enum TextBytes {
  /// The text: UTF-8 if it is valid UTF-8, Latin-1 otherwise; control characters become spaces, ends are trimmed.
  package static func decode(_ bytes: some Collection<UInt8>) -> String {
    if bytes.allSatisfy({ (0x20...0x7E).contains($0) }) { return String(decoding: trimmed(bytes), as: UTF8.self) }
    if let text = String(validating: bytes, as: UTF8.self) { return clean(text.unicodeScalars) }
    return clean(bytes.map { Unicode.Scalar($0) })
  }

  /// The slice without spaces at its ends.
  private static func trimmed<Bytes: Collection<UInt8>>(_ bytes: Bytes) -> Bytes.SubSequence {
    var end = bytes.endIndex
    let start = bytes.firstIndex { $0 != 0x20 } ?? end
    // Collections go forwards only; the last byte that is no space is looked for behind the first.
    var index = start
    while index < bytes.endIndex {
      let next = bytes.index(after: index)
      if bytes[index] != 0x20 { end = next }
      index = next
    }
    return start == bytes.endIndex ? bytes[start..<start] : bytes[start..<end]
  }

  /// Control characters replaced by spaces, and no spaces at either end.
  package static func clean(_ scalars: some Sequence<Unicode.Scalar>) -> String {
    var view = String.UnicodeScalarView()
    for scalar in scalars {
      let isControl = scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value)
      let kept = isControl ? " " : scalar
      if !(kept == " " && view.isEmpty) { view.append(kept) }
    }
    while view.last == " " { view.removeLast() }
    return String(view)
  }

  /// What may be shown of an unreadable field in a finding: short codes and numbers as they are, anything else by its
  /// length, since in a shifted record it may be anything, an account number or a name too.
  package static func shown(_ bytes: some Collection<UInt8>, digits: Int = 6) -> String {
    if bytes.isEmpty { return "nothing" }
    if bytes.allSatisfy({ $0 == 0x20 }) { return "blanks" }
    let isNumber = bytes.allSatisfy { (48...57).contains($0) || $0 == 43 || $0 == 45 || $0 == 46 }
    let isCode = bytes.count <= 3 && bytes.allSatisfy { (33...126).contains($0) }
    if (isNumber && bytes.count <= digits) || isCode { return decode(bytes) }
    return isNumber ? "a number of \(bytes.count) characters" : "\(bytes.count) bytes of something else"
  }
}

extension UInt8 {
  /// A space, a tab, or the end-of-file mark that some mainframe transfers leave behind.
  package var isBlank: Bool { self == 0x20 || self == 0x09 || self == 0x1A }
}
