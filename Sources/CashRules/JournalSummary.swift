// From sub-ledger entries to journals for the general ledger: summed up by account, without claims.

import Ledger
import PaymentEvents

extension RuleBook {
  /// Sums entries up into the lines of one or more journals, each balanced and of at most `limit` lines.
  ///
  /// Debits and credits of an account stay apart; lines merge when account, side, party, facility and cost centre are
  /// the same. Entries come in pairs that balance, so a journal that gets full is closed after a pair and the rest goes
  /// into the next one. Should entries not come in pairs and no place to cut come in time, a journal is closed through
  /// the journal clearing account, which the following journal takes back: over all journals it is zero.
  /// - Parameters:
  ///   - entries: in the order in which they were booked; debits equal credits.
  ///   - evidence: what the lines refer to, for instance `advice <id>, run 1`.
  ///   - limit: the most lines of a journal, at least 4.
  /// - Returns: journals with lines sorted by account, debits first; none when there are no entries.
  /// - Throws: `MoneyError` when a sum leaves the range of an amount; ``BookingError/unbalanced(debits:credits:)``.
  package func summarise(
    _ entries: [Entry], evidence: String, limit: Int = JournalRequested.maximumLines
  ) throws -> [[JournalLine]] {
    _ = try Booking(entries: entries)
    var journals: [[JournalLine]] = []
    var page = JournalPage(clearing: try chart.account(.journalClearing))
    for unit in try units(entries) {
      if !page.isEmpty, page.exceeds(limit - 1, with: unit) {
        journals.append(page.lines(evidence))
        page = JournalPage(clearing: page.clearing)
      }
      for part in unit {
        if page.exceeds(limit - 1, with: [part]) {
          let next = try page.closeThroughClearing()
          journals.append(page.lines(evidence))
          page = next
        }
        try page.add(part)
      }
    }
    if !page.isEmpty { journals.append(page.lines(evidence)) }
    return journals
  }

  /// Cuts the entries wherever the running sum is zero.
  private func units(_ entries: [Entry]) throws -> [[Entry]] {
    var units: [[Entry]] = []
    var unit: [Entry] = []
    var sum = Money.zero
    for entry in entries {
      unit.append(entry)
      try sum += entry.net
      if sum.isZero {
        units.append(unit)
        unit = []
      }
    }
    return units
  }
}

/// A journal's lines while they are being summed up.
private struct JournalPage {
  struct Key: Hashable {
    var account: Account
    var isDebit: Bool
    var party: String?
    var facility: String?
    var costCenter: String?

    init(_ entry: Entry) {
      account = entry.account
      isDebit = !entry.debit.isZero
      party = entry.party
      facility = entry.facility
      costCenter = entry.costCenter
    }

    var order: (Account, Int, String, String, String) {
      (account, isDebit ? 0 : 1, party ?? "", facility ?? "", costCenter ?? "")
    }
  }

  let clearing: Account
  var sums: [Key: Money] = [:]
  var net = Money.zero

  init(clearing: Account) { self.clearing = clearing }

  var isEmpty: Bool { sums.isEmpty }

  /// Whether it would have more than `lines` lines with these entries. Which of them merge is looked at only near it.
  func exceeds(_ lines: Int, with entries: [Entry]) -> Bool {
    guard sums.count + entries.count > lines else { return false }
    return sums.count + Set(entries.map(Key.init)).subtracting(sums.keys).count > lines
  }

  mutating func add(_ entry: Entry) throws {
    let key = Key(entry)
    sums[key] = try (sums[key] ?? .zero) + (key.isDebit ? entry.debit : entry.credit)
    try net += entry.net
  }

  /// Balances this page through the clearing account and returns the page that takes it back.
  mutating func closeThroughClearing() throws -> JournalPage {
    var next = JournalPage(clearing: clearing)
    guard !net.isZero else { return next }
    try next.add(entry(net))
    try add(entry(net.negated))
    return next
  }

  /// An entry on the clearing account: a debit where `amount` is above zero.
  private func entry(_ amount: Money) -> Entry {
    Entry(
      account: clearing, debit: max(amount, .zero), credit: max(amount.negated, .zero), rule: "journal clearing",
      evidence: "")
  }

  func lines(_ evidence: String) -> [JournalLine] {
    sums.sorted { $0.key.order < $1.key.order }.map { key, amount in
      JournalLine(
        account: key.account.path, debit: key.isDebit ? amount : .zero, credit: key.isDebit ? .zero : amount,
        party: key.party, facility: key.facility, costCenter: key.costCenter, evidence: evidence)
    }
  }
}
