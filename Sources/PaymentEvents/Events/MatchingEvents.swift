// What cash application found out about money and advices.

/// `remittance.matched.v1`: an advice has its money.
public struct RemittanceMatched: EventBody {
  public static let name = "remittance.matched.v1"
  /// The advice's `remittance.received` id.
  public var remittance: EventID
  /// The deposit's event id.
  public var deposit: EventID
  /// TRN02.
  public var traceNumber: String
  /// The payer, as the payer list names it.
  public var payer: String
  /// The money that the advice gets of the deposit.
  public var amount: Money
  /// ISO 4217.
  public var currency: String
  /// The rule that made the match.
  public var rule: String
  /// 0 to 100.
  public var confidence: Int

  /// Creates it; see the properties.
  public init(
    remittance: EventID, deposit: EventID, traceNumber: String, payer: String, amount: Money, currency: String,
    rule: String, confidence: Int
  ) {
    self.remittance = remittance
    self.deposit = deposit
    self.traceNumber = traceNumber
    self.payer = payer
    self.amount = amount
    self.currency = currency
    self.rule = rule
    self.confidence = confidence
  }
}

/// `deposit.reconciled.v1`: every cent of a deposit belongs somewhere.
public struct DepositReconciled: EventBody {
  public static let name = "deposit.reconciled.v1"
  /// The deposit's event id.
  public var deposit: EventID
  /// Its amount.
  public var amount: Money
  /// ISO 4217.
  public var currency: String
  /// The advice that it pays.
  public var remittance: EventID
  /// What went to the advice.
  public var applied: Money
  /// What remains, in unidentified receipts.
  public var unidentified: Money

  /// Creates it; see the properties.
  public init(
    deposit: EventID, amount: Money, currency: String, remittance: EventID, applied: Money, unidentified: Money
  ) {
    self.deposit = deposit
    self.amount = amount
    self.currency = currency
    self.remittance = remittance
    self.applied = applied
    self.unidentified = unidentified
  }
}

/// `claim-payments.applied.v1`: a page of what was booked on claims, for patient accounting and anyone else.
public struct ClaimPaymentsApplied: EventBody {
  public static let name = "claim-payments.applied.v1"
  /// The advice's `remittance.received` id.
  public var remittance: EventID
  /// TRN02.
  public var traceNumber: String
  /// ISO 4217.
  public var currency: String
  /// The posting run of the advice, from 1.
  public var run: Int
  /// The page of claims it comes from, from 1.
  public var page: Int
  /// The claims booked.
  public var claims: [AppliedClaim]

  /// Creates it; see the properties.
  public init(
    remittance: EventID, traceNumber: String, currency: String, run: Int, page: Int, claims: [AppliedClaim]
  ) {
    self.remittance = remittance
    self.traceNumber = traceNumber
    self.currency = currency
    self.run = run
    self.page = page
    self.claims = claims
  }

  /// One claim, and what was booked on it.
  public struct AppliedClaim: Codable, Sendable, Equatable {
    /// The claim's place in the advice.
    public var sequence: Int
    /// CLP01.
    public var patientControlNumber: String
    /// CLP02.
    public var status: String
    /// What the payer paid.
    public var paid: Money
    /// Contractual adjustments booked.
    public var contractual: Money
    /// What moved to the next payer or the patient.
    public var transferred: Money
    /// What the payer denied: stays open.
    public var denied: Money

    /// Creates it; see the properties.
    public init(
      sequence: Int, patientControlNumber: String, status: String, paid: Money, contractual: Money, transferred: Money,
      denied: Money
    ) {
      self.sequence = sequence
      self.patientControlNumber = patientControlNumber
      self.status = status
      self.paid = paid
      self.contractual = contractual
      self.transferred = transferred
      self.denied = denied
    }
  }
}
