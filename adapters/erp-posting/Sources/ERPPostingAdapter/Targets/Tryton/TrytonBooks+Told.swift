// What Tryton tells of itself: master data, the moves of ours, and what of them is settled.

import Ledger

extension TrytonBooks {
  /// The most keys that one search names.
  private static let keysAtOnce = 500

  func masterData() async throws -> MasterData {
    let context = try await context()
    let company = context["company"]
    var data = MasterData()
    data.accounts = try await read(
      "account.account", [["company", "=", company], ["code", "!=", .null]],
      ["code", "name", "type", "closed", "party_required"], context
    ).compactMap { account in
      let isOpen = account["type"] != .null && !account["closed"].isTrue
      return MasterData.Entry(account, isOpen: isOpen, needsParty: account["party_required"].isTrue)
    }
    data.periods = try await read(
      "account.period", [["company", "=", company], ["type", "=", "standard"]],
      ["name", "start_date", "end_date", "state"], context
    ).compactMap(MasterData.Period.init)
    data.parties = try await read("party.party", [["code", "!=", .null]], ["code", "name"], context)
      .compactMap { MasterData.Entry($0, isOpen: true) }
    data.costCenters = try await costCenters(company, context)
    return data
  }

  /// Analytic accounts, where that module is active.
  private func costCenters(_ company: TrytonValue, _ context: TrytonValue) async throws -> [MasterData.Entry] {
    guard try await hasCostCenters(context) else { return [] }
    return try await read(
      Self.costCenter, [["company", "=", company], ["type", "=", "normal"], ["code", "!=", .null]],
      ["code", "name", "state"], context
    ).compactMap { MasterData.Entry($0, isOpen: $0["state"].text == "opened") }
  }

  /// Posted moves of ours by key.
  func entries(of days: ClosedRange<Day>, after key: String?, limit: Int) async throws -> [TargetEntry] {
    let context = try await context()
    let currency = try await currency(context["company"], context)
    let prefix = TrytonMove.description(of: "")
    let moves = try await read(
      "account.move",
      [
        ["company", "=", context["company"]], ["state", "=", "posted"], ["description", "like", .text(prefix + "%")],
        ["description", ">", .text(prefix + (key ?? ""))], ["date", ">=", .day(days.lowerBound)],
        ["date", "<=", .day(days.upperBound)],
      ], ["number", "description", "date"], context, order: [["description", "ASC"], ["id", "ASC"]], limit: limit)
    guard !moves.isEmpty else { return [] }
    var lines: [Int64: [TargetEntry.Line]] = [:]
    for line in try await read(
      "account.move.line", [["move", "in", .list(moves.map { $0["id"] })]], ["move", "account.code", "debit", "credit"],
      context, order: [["id", "ASC"]])
    {
      guard let move = line["move"].integer, let debit = line["debit"].cents, let credit = line["credit"].cents
      else { continue }
      lines[move, default: []].append(.init(account: line["account."]["code"].text ?? "", debit: debit, credit: credit))
    }
    return moves.compactMap { move in
      guard let id = move["id"].integer, let key = TrytonMove.key(in: move["description"].text),
        let day = move["date"].day
      else { return nil }
      return TargetEntry(
        key: key, reference: move["number"].text ?? "", postingDate: day, currency: currency, lines: lines[id] ?? [])
    }
  }

  /// Of journals with lines on accounts that are reconciled, how far they are; of reversed ones, that they are.
  func paymentStatus(of keys: [String]) async throws -> [String: PaymentStatus] {
    var status: [String: PaymentStatus] = [:]
    let context = try await context()
    for start in stride(from: 0, to: keys.count, by: Self.keysAtOnce) {
      let some = keys[start..<min(start + Self.keysAtOnce, keys.count)]
      let descriptions = TrytonValue.list(some.map { .text(TrytonMove.description(of: $0)) })
      let lines = try await read(
        "account.move.line",
        [
          ["move.description", "in", descriptions], ["move.state", "=", "posted"],
          ["account.reconcile", "=", .boolean(true)],
        ],
        ["move.description", "reconciliation"], context)
      let byKey = Dictionary(grouping: lines) { TrytonMove.key(in: $0["move."]["description"].text) ?? "" }
      for (key, lines) in byKey {
        let settled = lines.count { $0["reconciliation"] != .null }
        status[key] = settled == 0 ? .unpaid : settled == lines.count ? .paid : .partlyPaid
      }
      for key in try await reversed(descriptions, context) { status[key] = .cancelled }
    }
    return status
  }

  private func reversed(_ descriptions: TrytonValue, _ context: TrytonValue) async throws -> [String] {
    let moves = try await read("account.move", [["description", "in", descriptions]], ["description"], context)
    let origins = moves.compactMap { $0["id"].integer.map { TrytonValue.text(TrytonOriginal.reference($0)) } }
    let reversals = try await read(
      "account.move", [["origin", "in", .list(origins)], ["state", "=", "posted"]], ["origin"], context)
    let undone = Set(reversals.compactMap { $0["origin"].text })
    return moves.compactMap { move in
      guard let id = move["id"].integer, undone.contains(TrytonOriginal.reference(id)) else { return nil }
      return TrytonMove.key(in: move["description"].text)
    }
  }
}

extension MasterData.Entry {
  fileprivate init?(_ record: TrytonValue, isOpen: Bool, needsParty: Bool = false) {
    guard let code = record["code"].text else { return nil }
    self.init(code: code, name: record["name"].text ?? "", isOpen: isOpen, needsParty: needsParty)
  }
}

extension MasterData.Period {
  fileprivate init?(_ record: TrytonValue) {
    guard let first = record["start_date"].day, let last = record["end_date"].day, first <= last else { return nil }
    self.init(name: record["name"].text ?? "", days: first...last, isOpen: record["state"].text == "open")
  }
}
