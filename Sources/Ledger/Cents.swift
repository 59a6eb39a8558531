// Whole cents with checked sums.

/// Sums and texts of amounts in minor units (cents, two decimals), held in 64 bits.
package enum Cents {
  /// Adds. - Throws: ``LedgerError/overflow``.
  package static func add(_ left: Int64, _ right: Int64) throws(LedgerError) -> Int64 {
    let (sum, overflow) = left.addingReportingOverflow(right)
    guard !overflow else { throw .overflow }
    return sum
  }

  /// Subtracts. - Throws: ``LedgerError/overflow``.
  package static func subtract(_ left: Int64, _ right: Int64) throws(LedgerError) -> Int64 {
    let (difference, overflow) = left.subtractingReportingOverflow(right)
    guard !overflow else { throw .overflow }
    return difference
  }

  /// `1234.56`, `-0.05`: a decimal number with a point and no separators, as plain-text ledgers read it.
  package static func text(_ cents: Int64) -> String {
    let fraction = cents.magnitude % 100
    return "\(cents < 0 ? "-" : "")\(cents.magnitude / 100).\(fraction < 10 ? "0" : "")\(fraction)"
  }
}
