// Whether a journal can be posted, as far as the ERP's master data say. Pure.

import Ledger
import PaymentEvents

/// What the ERP would refuse a journal for. Of a kind of which nothing is told, nothing is checked.
struct MasterDataRules: Sendable {
  private var entries: [MasterDataChanged.Kind: [String: MasterDataBook.Entry]] = [:]
  private let periods: [MasterDataBook.Entry]
  private let tellsParties: Bool
  private let target: String

  init(_ entries: [MasterDataBook.Entry], tellsParties: Bool, target: String) {
    self.tellsParties = tellsParties
    for entry in entries { self.entries[entry.kind, default: [:]][entry.code] = entry }
    periods = entries.filter { $0.kind == .period }
    self.target = target
  }

  /// Why the journal would be refused; nil where nothing speaks against it.
  /// - Parameter code: the target's code of one of our accounts.
  func refusal(of journal: Journal, code: (Account) -> String) -> PostingOutcome? {
    if let reason = period(journal.postingDate) { return .rejected(code: "period", reason: reason) }
    for line in journal.lines {
      let code = code(line.account)
      if let reason = account(code, for: line.account) { return .rejected(code: "account", reason: reason) }
      if let reason = party(line, code) { return .rejected(code: "party", reason: reason) }
      if let reason = costCenter(line) { return .rejected(code: "cost-center", reason: reason) }
    }
    return nil
  }

  private func period(_ day: Day) -> String? {
    guard !periods.isEmpty, let date = LocalDate(iso: day.description) else { return nil }
    let fitting = periods.filter { period in
      guard let from = period.from, let until = period.until else { return false }
      return from <= date && date <= until
    }
    guard let first = fitting.first else {
      return "\(target) has no period for \(day): open one there, then post the journal again"
    }
    return fitting.contains(where: \.isOpen) ? nil : "the period \(first.name) is closed in \(target)"
  }

  private func account(_ code: String, for account: Account) -> String? {
    guard let known = entries[.account], !known.isEmpty else { return nil }
    let whose = code == account.path ? "" : " (for \(account))"
    guard let entry = known[code] else {
      return "\(target) has no account with the code '\(code)'\(whose): add it there, or name another for it in the "
        + "configuration"
    }
    return entry.isOpen ? nil : "the account \(code)\(whose) is closed in \(target)"
  }

  private func party(_ line: JournalEntryLine, _ code: String) -> String? {
    guard entries[.account]?[code]?.needsParty == true else { return nil }
    guard let party = line.party, !party.isEmpty else {
      return "the account \(code) needs a party in \(target), and the line names none"
    }
    guard tellsParties else { return nil }
    guard let entry = entries[.party]?[party] else {
      return "the account \(code) needs a party in \(target), and it has none with the code '\(party)'"
    }
    return entry.isOpen ? nil : "the party '\(party)' is closed in \(target)"
  }

  /// Only one that is there and closed: targets may not use cost centres at all.
  private func costCenter(_ line: JournalEntryLine) -> String? {
    guard let name = line.costCenter, let entry = entries[.costCenter]?[name], !entry.isOpen else { return nil }
    return "the cost centre '\(name)' is closed in \(target)"
  }
}
