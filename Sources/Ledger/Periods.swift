// Accounting periods: which are closed, and where an entry goes instead.

/// Calendar months, each open unless it is listed as closed.
package struct Periods: Sendable, Equatable, Codable {
  /// How many months ahead an open period is looked for.
  package static let searchLimit = 1_200

  /// The closed months, `YYYY-MM`.
  package var closed: Set<String>

  /// Creates it. - Parameter closed: the closed months, `YYYY-MM`.
  package init(closed: Set<String> = []) { self.closed = closed }

  /// Where an entry stands in the books.
  package struct Placement: Sendable, Equatable {
    /// The day under which it is posted.
    package let postingDate: Day
    /// The day under which it would be posted were its period open.
    package let originalDate: Day
    /// The period of the posting date, `YYYY-MM`.
    package let period: String
  }

  /// Whether the day's period takes entries.
  package func isOpen(_ day: Day) -> Bool { !closed.contains(day.yearMonth) }

  /// The day itself if its period is open, otherwise the first day of the next open period.
  /// - Throws: ``LedgerError/noOpenPeriod(after:)``.
  package func place(_ day: Day) throws(LedgerError) -> Placement {
    var posting = day
    for _ in 0..<Periods.searchLimit {
      if isOpen(posting) { return Placement(postingDate: posting, originalDate: day, period: posting.yearMonth) }
      guard let next = posting.firstOfNextMonth else { break }
      posting = next
    }
    throw .noOpenPeriod(after: day)
  }
}
