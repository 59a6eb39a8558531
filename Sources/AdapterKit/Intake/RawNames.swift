// File names are bytes; some senders write them in Latin-1.

import Foundation

/// Names that are not UTF-8.
enum RawNames {
  /// Renames entries of a folder whose names are not UTF-8: bytes outside ASCII become `%` and two hexadecimal digits.
  static func makeReadable(in folder: String) throws {
    guard let directory = opendir(folder) else { return }
    defer { closedir(directory) }
    while let entry = readdir(directory) {
      let bytes = withUnsafeBytes(of: &entry.pointee.d_name) { Array($0.prefix { $0 != 0 }) }
      guard String(validating: bytes, as: UTF8.self) == nil else { continue }
      var old = Array(folder.utf8) + [UInt8(ascii: "/")] + bytes + [0]
      let new = folder + "/" + readable(bytes)
      _ = old.withUnsafeMutableBytes { buffer in
        buffer.withMemoryRebound(to: CChar.self) { old in old.baseAddress.map { rename($0, new) } }
      }
    }
  }

  private static func readable(_ bytes: [UInt8]) -> String {
    bytes.map { $0 < 128 ? String(UnicodeScalar($0)) : "%" + String($0, radix: 16, uppercase: true) }.joined()
  }
}
