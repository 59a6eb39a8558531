// A move that is to be reversed, and the reversal's binding to it.

import Ledger

/// A posted move of Tryton and which of its lines each line of the reversal undoes.
struct TrytonOriginal: Sendable {
  let id: Int64
  /// Ids of the lines, in the order of the reversal's.
  let lines: [Int64]

  /// As `account.move.origin` has it.
  var reference: String { TrytonOriginal.reference(id) }

  static func reference(_ id: Int64) -> String { "account.move,\(id)" }

  /// Pairs the lines; nil when the reversal is not the inverse.
  /// - Parameter lines: of the original: `id`, `account.code`, `debit`, `credit`.
  init?(id: Int64, lines: [TrytonValue], reversal: Journal, codes: AccountCodes) {
    var left: [[String]: [Int64]] = [:]
    for line in lines {
      guard let number = line["id"].integer, let code = line["account."]["code"].text,
        let debit = line["debit"].cents, let credit = line["credit"].cents
      else { return nil }
      left[[code, "\(debit)", "\(credit)"], default: []].append(number)
    }
    var paired: [Int64] = []
    for line in reversal.lines {
      let key = [codes.code(of: line.account), "\(line.credit)", "\(line.debit)"]
      guard let number = left[key]?.popLast() else { return nil }
      paired.append(number)
    }
    guard left.values.allSatisfy(\.isEmpty) else { return nil }
    self.id = id
    self.lines = paired
  }
}
