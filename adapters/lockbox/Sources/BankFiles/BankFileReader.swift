// What the readers and the writers of all bank files have in common.

/// A streaming reader of one format: feed it the bytes in order, then finish. It hands out elements, gathers findings
/// and never stops at an error. Memory is bounded by one element.
package protocol BankFileReader: Sendable {
  /// What it reads.
  associatedtype Element: Sendable

  /// What was found so far.
  var findings: FindingList { get }
  /// Takes the next bytes. Throws what `sink` throws.
  mutating func feed(_ chunk: UnsafeRawBufferPointer, _ sink: (Element) throws -> Void) throws
  /// Ends the file. Throws what `sink` throws.
  mutating func finish(_ sink: (Element) throws -> Void) throws
}

/// A writer of one format.
package protocol BankFileWriter: Sendable {
  /// What it writes.
  associatedtype Element: Sendable

  /// Takes the next element. Throws where the format cannot say it.
  mutating func take(_ element: Element) throws
  /// Ends the file. Throws where the format cannot say it as it is.
  mutating func finish() throws -> [UInt8]
}
