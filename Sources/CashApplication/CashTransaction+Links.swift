// Links between deposits and advices: what each advice gets of each deposit, and where the money stands for it.

import CashRules
import PaymentEvents
import Storage

/// A deposit with what is left of it, as the database holds it.
struct LinkedDeposit {
  var id: EventID
  var trace: String?
  var payer: Payer?
  /// What was paid: the cash, and what a card processor kept.
  var amount: Money
  /// What its advices get.
  var linked: Money
  var valueDate: LocalDate
  var isIdentified: Bool
  var evidence: String
  var unit: UnitContext

  /// What is left.
  var rest: Money {
    get throws(MoneyError) { try amount - linked }
  }

  /// Payer and trace number of the clearing account of its own, where both are known.
  var own: (payer: Payer, trace: String)? {
    guard isIdentified, let payer, let trace else { return nil }
    return (payer, trace)
  }

  /// The columns that ``init(_:)`` reads, of `deposits d`.
  static let columns = """
    d.id, d.trace, d.payer, d.payer_listed, d.amount + d.fee + d.fee_added,
    (SELECT COALESCE(SUM(l.amount), 0) FROM links l WHERE l.deposit = d.id), d.value_date, d.identified, d.evidence,
    d.currency, d.correlation_id
    """

  /// Nil when the stored date is none.
  init?(_ row: SQLRow) throws {
    guard let date = LocalDate(iso: row.text(6)) else { return nil }
    id = EventID(row.text(0))
    trace = row.optionalText(1)
    payer = row.optionalText(2).map { Payer(key: $0, isListed: row.integer(3) == 1) }
    amount = try Money(cents: row.integer(4))
    linked = try Money(cents: row.integer(5))
    valueDate = date
    isIdentified = row.integer(7) == 1
    evidence = row.text(8)
    unit = UnitContext(
      id: row.text(0), kind: "deposit", date: date, currency: row.text(9), correlationID: row.text(10))
  }
}

/// What an advice gets of a deposit, and why.
struct DepositLink {
  var remittance: String
  var amount: Money
  /// The rule's name, or who linked by hand.
  var rule: String
  /// 0 to 100.
  var confidence: Int
}

extension CashTransaction {
  /// A deposit that books cash; nil when there is none of this id.
  func deposit(_ id: String) throws -> LinkedDeposit? {
    try connection.first(
      "SELECT \(LinkedDeposit.columns) FROM deposits d WHERE d.id = ? AND d.books = 1", [.text(id)]
    ).flatMap { try LinkedDeposit($0) }
  }

  /// What an advice gets of all deposits.
  func funding(of remittance: String) throws -> Money {
    let row = try connection.first("SELECT SUM(amount) FROM links WHERE remittance = ?", [.text(remittance)])
    return try Money(cents: row?.optionalInteger(0) ?? 0)
  }

  /// Gives advices shares of a deposit and moves the money in one step.
  func link(_ deposit: LinkedDeposit, to links: [DepositLink]) throws {
    let before = try places(of: deposit)
    for link in links {
      try connection.execute(
        """
        INSERT INTO links (deposit, remittance, amount, rule, confidence) VALUES (?, ?, ?, ?, ?)
        ON CONFLICT (deposit, remittance) DO UPDATE SET amount = links.amount + excluded.amount
        """,
        [
          .text(deposit.id.text), .text(link.remittance), .integer(link.amount.cents), .text(link.rule),
          .integer(Int64(link.confidence)),
        ])
    }
    try move(deposit, from: before, description: "Deposit identified")
    try checkCandidates(of: deposit.id.text)
    for link in links {
      try checkCandidates(of: link.remittance)
      try resolveFunding(of: link.remittance)
      try markForPosting(link.remittance)
    }
  }

  /// An advice that had lost money has all of it again.
  private func resolveFunding(of remittance: String) throws {
    let row = try connection.first("SELECT amount FROM remittances WHERE id = ?", [.text(remittance)])
    guard let amount = row?.integer(0), try funding(of: remittance).cents >= amount else { return }
    try resolve(
      where: "unit = ? AND reason = ?", [.text(remittance), .text(HoldReason.fundingWithdrawn.rawValue)],
      resolution: "The advice has its money again.")
  }

  /// Takes an advice's share of a deposit back. Returns how many journals that took.
  @discardableResult
  func unlink(_ deposit: LinkedDeposit, from remittance: String) throws -> Int {
    let before = try places(of: deposit)
    try connection.execute(
      "DELETE FROM links WHERE deposit = ? AND remittance = ?", [.text(deposit.id.text), .text(remittance)])
    for trace in [deposit.trace, try trace(of: remittance)].compactMap({ $0 }) where !trace.isEmpty {
      try connection.execute("INSERT INTO traces_to_match (trace) VALUES (?) ON CONFLICT DO NOTHING", [.text(trace)])
    }
    return try move(deposit, from: before, description: "Deposit no longer identified")
  }

  private func trace(of remittance: String) throws -> String? {
    try connection.first("SELECT trace FROM remittances WHERE id = ?", [.text(remittance)])?.text(0)
  }

  @discardableResult
  private func move(
    _ deposit: LinkedDeposit, from before: [DepositPlace: Money], description: String
  ) throws -> Int {
    let booking = try rules.moveDeposit(from: before, to: places(of: deposit), evidence: deposit.evidence)
    guard !booking.entries.isEmpty else { return 0 }
    var unit = deposit.unit
    unit.kind = "identification"
    return try book(booking.entries, unit: unit, run: nextRun(of: unit.id), description: description)
  }

  /// Where the rest of a deposit stands, or would stand if there were one.
  func restingPlace(of deposit: LinkedDeposit) -> DepositPlace {
    guard deposit.linked.isZero, let own = deposit.own else { return .unidentified }
    return .clearing(payer: own.payer, trace: Trace.normalised(own.trace))
  }

  /// Where the deposit's money stands, as its links say.
  private func places(of deposit: LinkedDeposit) throws -> [DepositPlace: Money] {
    let shares = try connection.query(
      """
      SELECT r.payer, r.payer_listed, r.trace, l.amount FROM links l JOIN remittances r ON r.id = l.remittance
      WHERE l.deposit = ? ORDER BY l.remittance
      """, [.text(deposit.id.text)]
    ).map { row in
      DepositShare(
        payer: Payer(key: row.text(0), isListed: row.integer(1) == 1), trace: row.text(2),
        amount: try Money(cents: row.integer(3)))
    }
    return try rules.places(of: deposit.amount, own: deposit.own, shares: shares)
  }

  /// Pairs that people have parted, of a trace number's deposits.
  func partedPairs(of deposits: [LinkedDeposit]) throws -> Set<PartedPair> {
    var pairs: Set<PartedPair> = []
    for deposit in deposits {
      let rows = try connection.query("SELECT remittance FROM parted_links WHERE deposit = ?", [.text(deposit.id.text)])
      for row in rows { pairs.insert(PartedPair(deposit: deposit.id, remittance: EventID(row.text(0)))) }
    }
    return pairs
  }
}
