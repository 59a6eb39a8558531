// Which account of the ERP stands for which of ours.

import Ledger

/// Codes in the ERP, by our account or by a part of its path from the left: the longest that is named counts.
struct AccountCodes: Sendable {
  private let codes: [String: String]

  init(_ codes: [String: String]) { self.codes = codes }

  /// The code of an account: its own path where nothing of it is named.
  func code(of account: Account) -> String {
    var parts = account.parts
    while !parts.isEmpty {
      if let code = codes[parts.joined(separator: ":")] { return code }
      parts.removeLast()
    }
    return account.path
  }
}
