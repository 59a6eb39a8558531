// Which format a file is in, told by its first bytes alone: names and extensions say nothing reliable.

/// The formats that this adapter reads.
package enum BankFileFormat: String, Sendable {
  case bai2, nacha, lockbox, delimited
  /// The image of a document.
  case image
  case unknown

  /// How many bytes are enough to tell.
  static let probe = 1_024

  /// Tells the format: BAI2 begins with `01,`; NACHA with `101`; a lockbox file with a 1 and two digits, on a line of
  /// at
  /// most 80 columns. A byte order mark and blanks before do not count. Delimited files are told by their maps.
  package init(firstBytes: some Sequence<UInt8>) {
    let bytes = Self.beginning(firstBytes)
    if DocumentImage.mediaType(Array(firstBytes.prefix(8))) != nil {
      self = .image
    } else if bytes.starts(with: "01,".utf8) {
      self = .bai2
    } else if Self.isLockbox(bytes) {
      self = .lockbox
    } else if bytes.starts(with: "101".utf8) {
      self = .nacha
    } else {
      self = .unknown
    }
  }

  /// The bytes from the first that counts on.
  static func beginning(_ firstBytes: some Sequence<UInt8>) -> ArraySlice<UInt8> {
    var bytes = Array(firstBytes)[...]
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes = bytes.dropFirst(3) }
    return bytes.drop { $0 == 0x20 || (0x09...0x0D).contains($0) }
  }

  /// A file header of 80 columns, and a service record or a lockbox header behind it. NACHA's file header has more
  /// columns, and names their number, 094, in columns 35 to 37.
  private static func isLockbox(_ bytes: ArraySlice<UInt8>) -> Bool {
    let lines = bytes.split(omittingEmptySubsequences: true) { $0 == 0x0A || $0 == 0x0D }
    guard let first = lines.first, first.count <= 80, first.count < bytes.count, first.count >= 23,
      first.first == UInt8(ascii: "1"), first.dropFirst().prefix(2).allSatisfy({ (48...57).contains($0) })
    else { return false }
    if first.dropFirst(34).starts(with: "094".utf8) { return false }
    return lines.dropFirst().first.map { $0.first == UInt8(ascii: "2") || $0.first == UInt8(ascii: "5") } ?? false
  }
}
