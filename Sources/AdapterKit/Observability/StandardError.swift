// Writing to standard error without ending the process where that cannot be done.

import Foundation

/// Standard error: logs, and lines for people.
public enum StandardError {
  /// Writes bytes. Where the disk is full or nobody reads they are lost: what is said must not stop what is done, and
  /// `FileHandle.write(_:)` ends the process then.
  public static func write(_ bytes: Data) {
    let handle = FileHandle.standardError
    try? handle.write(contentsOf: bytes)
  }

  /// Writes text.
  public static func write(_ text: String) { write(Data(text.utf8)) }
}
