// The book: posted journals, each once, and the balances that follow from them.

/// Posted journals.
package struct Book: Sendable {
  /// What posting did.
  package enum Outcome: Sendable, Equatable {
    /// The journal is new and posted.
    case posted
    /// The same journal is here already; nothing changed.
    case repeated
  }

  /// The periods that take journals.
  package var periods: Periods
  private var byID: [String: Journal] = [:]
  private var balance = TrialBalance()

  /// An empty book.
  package init(periods: Periods = Periods()) { self.periods = periods }

  /// Posts a journal, once however often it comes.
  /// - Throws: ``LedgerError/conflict(journal:)`` when its id is here with another content,
  ///   ``LedgerError/closedPeriod(_:)``, ``LedgerError/overflow``. The book is as before then.
  package mutating func post(_ journal: Journal) throws(LedgerError) -> Outcome {
    if let known = byID[journal.id] {
      guard known == journal else { throw .conflict(journal: journal.id) }
      return .repeated
    }
    guard periods.isOpen(journal.postingDate) else { throw .closedPeriod(journal.postingDate.yearMonth) }
    var next = balance
    try next.add(journal)
    balance = next
    byID[journal.id] = journal
    return .posted
  }

  /// All journals by posting date, then id.
  package var journals: [Journal] {
    byID.values.sorted { ($0.postingDate, $0.id) < ($1.postingDate, $1.id) }
  }

  /// The balances. - Throws: ``LedgerError/trialBalance(currency:total:)``, ``LedgerError/overflow``.
  package func trialBalance() throws(LedgerError) -> TrialBalance {
    try balance.check()
    return balance
  }
}
