// What an ERP must be able to do for us.

import Ledger
import Storage

/// An ERP (or a ledger) that takes journals.
package protocol ERPTarget: Sendable {
  /// The target's name in events.
  var name: String { get }

  /// Which of these journals it has, by idempotency key, with its own references.
  func find(_ keys: [String]) async throws -> [String: String]

  /// Posts journals. Each carries its id as idempotency key: one that is there already is answered with its reference.
  /// - Returns: one outcome a journal, in their order.
  /// - Throws: when it is not known which of them were posted; ``find(_:)`` tells before they are tried again.
  func post(_ journals: [Journal]) async throws -> [PostingOutcome]

  /// Ends its connections. Nothing is asked of it after that.
  func close() async
}

extension ERPTarget {
  package func close() async {}
}

/// What a target says about one journal.
package enum PostingOutcome: Sendable, Equatable {
  /// It is in the books, under this reference.
  case posted(reference: String)
  /// It is refused: our name for the kind of refusal, and the target's words.
  case rejected(code: String, reason: String)
}

extension PostingOutcome {
  /// A refusal by the rules of double entry.
  init(refusedBy error: LedgerError) {
    let code =
      switch error {
      case .unbalanced: "unbalanced"
      case .closedPeriod: "period"
      case .account: "account"
      default: "other"
      }
    self = .rejected(code: code, reason: "\(error)")
  }
}
