// What an ERP must be able to do for us.

import Ledger
import Storage

/// An ERP (or a ledger) that takes journals.
package protocol ERPTarget: Sendable {
  /// The target's name in events.
  var name: String { get }

  /// What it can do besides finding and posting. A call outside of these throws ``TargetCannot``.
  var capabilities: TargetCapabilities { get }

  /// The code under which one of our accounts stands in it, as in ``MasterData`` and ``TargetEntry``.
  func code(of account: Account) -> String

  /// Which of these journals it has, by idempotency key, with its own references.
  func find(_ keys: [String]) async throws -> [String: String]

  /// Posts journals. Each carries its id as idempotency key: one that is there already is answered with its reference.
  /// - Returns: one outcome a journal, in their order.
  /// - Throws: when it is not known which of them were posted; ``find(_:)`` tells before they are tried again.
  func post(_ journals: [Journal]) async throws -> [PostingOutcome]

  /// These refusals of its have been stored, so that whoever posts one of them again knows of its refusal. Told again
  /// after a crash; a target that remembers nothing of refusals need not care.
  func settled(refused keys: [String]) async throws

  /// Posts the inverse of a journal that it has, bound to it where the ERP can do that. The reversal carries its own id
  /// as idempotency key, like any journal.
  /// - Throws: when it is not known whether it was posted.
  func reverse(_ key: String, by reversal: Journal) async throws -> PostingOutcome

  /// What it knows of accounts, periods, parties and cost centres.
  func masterData() async throws -> MasterData

  /// The journals of ours that it holds, posting dates of `days`, ordered by key, those after `key`.
  /// - Returns: at most `limit`; fewer are the last.
  func entries(of days: ClosedRange<Day>, after key: String?, limit: Int) async throws -> [TargetEntry]

  /// What was paid of what stands under these keys, as far as the ERP says.
  func paymentStatus(of keys: [String]) async throws -> [String: PaymentStatus]

  /// Ends its connections. Nothing is asked of it after that.
  func close() async
}

extension ERPTarget {
  package var capabilities: TargetCapabilities { [] }

  package func code(of account: Account) -> String { account.path }

  package func settled(refused keys: [String]) async throws {}

  package func reverse(_ key: String, by reversal: Journal) async throws -> PostingOutcome {
    throw TargetCannot(target: name, what: "reverse journals")
  }

  package func masterData() async throws -> MasterData { throw TargetCannot(target: name, what: "tell its accounts") }

  package func entries(of days: ClosedRange<Day>, after key: String?, limit: Int) async throws -> [TargetEntry] {
    throw TargetCannot(target: name, what: "list what it holds")
  }

  package func paymentStatus(of keys: [String]) async throws -> [String: PaymentStatus] {
    throw TargetCannot(target: name, what: "tell what was paid")
  }

  package func close() async {}
}

/// What a target says about one journal.
package enum PostingOutcome: Sendable, Equatable {
  /// It is in the books, under this reference.
  case posted(reference: String)
  /// It is refused: our name for the kind of refusal, and the target's words.
  case rejected(code: String, reason: String)
  /// It is handed over, and the target will say later what became of it. The intent stays open and costs no attempt;
  /// posting it again asks, and hands nothing over twice. Others must not wait behind it.
  case pending
  /// It was not sent, since others of the call failed: it waits as it did before.
  case untried
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
