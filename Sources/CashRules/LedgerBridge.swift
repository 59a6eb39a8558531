// From events to the ledger's own types.

import Ledger
import PaymentEvents

extension Periods {
  /// Where an entry of this day stands in the books; see ``Periods/place(_:)``.
  package func place(_ date: LocalDate) throws(LedgerError) -> Placement { try place(Day(iso: date.iso)) }
}

extension LocalDate {
  /// The same day as the ledger writes it; nil never, as both know the same calendar.
  package init?(_ day: Day) { self.init(year: day.year, month: day.month, day: day.day) }
}
