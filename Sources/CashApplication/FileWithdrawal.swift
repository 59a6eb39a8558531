// What would be withdrawn with a file, and what stands against it: asked before it is done, and by people who want to
// know first.

import CashRules
import PaymentEvents
import Storage

/// Everything in cash application that came from one file.
package struct FileWithdrawal: Sendable, Codable {
  /// A payment advice of the file.
  package struct Advice: Sendable, Codable {
    package let id: String
    package let trace: String
    package let payer: String
    package let amount: Int64
    package let currency: String
    /// How often something of it was posted; 0: it waits, and is held from now on.
    package let runs: Int64
    /// The deposit that pays it, the first of several.
    package let deposit: String?
    let fingerprint: String
  }

  /// A deposit of the file.
  package struct Deposit: Sendable, Codable {
    package let id: String
    package let trace: String?
    package let amount: Int64
    package let currency: String
    package let valueDate: String
    /// Whether it is booked; else it only tells about the same money.
    package let books: Bool
    /// The advice that it pays, the first of several.
    package let remittance: String?
    let fingerprint: String
  }

  /// The file: SHA-256 of its bytes.
  package let digest: String
  /// Whether it is withdrawn already.
  package let isWithdrawn: Bool
  package let advices: [Advice]
  package let deposits: [Deposit]
  /// Opening balances of the file, its cash included.
  package let openings: Int
  /// Open work items about them.
  package let workItems: Int
  /// Events of the file that were applied so far.
  package let events: Int
  /// Why it cannot be withdrawn as things are; what is to be done first.
  package let obstacles: [String]

  init(file digest: String, in connection: any SQLConnection) throws {
    self.digest = digest
    let found = Finder(digest: digest, connection: connection)
    isWithdrawn = try connection.first("SELECT 1 FROM withdrawn_files WHERE digest = ?", [.text(digest)]) != nil
    advices = try found.advices()
    deposits = try found.deposits()
    openings = try found.count("SELECT COUNT(*) FROM opening_balances WHERE file = ?1 AND withdrawn = 0")
    workItems = try found.count("SELECT COUNT(*) FROM work_items WHERE state = 'open' AND unit IN (\(Finder.units))")
    events = try found.count(
      "SELECT COUNT(*) FROM inputs WHERE correlation_id = ?1 AND type IN "
        + "('\(DepositReceived.type)', '\(RemittanceReceived.type)', '\(RemittanceClaimsReceived.type)', "
        + "'\(OpeningBalanceLoaded.type)')")
    obstacles = try found.refusedJournals() + found.reversals() + found.returns() + found.openings()
  }
}

extension CashReader {
  /// What would be withdrawn with a file. - Parameter digest: SHA-256 of its bytes.
  package func withdrawal(ofFile digest: String) async throws -> FileWithdrawal {
    try await database.read { try FileWithdrawal(file: digest, in: $0) }
  }
}

private struct Finder {
  let digest: String
  let connection: any SQLConnection

  /// The file's documents that are not withdrawn.
  static let units = """
    SELECT id FROM remittances WHERE correlation_id = ?1 AND state <> 'withdrawn'
    UNION ALL SELECT id FROM deposits WHERE correlation_id = ?1 AND withdrawn = 0
    UNION ALL SELECT id FROM opening_balances WHERE file = ?1 AND withdrawn = 0
    UNION ALL SELECT r.id FROM deposit_returns r JOIN inputs i ON i.event_id = r.id WHERE i.correlation_id = ?1
    """

  func count(_ sql: String) throws -> Int { Int(try connection.first(sql, [.text(digest)])?.integer(0) ?? 0) }

  func advices() throws -> [FileWithdrawal.Advice] {
    try connection.query(
      """
      SELECT id, trace, payer, amount, currency, runs,
        (SELECT MIN(l.deposit) FROM links l WHERE l.remittance = remittances.id), fingerprint FROM remittances
      WHERE correlation_id = ? AND state <> 'withdrawn' ORDER BY id
      """, [.text(digest)]
    ).map { row in
      FileWithdrawal.Advice(
        id: row.text(0), trace: row.text(1), payer: row.text(2), amount: row.integer(3), currency: row.text(4),
        runs: row.integer(5), deposit: row.optionalText(6), fingerprint: row.text(7))
    }
  }

  func deposits() throws -> [FileWithdrawal.Deposit] {
    try connection.query(
      """
      SELECT id, trace, amount, currency, value_date, books,
        (SELECT MIN(l.remittance) FROM links l WHERE l.deposit = deposits.id), fingerprint FROM deposits
      WHERE correlation_id = ? AND withdrawn = 0 ORDER BY id
      """, [.text(digest)]
    ).map { row in
      FileWithdrawal.Deposit(
        id: row.text(0), trace: row.optionalText(1), amount: row.integer(2), currency: row.text(3),
        valueDate: row.text(4), books: row.integer(5) == 1, remittance: row.optionalText(6), fingerprint: row.text(7))
    }
  }

  /// A journal that the ledger refused is on the books here and not there: its inverse would be there alone.
  func refusedJournals() throws -> [String] {
    let refused = try count("SELECT COUNT(*) FROM journals WHERE state = 'rejected' AND unit_id IN (\(Finder.units))")
    guard refused > 0 else { return [] }
    return [
      "\(refused) of its journals were refused by the ledger; settle that first (work items journal-rejected)"
    ]
  }

  /// What the bank took back is not undone with a file: the deposit may have come again meanwhile.
  func returns() throws -> [String] {
    let returns = try count(
      """
      SELECT COUNT(*) FROM deposit_returns r JOIN inputs i ON i.event_id = r.id
      WHERE i.correlation_id = ? AND r.deposit IS NOT NULL
      """)
    return returns == 0 ? [] : ["\(returns) deposits were returned by it; a return cannot be withdrawn"]
  }

  /// Claims that were posted on an opening receivable would be left without it.
  func openings() throws -> [String] {
    let posted = try count(
      """
      SELECT COUNT(*) FROM opening_balances o WHERE o.file = ? AND o.withdrawn = 0 AND o.claim IS NOT NULL
        AND EXISTS (SELECT 1 FROM claims c WHERE c.claim = o.claim AND c.state = 'posted')
      """)
    return posted == 0 ? [] : ["claims are posted on \(posted) of its receivables; withdraw or un-post those first"]
  }

  /// A posted reversal in another file took back a claim of this one: to withdraw the claim, too, would do it twice.
  func reversals() throws -> [String] {
    let others = try connection.query(
      """
      SELECT DISTINCT o.remittance, o.sequence, o.claim, o.document, r.trace, r.correlation_id
      FROM remittances f JOIN claims c ON c.remittance = f.id AND c.state = 'posted'
        JOIN claims o ON o.claim = c.claim AND o.state = 'posted' JOIN remittances r ON r.id = o.remittance
      WHERE f.correlation_id = ?1 AND f.state <> 'withdrawn' AND r.correlation_id <> ?1 ORDER BY r.trace, o.sequence
      """, [.text(digest)])
    var found: [String: (claims: Int, file: String)] = [:]
    let own = Set(try advices().map(\.id))
    for row in others {
      let posted = try PostedClaimRecord.decode(
        row.blob(3), claim: row.text(2),
        position: .init(remittance: EventID(row.text(0)), sequence: Int(row.integer(1))), entries: [])
      guard let reversed = posted.reverses, own.contains(reversed.remittance.text) else { continue }
      found[row.text(4), default: (0, row.text(5))].claims += 1
    }
    return found.sorted { $0.key < $1.key }.map { trace, reversal in
      "\(reversal.claims) of its claims were reversed by the advice \(trace); withdraw that advice's file first: "
        + reversal.file
    }
  }
}
