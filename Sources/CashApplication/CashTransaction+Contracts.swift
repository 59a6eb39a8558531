// Contracts with payers as they come in, in parts and versions, and read again for a claim.

import CashRules
import Messaging
import PaymentEvents
import Storage

extension CashTransaction {
  /// Keeps a part of a contract. A version takes the place of the one before when all its parts are here; parts of an
  /// older one have no effect any more.
  func receive(contract event: Event<ContractPublished>) throws {
    let data = event.data
    if let to = data.to, to < data.from {
      throw Failure(
        .permanent, code: "contract-without-days", reason: "the contract ends before it begins; publish it again with "
          + "its days the right way round", pointer: "/data/to")
    }
    let current = try connection.first("SELECT version FROM contracts WHERE contract = ?", [.text(data.contract)])
    guard current.map({ $0.integer(0) < Int64(data.version) }) ?? true else { return }
    let inserted = try connection.execute(
      "INSERT INTO contract_parts (contract, version, part, parts) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
      [
        .text(data.contract), .integer(Int64(data.version)), .integer(Int64(data.part)), .integer(Int64(data.parts)),
      ])
    guard inserted == 1 else {
      throw Failure(
        .permanent, code: "contract-part-conflict",
        reason: "part \(data.part) of version \(data.version) of contract \(data.contract) is here already; publish "
          + "changes under a higher version")
    }
    try insertTerms(of: data)
    let parts = try connection.first(
      "SELECT COUNT(*) FROM contract_parts WHERE contract = ? AND version = ?",
      [.text(data.contract), .integer(Int64(data.version))])
    guard parts?.integer(0) == Int64(data.parts) else { return }
    try putInForce(data)
  }

  private func insertTerms(of data: ContractPublished) throws {
    for (number, term) in data.terms.enumerated() {
      try connection.execute(
        """
        INSERT INTO contract_terms (contract, version, code, part, number, method, modifiers, valid_from, valid_to,
          amount, points) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
        [
          .text(data.contract), .integer(Int64(data.version)), .text(term.code ?? ""), .integer(Int64(data.part)),
          .integer(Int64(number)), .text(term.method.rawValue), .text(term.modifiers.joined(separator: " ")),
          .optional(term.from?.iso), .optional(term.to?.iso), .optional(term.amount?.cents),
          .optional(term.basisPoints.map { Int64($0) }),
        ])
    }
  }

  private func putInForce(_ data: ContractPublished) throws {
    let payer = configuration.payers.resolve(data.payer)?.key ?? data.payer
    let before = try connection.first(
      "SELECT payer, valid_from FROM contracts WHERE contract = ?", [.text(data.contract)])
    try connection.execute(
      """
      INSERT INTO contracts (contract, version, payer, plan, valid_from, valid_to, currency, lesser_of,
        tolerance_amount, tolerance_points) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (contract) DO UPDATE SET version = excluded.version, payer = excluded.payer, plan = excluded.plan,
        valid_from = excluded.valid_from, valid_to = excluded.valid_to, currency = excluded.currency,
        lesser_of = excluded.lesser_of, tolerance_amount = excluded.tolerance_amount,
        tolerance_points = excluded.tolerance_points
      """,
      [
        .text(data.contract), .integer(Int64(data.version)), .text(payer), .optional(data.plan), .text(data.from.iso),
        .optional(data.to?.iso), .text(data.currency), .integer(data.lesserOfCharge ? 1 : 0),
        .optional(data.tolerance?.amount.cents), .optional(data.tolerance.map { Int64($0.basisPoints) }),
      ])
    if let before, let day = LocalDate(iso: before.text(1)) { try repriceLater(before.text(0), from: day) }
    try repriceLater(payer, from: data.from)
    for table in ["contract_parts", "contract_terms"] {
      try connection.execute(
        "DELETE FROM \(table) WHERE contract = ? AND version < ?",
        [.text(data.contract), .integer(Int64(data.version))])
    }
  }

  // MARK: - For a claim

  /// Contracts in force with a payer, without their terms.
  func contracts(with payer: String, currency: String) throws -> [ContractHead] {
    try connection.query(
      """
      SELECT contract, version, plan, valid_from, valid_to, lesser_of, tolerance_amount, tolerance_points
      FROM contracts WHERE payer = ? AND currency = ? ORDER BY contract
      """, [.text(payer), .text(currency)]
    ).compactMap { row in
      guard let from = LocalDate(iso: row.text(3)) else { return nil }
      var tolerance: ContractPublished.Tolerance?
      if let amount = row.optionalInteger(6), let points = row.optionalInteger(7) {
        tolerance = .init(amount: try Money(cents: amount), basisPoints: Int(points))
      }
      return ContractHead(
        version: row.integer(1),
        contract: Contract(
          name: row.text(0), plan: row.optionalText(2), from: from,
          to: row.optionalText(4).flatMap { LocalDate(iso: $0) }, lesserOfCharge: row.integer(5) == 1,
          tolerance: tolerance))
    }
  }

  /// The contract that a claim is under, with the terms that may be about it.
  func contract(for claim: Claim, among heads: [ContractHead]) throws -> Contract? {
    guard var contract = heads.map(\.contract).contract(for: claim),
      let head = heads.first(where: { $0.contract.name == contract.name })
    else { return nil }
    for code in claim.termCodes.union([""]).sorted() {
      contract.terms += try connection.query(
        """
        SELECT method, code, modifiers, valid_from, valid_to, amount, points FROM contract_terms
        WHERE contract = ? AND version = ? AND code = ? ORDER BY part, number
        """, [.text(contract.name), .integer(head.version), .text(code)]
      ).compactMap { try ContractHead.term($0) }
    }
    return contract
  }
}

/// A contract in force, without its terms.
struct ContractHead {
  var version: Int64
  var contract: Contract

  fileprivate static func term(_ row: SQLRow) throws -> ContractPublished.Term? {
    guard let method = ContractPublished.Method(rawValue: row.text(0)) else { return nil }
    return ContractPublished.Term(
      method: method, code: row.text(1).isEmpty ? nil : row.text(1),
      modifiers: row.text(2).split(separator: " ").map(String.init),
      from: row.optionalText(3).flatMap { LocalDate(iso: $0) },
      to: row.optionalText(4).flatMap { LocalDate(iso: $0) },
      amount: try row.optionalInteger(5).map { try Money(cents: $0) },
      basisPoints: row.optionalInteger(6).map { Int($0) })
  }
}
