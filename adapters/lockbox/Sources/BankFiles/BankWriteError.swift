// Why something cannot be written in a bank's format.

/// A value that the format has no way to say.
package struct BankWriteError: Error, Equatable, CustomStringConvertible {
  /// The record, in the format's own words, for instance `16` or `entry (6)`.
  package var record: String
  /// The field, in the words of the format's documentation.
  package var field: String
  /// What the format wants there.
  package var expected: String

  package init(record: String, field: String, expected: String) {
    self.record = record
    self.field = field
    self.expected = expected
  }

  package var description: String {
    "record \(record), \(field): it cannot be written; the format wants \(expected)"
  }
}
