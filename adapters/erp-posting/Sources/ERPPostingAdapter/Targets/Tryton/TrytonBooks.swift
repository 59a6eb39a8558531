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
      throw TrytonError.setup(
        "Tryton's user has no company: choose one in the user's preferences there")
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
        ["code", "type", "type.statement", "closed", "party_required"], context),
      costCenters: try await costCenters(Set(lines.compactMap(\.costCenter)), company, context),
      periods: try await read(
        "account.period", period(journals, company), ["name", "start_date", "end_date", "state"], context),
      parties: try await read(
        "party.party", [["code", "in", .texts(Set(lines.compactMap(\.party)))]], ["code"], context),
      codes: accounts)
  }

  /// Tryton's name for cost centres.
  static let costCenter = "analytic_account.account"

  /// Whether the module `analytic_account` is active, without which Tryton has no cost centres.
  func hasCostCenters(_ context: TrytonValue) async throws -> Bool {
    try await !read("ir.model", [["name", "=", .text(Self.costCenter)]], ["name"], context).isEmpty
  }

  /// Cost centres with these codes; nil where Tryton has none at all.
  private func costCenters(
    _ codes: Set<String>, _ company: TrytonValue, _ context: TrytonValue
  ) async throws -> [TrytonValue]? {
    guard !codes.isEmpty, try await hasCostCenters(context) else { return nil }
    return try await read(
      Self.costCenter, [["code", "in", .texts(codes)], ["company", "=", company], ["type", "=", "normal"]],
      ["code", "state", "root"], context)
  }

  func currency(_ company: TrytonValue, _ context: TrytonValue) async throws -> String {
    let found = try await read("company.company", [["id", "=", company]], ["currency.code"], context)
    return found.first?["currency."]["code"].text ?? ""
  }

  private func journal(_ context: TrytonValue) async throws -> Int64 {
    let found = try await read("account.journal", [["code", "=", .text(journalCode)]], [], context)
    guard let id = found.first?["id"].integer else {
      throw TrytonError.setup("Tryton has no journal with the code '\(journalCode)': correct tryton.journal")
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
