// Whether a file is one for this adapter: told by its first bytes, before anything takes it in.

extension BankProfiles {
  /// Whether a file that begins so is a bank's: by its format, or by the map of a declared download.
  package func takes(firstBytes: some Sequence<UInt8>) -> Bool {
    let head = Array(firstBytes)
    return BankFileFormat(firstBytes: head) != .unknown || download(beginning: head) != nil
  }
}
