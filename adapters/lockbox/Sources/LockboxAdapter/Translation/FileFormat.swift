// Which format a file is in, told by its first bytes alone: names and extensions say nothing reliable.

/// The formats that this adapter reads.
package enum BankFileFormat: String, Sendable {
  case bai2, nacha, unknown

  /// How many bytes are enough to tell.
  static let probe = 1_024

  /// Tells the format: BAI2 begins with `01,`, NACHA with `101`; a byte order mark and blanks before do not count.
  package init(firstBytes: some Sequence<UInt8>) {
    var bytes = Array(firstBytes)[...]
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes = bytes.dropFirst(3) }
    bytes = bytes.drop { $0 == 0x20 || (0x09...0x0D).contains($0) }
    if bytes.starts(with: "01,".utf8) {
      self = .bai2
    } else if bytes.starts(with: "101".utf8) {
      self = .nacha
    } else {
      self = .unknown
    }
  }
}
