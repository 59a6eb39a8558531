// What people ask of cash application about money and claims, and its answers.

/// `posting.action-requested.v1`: somebody asks to change what is linked, held or booked. Which fields are needed
/// depends on the action; the rest is absent.
public struct PostingActionRequested: EventBody {
  public static let name = "posting.action-requested.v1"
  /// What is to be done.
  public var action: Action
  /// Who asks.
  public var requestedBy: String
  /// The role in which that person asks: the threshold above which a second person approves depends on it.
  public var role: String
  /// A code of the organisation's own list of reasons.
  public var reasonCode: String
  /// Why; without patient data.
  public var reason: String
  /// ISO 4217.
  public var currency: String
  /// How much; above zero. For a link absent: as much as fits.
  public var amount: Money?
  /// The id of the `deposit.received` event.
  public var deposit: String?
  /// The id of the `remittance.received` event.
  public var remittance: String?
  /// The claim's place in the advice, from 1.
  public var claimSequence: Int?
  /// The claim: for an assignment the one that was meant.
  public var patientControlNumber: String?
  /// `assign`: the id of the `charge.posted` event that is meant, where several fit.
  public var charge: String?
  /// Whose receivable, or who takes a refund: a payer's key, or `patient`.
  public var debtor: String?
  /// `release`: the reason that stands against posting or booking. `write-off`: `bad-debt`, `charity` or
  /// `small-balance`.
  /// `close-period` and `reopen-period`: the period, `YYYY-MM`.
  public var subject: String?
  /// Of an open item with the payer: the provider (PLB01).
  public var provider: String?
  /// Of an open item with the payer: the payee's tax id.
  public var taxIdentifier: String?
  /// Of an open item with the payer: the trace or payer claim number.
  public var reference: String?
  /// The bank account that a refund is paid from.
  public var account: String?
  /// `split` and `unsplit`: the facility's code.
  public var facility: String?
  /// `transfer`: the account that is debited, as the trial balance names it.
  public var debitAccount: String?
  /// `transfer`: the account that is credited.
  public var creditAccount: String?
  /// `approve` and `decline`: the id of the request.
  public var request: String?
  /// Actions about a work item: its id.
  public var workItem: String?
  /// `assign-item`: who shall work on it; absent: who asks.
  public var assignee: String?

  /// Creates it; see the properties.
  public init(
    action: Action, requestedBy: String, role: String, reasonCode: String, reason: String, currency: String = "USD"
  ) {
    self.action = action
    self.requestedBy = requestedBy
    self.role = role
    self.reasonCode = reasonCode
    self.reason = reason
    self.currency = currency
  }

  /// What can be asked for.
  public enum Action: String, Codable, Sendable, CaseIterable {
    /// A deposit, or a part of it, pays an advice.
    case link
    /// It does not; no rule links the two again.
    case unlink
    /// A named reason no longer stands against an advice, a claim, or a deposit or return that is held.
    case release
    /// A deposit, or a return, is one that is booked already: it is not booked, or no longer.
    case confirmDuplicate = "confirm-duplicate"
    /// A part of a deposit is a facility's.
    case split
    /// It is not.
    case unsplit
    /// What a card processor kept of a deposit belongs to the payment.
    case cardFee = "card-fee"
    /// It does not.
    case dropCardFee = "drop-card-fee"
    /// An amount moves from one account to another.
    case transfer
    /// A held claim is about another patient control number than it says.
    case assign
    /// What was posted of a claim is inverted; the claim is held.
    case unpost
    /// A receivable is given up.
    case writeOff = "write-off"
    /// A credit balance becomes payable.
    case refundCredit = "refund-credit"
    /// A refund that is payable was paid.
    case payRefund = "pay-refund"
    /// A payer's letter about an overpayment is accepted.
    case acceptOverpayment = "accept-overpayment"
    /// An open item with a payer was refunded.
    case refundPayer = "refund-payer"
    /// An accounting period takes nothing more; always decided by a second person.
    case closePeriod = "close-period"
    /// It takes entries again; always decided by a second person.
    case reopenPeriod = "reopen-period"
    /// Somebody works on a work item.
    case assignItem = "assign-item"
    /// Nobody does any more.
    case returnItem = "return-item"
    /// A note on a work item: the reason that is given.
    case noteItem = "note-item"
    /// A work item that only tells of something is done with.
    case closeItem = "close-item"
    /// A second person agrees to a request.
    case approve
    /// A second person does not.
    case decline
  }
}

/// `posting.action-decided.v1`: the answer.
public struct PostingActionDecided: EventBody {
  public static let name = "posting.action-decided.v1"
  /// The id of the event that asked for it.
  public var request: EventID
  /// What was asked for.
  public var action: PostingActionRequested.Action
  /// What became of it.
  public var outcome: Outcome
  /// Who had asked.
  public var requestedBy: String
  /// The second person, where there is one.
  public var decidedBy: String?
  /// What stands against it; without patient data.
  public var obstacle: String?

  /// Creates it; see the properties.
  public init(
    request: EventID, action: PostingActionRequested.Action, outcome: Outcome, requestedBy: String,
    decidedBy: String? = nil, obstacle: String? = nil
  ) {
    self.request = request
    self.action = action
    self.outcome = outcome
    self.requestedBy = requestedBy
    self.decidedBy = decidedBy
    self.obstacle = obstacle
  }

  /// What becomes of a request.
  public enum Outcome: String, Codable, Sendable {
    case applied, refused, declined
    /// A second person has to approve.
    case waiting
  }
}
