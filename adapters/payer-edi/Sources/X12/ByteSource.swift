// Where the reader's bytes come from: anything that can be read at an offset.

/// Bytes that can be read at any offset, as `pread` does. Reading a range again gives the same bytes.
package protocol ByteSource: AnyObject {
  /// Fills the front of `buffer` from `offset` on; returns how many bytes, 0 at the end.
  ///
  /// May return fewer bytes than asked for. Throws what the medium throws.
  func read(at offset: Int, into buffer: UnsafeMutableRawBufferPointer) throws -> Int
}

/// Bytes in memory, handed out in pieces of at most `chunk` bytes.
package final class MemoryBytes: ByteSource {
  private let bytes: [UInt8]
  private let chunk: Int

  /// Creates it; `chunk` is for tests that results do not depend on how the bytes arrive.
  package init(_ bytes: [UInt8], chunk: Int = .max) {
    self.bytes = bytes
    self.chunk = max(1, chunk)
  }

  package func read(at offset: Int, into buffer: UnsafeMutableRawBufferPointer) -> Int {
    guard offset >= 0, offset < bytes.count else { return 0 }
    let count = min(bytes.count - offset, buffer.count, chunk)
    bytes.withUnsafeBytes { all in
      buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: all[offset..<offset + count]))
    }
    return count
  }
}
