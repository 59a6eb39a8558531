// How trace numbers are compared.

/// Trace numbers (TRN02, check numbers).
package enum Trace {
  /// The form in which trace numbers are compared: without white space around it, otherwise as written. Leading zeros
  /// stay and letters keep their case: `00123` and `123` are two payments until a person links them.
  package static func normalised(_ text: String) -> String {
    var scalars = Substring(text).unicodeScalars
    while let first = scalars.first, first.properties.isWhitespace { scalars.removeFirst() }
    while let last = scalars.last, last.properties.isWhitespace { scalars.removeLast() }
    return String(scalars)
  }
}
