// Whether Tryton's books can take a journal: checked before anything is sent, so that a refusal says what to correct.

import Ledger

/// The accounts, periods and parties that some journals touch.
struct TrytonChart: Sendable {
  let currency: String
  let journal: Int64
  private let accounts: [String: TrytonValue]
  private let periods: [TrytonValue]
  private let parties: [String: Int64]
  private let codes: AccountCodes

  init(
    currency: String, journal: Int64, accounts: [TrytonValue], periods: [TrytonValue], parties: [TrytonValue],
    codes: AccountCodes
  ) {
    self.currency = currency
    self.journal = journal
    self.periods = periods
    self.codes = codes
    self.accounts = Dictionary(
      accounts.compactMap { each in each["code"].text.map { ($0, each) } }
    ) { first, _ in first }
    self.parties = Dictionary(
      parties.compactMap { each in
        guard let code = each["code"].text, let id = each["id"].integer else { return nil }
        return (code, id)
      }
    ) { first, _ in first }
  }

  /// Why a journal is not sent.
  struct Refusal: Error {
    let outcome: PostingOutcome

    init(_ code: String, _ reason: String) { outcome = .rejected(code: code, reason: reason) }
  }

  /// The move, or why there can be none.
  func move(_ journal: Journal, reversing origin: TrytonOriginal? = nil) -> Result<TrytonMove, Refusal> {
    Result { () throws(Refusal) in
      guard journal.currency == currency else {
        throw Refusal(
          "currency", "Tryton's company keeps its books in \(currency); this journal is in \(journal.currency)")
      }
      let period = try period(of: journal.postingDate)
      var ids: [Account: Int64] = [:]
      for line in journal.lines { ids[line.account] = try account(line) }
      let needing = journal.lines.map(\.account)
        .filter { accounts[codes.code(of: $0)]?["party_required"].isTrue == true }
      return TrytonMove(
        journal, in: self.journal, period: period, accounts: ids, parties: parties, needing: Set(needing),
        reversing: origin)
    }
  }

  private func period(of day: Day) throws(Refusal) -> Int64 {
    let found = periods.first { period in
      guard let start = period["start_date"].day, let end = period["end_date"].day else { return false }
      return start <= day && day <= end
    }
    guard let found, let id = found["id"].integer else {
      throw Refusal("period", "Tryton has no period for \(day): make its fiscal year there")
    }
    let name = found["name"].text ?? "\(day)"
    guard found["state"].text == "open" else {
      throw Refusal("period", "the period \(name) is \(found["state"].text ?? "closed") in Tryton")
    }
    return id
  }

  private func account(_ line: JournalEntryLine) throws(Refusal) -> Int64 {
    let code = codes.code(of: line.account)
    guard let found = accounts[code], let id = found["id"].integer else {
      let whose = code == line.account.path ? "" : " (for \(line.account))"
      throw Refusal(
        "account",
        "Tryton has no account with the code '\(code)'\(whose): add it there, or name another in tryton.accounts")
    }
    guard found["type"] != .null else {
      throw Refusal("account", "the account \(code) is a heading in Tryton: it has no type and takes no entries")
    }
    guard !found["closed"].isTrue else { throw Refusal("account", "the account \(code) is closed in Tryton") }
    if found["party_required"].isTrue, parties[line.party ?? ""] == nil {
      throw Refusal(
        "party",
        "the account \(code) needs a party in Tryton, and it has none with the code '\(line.party ?? "")'")
    }
    return id
  }
}
