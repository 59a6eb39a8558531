// Claims that posted before a contract came, or a version of it: compared again with what is in force now.

import CashRules
import PaymentEvents
import Storage

extension CashTransaction {
  /// A contract of this payer is in force, or another version of it. Claims that wait since they were off the one
  /// before are decided again; those that are posted stay so, and only what tells of them changes.
  func repriceLater(_ payer: String) throws {
    try connection.execute(
      "INSERT INTO payers_to_reprice (payer) VALUES (?) ON CONFLICT DO NOTHING", [.text(payer)])
    try connection.execute(
      """
      INSERT INTO advices_to_post (remittance)
      SELECT DISTINCT c.remittance FROM claims c JOIN remittances r ON r.id = c.remittance
      WHERE r.payer = ? AND c.state = 'held' AND c.reason = ? ON CONFLICT DO NOTHING
      """, [.text(payer), .text(HoldReason.varianceAboveTolerance.rawValue)])
  }

  /// Compares the posted claims of all payers whose contracts this batch has changed.
  func repriceClaims() throws {
    let payers = try connection.query("SELECT payer FROM payers_to_reprice ORDER BY payer").map { $0.text(0) }
    guard !payers.isEmpty else { return }
    for payer in payers { try repriceClaims(of: payer) }
    try connection.execute("DELETE FROM payers_to_reprice")
  }

  private func repriceClaims(of payer: String) throws {
    let posted = try postedClaims(ofPayer: payer)
    let reversals = posted.values.filter { $0.reverses != nil }
    let reversed = Set(reversals.compactMap(\.reverses))
    var heads: [String: [ContractHead]] = [:]
    for remittance in Set(posted.keys.map(\.remittance.text)).sorted() {
      guard let unit = try adviceUnit(remittance) else { continue }
      let contracts = try heads[unit.currency] ?? self.contracts(with: payer, currency: unit.currency)
      heads[unit.currency] = contracts
      try eachClaim(of: remittance) { claim in
        let position = PostedClaim.Position(remittance: EventID(remittance), sequence: claim.sequence)
        guard let posted = posted[position], posted.reverses == nil else { return }
        try reprice(claim, posted, under: contracts, isReversed: reversed.contains(position), unit)
      }
    }
    for reversal in reversals.sorted(by: { $0.position.order < $1.position.order }) {
      guard let unit = try adviceUnit(reversal.position.remittance.text) else { continue }
      try dropVariance(of: unit.id, sequence: reversal.position.sequence)
      try keep(nil, of: reversal, unit)
    }
  }

  private func postedClaims(ofPayer payer: String) throws -> [PostedClaim.Position: PostedClaim] {
    let rows = try connection.query(
      """
      SELECT c.remittance, c.sequence, c.claim, c.document FROM remittances r
      JOIN claims c ON c.remittance = r.id AND c.state = 'posted' WHERE r.payer = ?
      """, [.text(payer)])
    var posted: [PostedClaim.Position: PostedClaim] = [:]
    for row in rows {
      let position = PostedClaim.Position(remittance: EventID(row.text(0)), sequence: Int(row.integer(1)))
      posted[position] = try PostedClaimRecord.decode(
        row.blob(3), claim: row.text(2), position: position, entries: [])
    }
    return posted
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
    _ claim: Claim, _ posted: PostedClaim, under contracts: [ContractHead], isReversed: Bool, _ unit: UnitContext
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
    guard !isReversed, let item = try now?.workItem(sequence: claim.sequence, holds: false) else { return }
    try open(item, unit: unit)
  }

  /// What is kept of a claim's comparison; nil when there is none.
  private func standing(of posted: PostedClaim) throws -> [String]? {
    try connection.first(
      "SELECT contract, expected, allowed, small FROM variances WHERE remittance = ? AND sequence = ?",
      [.text(posted.position.remittance.text), .integer(Int64(posted.position.sequence))]
    ).map { row in [row.text(0), String(row.integer(1)), String(row.integer(2)), String(row.integer(3))] }
  }
}

extension ContractVariance {
  /// Of an underpayment that is within the tolerance what is missing; else zero.
  func small() throws -> Money {
    let shortfall = try shortfall()
    return isBeyondTolerance || shortfall < .zero ? Money.zero : shortfall
  }

  fileprivate var standing: [String] {
    get throws { [contract, String(expected.cents), String(allowed.cents), String(try small().cents)] }
  }
}

extension PostedClaim.Position {
  fileprivate var order: (String, Int) { (remittance.text, sequence) }
}
