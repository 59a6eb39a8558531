// Whether Tryton's books can take a journal: checked before anything is sent, so that a refusal says what to correct.

import Ledger

/// The accounts, periods and parties that some journals touch.
struct TrytonChart: Sendable {
  let currency: String
  let journal: Int64
  private let accounts: [String: TrytonValue]
  private let periods: [TrytonValue]
  private let parties: [String: Int64]
  /// By code, one a root; nil where Tryton has no cost centres.
  private let costCenters: [String: [TrytonValue]]?
  private let codes: AccountCodes

  init(
    currency: String, journal: Int64, accounts: [TrytonValue], costCenters: [TrytonValue]?, periods: [TrytonValue],
    parties: [TrytonValue], codes: AccountCodes
  ) {
    self.currency = currency
    self.journal = journal
    self.periods = periods
    self.codes = codes
    self.accounts = Dictionary(
      accounts.compactMap { each in each["code"].text.map { ($0, each) } }
    ) { first, _ in first }
    self.costCenters = costCenters.map { Dictionary(grouping: $0) { $0["code"].text ?? "" } }
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
      var places: [TrytonMove.Place] = []
      for line in journal.lines { places.append(try place(line)) }
      return TrytonMove(journal, in: self.journal, period: period, places: places, reversing: origin)
    }
  }

  /// Where a line stands in Tryton.
  private func place(_ line: JournalEntryLine) throws(Refusal) -> TrytonMove.Place {
    let account = try account(line)
    guard let id = account["id"].integer else { throw Refusal("account", "Tryton's account has no id") }
    var place = TrytonMove.Place(account: id)
    // Tryton refuses a party on an account that needs none.
    if account["party_required"].isTrue { place.party = try party(line) }
    // Where something arose is asked of income and expenses; on others Tryton takes it for something unfinished.
    if account["type."]["statement"].text == "income" { place.costCenters = try costCenters(of: line) }
    return place
  }

  private func party(_ line: JournalEntryLine) throws(Refusal) -> Int64 {
    if let id = parties[line.party ?? ""] { return id }
    throw Refusal(
      "party",
      "the account \(codes.code(of: line.account)) needs a party in Tryton, and it has none with the code "
        + "'\(line.party ?? "")'")
  }

  /// One for each root that knows the code: each of them divides the whole of the books.
  private func costCenters(of line: JournalEntryLine) throws(Refusal) -> [Int64] {
    guard let costCenters, let code = line.costCenter, !code.isEmpty else { return [] }
    guard let known = costCenters[code], !known.isEmpty else {
      throw Refusal(
        "cost-center", "Tryton has no cost centre (analytic account) with the code '\(code)': add it there")
    }
    var ids: [Int64] = []
    var roots: Set<Int64> = []
    for center in known {
      guard center["state"].text == "opened" else {
        throw Refusal("cost-center", "the cost centre '\(code)' is \(center["state"].text ?? "closed") in Tryton")
      }
      if let id = center["id"].integer, roots.insert(center["root"].integer ?? 0).inserted { ids.append(id) }
    }
    return ids
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

  private func account(_ line: JournalEntryLine) throws(Refusal) -> TrytonValue {
    let code = codes.code(of: line.account)
    guard let found = accounts[code] else {
      let whose = code == line.account.path ? "" : " (for \(line.account))"
      throw Refusal(
        "account",
        "Tryton has no account with the code '\(code)'\(whose): add it there, or name another in tryton.accounts")
    }
    guard found["type"] != .null else {
      throw Refusal("account", "the account \(code) is a heading in Tryton: it has no type and takes no entries")
    }
    guard !found["closed"].isTrue else { throw Refusal("account", "the account \(code) is closed in Tryton") }
    return found
  }
}
