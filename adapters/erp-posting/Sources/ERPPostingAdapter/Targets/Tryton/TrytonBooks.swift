// What Tryton's books hold: company, currency, accounts, periods, parties. Asked for anew for each batch, so that what
// people change in Tryton counts at once.

import Ledger

/// Reads Tryton's master data.
struct TrytonBooks: Sendable {
  let session: TrytonSession
  /// The code of the `account.journal` that takes our moves.
  let journalCode: String
  let accounts: AccountCodes

  /// The context of every call: the company of the user.
  func context() async throws -> TrytonValue {
    let preferences = try await session.call("model.res.user.get_preferences", [.boolean(true), [:]])
    guard let company = preferences["company"].integer else {
      throw TrytonError.broken("the user has no company; choose one in the user's preferences")
    }
    return ["company": .integer(company)]
  }

  /// What these journals touch.
  func chart(for journals: [Journal], _ context: TrytonValue) async throws -> TrytonChart {
    let company = context["company"]
    let lines = journals.flatMap(\.lines)
    let codes = Set(lines.map { accounts.code(of: $0.account) })
    return TrytonChart(
      currency: try await currency(company, context),
      journal: try await journal(context),
      accounts: try await read(
        "account.account", [["code", "in", .texts(codes)], ["company", "=", company]],
        ["code", "type", "closed", "party_required"], context),
      periods: try await read(
        "account.period", period(journals, company), ["name", "start_date", "end_date", "state"], context),
      parties: try await read(
        "party.party", [["code", "in", .texts(Set(lines.compactMap(\.party)))]], ["code"], context),
      codes: accounts)
  }

  func currency(_ company: TrytonValue, _ context: TrytonValue) async throws -> String {
    let found = try await read("company.company", [["id", "=", company]], ["currency.code"], context)
    return found.first?["currency."]["code"].text ?? ""
  }

  private func journal(_ context: TrytonValue) async throws -> Int64 {
    let found = try await read("account.journal", [["code", "=", .text(journalCode)]], [], context)
    guard let id = found.first?["id"].integer else {
      throw TrytonError.broken("it has no journal with the code '\(journalCode)'; correct tryton.journal")
    }
    return id
  }

  private func period(_ journals: [Journal], _ company: TrytonValue) -> TrytonValue {
    let days = journals.map(\.postingDate)
    guard let first = days.min(), let last = days.max() else { return [["id", "=", .integer(0)]] }
    return [
      ["company", "=", company], ["type", "=", "standard"], ["start_date", "<=", .day(last)],
      ["end_date", ">=", .day(first)],
    ]
  }

  /// Records with these fields; all of them, by id, where neither an order nor a limit is given.
  func read(
    _ model: String, _ domain: TrytonValue, _ fields: [TrytonValue], _ context: TrytonValue,
    order: TrytonValue = .null, limit: Int? = nil
  ) async throws -> [TrytonValue] {
    try await session.call(
      "model.\(model).search_read",
      [domain, .integer(0), limit.map { .integer(Int64($0)) } ?? .null, order, .list(fields), context]
    ).list
  }
}

extension TrytonValue {
  fileprivate static func texts(_ texts: Set<String>) -> TrytonValue { .list(texts.sorted().map { .text($0) }) }
}
