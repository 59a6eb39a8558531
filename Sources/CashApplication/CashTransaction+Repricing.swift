// Claims that posted before a contract came, or a version of it: compared again with what is in force now, advice by
// advice, some in each transaction.

import CashRules
import PaymentEvents
import Storage

extension CashTransaction {
  /// How many claims one transaction compares again at least, if there are so many; it ends with a whole advice.
  private static let claimsAtOnce = 500

  /// A contract of this payer is in force, or another version of it, from a day on. Claims that wait since they were
  /// off the one before are decided again; those that are posted stay so, and only what tells of them changes. An
  /// advice that was paid before that day has no claim under the contract.
  func repriceLater(_ payer: String, from day: LocalDate) throws {
    try connection.execute(
      """
      INSERT INTO advices_to_reprice (remittance)
      SELECT id FROM remittances WHERE payer = ? AND runs > 0 AND state <> 'withdrawn'
        AND (payment_date IS NULL OR payment_date >= ?) ON CONFLICT DO NOTHING
      """, [.text(payer), .text(day.iso)])
    try connection.execute(
      """
      INSERT INTO advices_to_post (remittance)
      SELECT DISTINCT c.remittance FROM claims c JOIN remittances r ON r.id = c.remittance
      WHERE r.payer = ? AND c.state = 'held' AND c.reason = ? ON CONFLICT DO NOTHING
      """, [.text(payer), .text(HoldReason.varianceAboveTolerance.rawValue)])
  }

  /// Whether advices wait to be compared again.
  func hasAdvicesToReprice() throws -> Bool {
    try connection.first("SELECT 1 FROM advices_to_reprice LIMIT 1") != nil
  }

  /// Compares some of the advices that wait for it.
  func repriceAdvices() throws {
    var claims = 0
    while claims < Self.claimsAtOnce,
      let row = try connection.first("SELECT remittance FROM advices_to_reprice ORDER BY remittance LIMIT 1")
    {
      try connection.execute("DELETE FROM advices_to_reprice WHERE remittance = ?", [.text(row.text(0))])
      guard let unit = try adviceUnit(row.text(0)) else { continue }
      claims += try max(1, reprice(unit))
    }
  }

  /// Returns how many claims were compared. One advice that cannot be does not stand in the way of others.
  private func reprice(_ unit: UnitContext) throws -> Int {
    do {
      let claims = try connection.savepoint { try repriceClaims(of: unit) }
      try resolve(
        where: "unit = ? AND reason = ?", [.text(unit.id), .text(HoldReason.contractNotCompared.rawValue)],
        resolution: "The claims could be compared.")
      return claims
    } catch let error as StorageError {
      throw error
    } catch {
      try open(WorkItem(.contractNotCompared, amount: .zero, subject: "advice"), unit: unit)
      return 1
    }
  }

  private func repriceClaims(of unit: UnitContext) throws -> Int {
    guard let payer = try connection.first("SELECT payer FROM remittances WHERE id = ?", [.text(unit.id)]) else {
      return 0
    }
    let contracts = try contracts(with: payer.text(0), currency: unit.currency)
    let posted = try postedClaims(ofAdvice: unit.id)
    try eachClaim(of: unit.id) { claim in
      guard let posted = posted[claim.sequence], posted.reverses == nil else { return }
      try reprice(claim, posted, under: contracts, unit)
    }
    return posted.count
  }

  /// By their places, without their entries.
  private func postedClaims(ofAdvice remittance: String) throws -> [Int: PostedClaim] {
    let rows = try connection.query(
      "SELECT remittance, sequence, claim, document FROM claims WHERE remittance = ? AND state = 'posted'",
      [.text(remittance)])
    return Dictionary(try rows.map { (Int($0.integer(1)), try Self.posted($0)) }, uniquingKeysWith: { $1 })
  }

  /// The posted claim that takes this one back, if there is one.
  private func reversal(of posted: PostedClaim, _ claim: String) throws -> PostedClaim? {
    try connection.query(
      "SELECT remittance, sequence, claim, document FROM claims WHERE claim = ? AND state = 'posted'", [.text(claim)]
    ).map(Self.posted).first { $0.reverses == posted.position }
  }

  private static func posted(_ row: SQLRow) throws -> PostedClaim {
    try PostedClaimRecord.decode(
      row.blob(3), claim: row.text(2),
      position: .init(remittance: EventID(row.text(0)), sequence: Int(row.integer(1))), entries: [])
  }

  private func eachClaim(of remittance: String, _ body: (Claim) throws -> Void) throws {
    let pages = try connection.query(
      "SELECT input FROM pages WHERE remittance = ? ORDER BY page", [.text(remittance)])
    for page in pages {
      guard let row = try connection.first("SELECT body FROM inputs WHERE sequence = ?", [.integer(page.integer(0))])
      else { continue }
      let claims = try Event<RemittanceClaimsReceived>(json: configuration.cipher.open(row.blob(0))).data.claims
      for claim in claims { try body(claim) }
    }
  }

  private func reprice(
    _ claim: Claim, _ posted: PostedClaim, under contracts: [ContractHead], _ unit: UnitContext
  ) throws {
    let now = contracts.isEmpty ? nil : try variance(of: claim, posted, under: contracts)
    guard try standing(of: posted) != now.map({ try $0.standing }) else { return }
    try dropVariance(of: unit.id, sequence: claim.sequence)
    try keep(now, of: posted, unit)
    try resolve(
      where: "unit = ? AND reference = ? AND reason IN (?, ?)",
      [
        .text(unit.id), .text(String(claim.sequence)), .text(HoldReason.underpaid.rawValue),
        .text(HoldReason.paidAboveContract.rawValue),
      ], resolution: "The claim is compared with another contract now.")
    if let reversal = try reversal(of: posted, posted.fingerprint.patientControlNumber) {
      try dropVariance(of: reversal.position.remittance.text, sequence: reversal.position.sequence)
      return try keep(nil, of: reversal, unit)
    }
    if let item = try now?.workItem(sequence: claim.sequence, holds: false) { try open(item, unit: unit) }
  }

  /// What is kept of a claim's comparison; nil when there is none.
  private func standing(of posted: PostedClaim) throws -> [String]? {
    try connection.first(
      "SELECT contract, expected, allowed, small, beyond FROM variances WHERE remittance = ? AND sequence = ?",
      [.text(posted.position.remittance.text), .integer(Int64(posted.position.sequence))]
    ).map { row in [row.text(0)] + (1...4).map { String(row.integer($0)) } }
  }
}

extension ContractVariance {
  /// Of an underpayment that is within the tolerance what is missing; else zero.
  func small() throws -> Money {
    let shortfall = try shortfall()
    return isBeyondTolerance || shortfall < .zero ? Money.zero : shortfall
  }

  fileprivate var standing: [String] {
    get throws {
      let cents = [expected.cents, allowed.cents, try small().cents, isBeyondTolerance ? 1 : 0]
      return [contract] + cents.map(String.init)
    }
  }
}
