// Whether the cost of a claim depends on how many receivables are open: ten thousand beside five million.

import CashApplication
import Foundation
import Storage

/// Fills databases directly, since millions of charges would take an hour the usual way, and pays the same claims in
/// each.
enum MatchingBenchmark {
  /// - Parameters:
  ///   - open: the numbers of open receivables to compare, the smallest first.
  ///   - claims: how many claims are paid beside them.
  static func run(open: [Int], claims: Int) async throws {
    var seconds: [Double] = []
    for count in open {
      var benchmark = CashBenchmark(open: count, claims: claims)
      benchmark.fillsDirectly = true
      seconds.append(try await benchmark.run())
    }
    guard let first = seconds.first, let last = seconds.last, first > 0 else { return }
    let ratio = (last / first * 100).rounded() / 100
    print("processor time a claim, \(open.last ?? 0) open beside \(open.first ?? 0): \(ratio) times")
  }
}

extension CashBenchmark {
  /// Open receivables as `charge.posted` leaves them: the charge, its entries, its balance. Inputs and journals, which
  /// no matching reads, are left out.
  func fill(_ database: any Database) async throws {
    let step = 100_000
    for start in stride(from: 0, to: open, by: step) {
      let range: [SQLValue] = [.integer(Int64(start)), .integer(Int64(min(start + step, open)))]
      try await database.write { connection in
        for statement in Self.fillings {
          try connection.execute(
            """
            WITH RECURSIVE n(i) AS (SELECT ?1 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < ?2) \(statement)
            """, range)
        }
      }
    }
  }

  private static let fillings = [
    """
    INSERT INTO charges (id, claim, amount, payers) SELECT 'open-' || i, 'OPEN-' || i, 20000, '+p1' FROM n
    """,
    """
    INSERT INTO receivables (claim, account, balance) SELECT 'OPEN-' || i, 'assets:receivable:payer:p1', 20000 FROM n
    """,
    """
    INSERT INTO entries (unit, run, claim_sequence, account, debit, credit, claim, party, rule, evidence)
    SELECT 'open-' || i, 1, 0, 'assets:receivable:payer:p1', 20000, 0, 'OPEN-' || i, 'p1', 'charge', 'open-' || i FROM n
    """,
    """
    INSERT INTO entries (unit, run, claim_sequence, account, debit, credit, claim, party, rule, evidence)
    SELECT 'open-' || i, 1, 0, 'income:gross-revenue', 0, 20000, 'OPEN-' || i, 'p1', 'charge', 'open-' || i FROM n
    """,
  ]
}
