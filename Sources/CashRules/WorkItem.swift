// What waits for a person: the named reasons, and one item of work.

import PaymentEvents

/// Why something does not go on by itself. Each reason holds what its scope says and no more.
package enum HoldReason: String, Sendable, CaseIterable, Codable {
  /// The advice waits for its money (the payer's switch "post when funded").
  case notFunded = "not-funded"
  /// ΣCLP04 − ΣPLB is not BPR02.
  case adviceOutOfBalance = "advice-out-of-balance"
  /// ΣCLP04 − ΣPLB is below zero.
  case negativeNet = "negative-net"
  /// BPR03 says that the payer takes money from us.
  case debitAdvice = "debit-advice"
  /// Same payer, payee, trace number, date and amount as an advice that is here already.
  case adviceDuplicateSuspected = "advice-duplicate-suspected"
  /// The payer's automation level wants a person to look at every advice.
  case payerReview = "payer-review"
  /// A person holds all payments of the payer.
  case payerPaused = "payer-paused"
  /// The file that told of the advice's deposit was withdrawn after the advice had been posted.
  case fundingWithdrawn = "funding-withdrawn"
  /// A deposit whose advice has not come.
  case depositWithoutAdvice = "deposit-without-advice"
  /// A deposit that no rule matches, and advices that it may pay.
  case adviceSuggested = "advice-suggested"
  /// Another file of the bank told of the same deposit already.
  case depositDuplicateSuspected = "deposit-duplicate-suspected"
  /// An intraday report told of a deposit, and the prior-day report of its day does not.
  case depositNotConfirmed = "deposit-not-confirmed"
  /// The bank takes a deposit back, and which one it was is not plain.
  case returnWithoutDeposit = "return-without-deposit"
  /// Another file of the bank told of the same return, for another day.
  case returnDuplicateSuspected = "return-duplicate-suspected"
  /// A deposit on an account that the configuration does not list: which format books its cash is not known.
  case bankAccountNotListed = "bank-account-not-listed"
  /// An amount beyond what events carry, a name too long for an account, or a page of claims that cannot be read.
  case notPostable = "not-postable"
  /// A deposit and an advice with the same trace number and different amounts.
  case amountDiffers = "amount-differs"
  /// The claim, or one of its lines, does not add up.
  case claimOutOfBalance = "claim-out-of-balance"
  /// No charge has this patient control number.
  case claimNotFound = "claim-not-found"
  /// Several charges fit.
  case chargeAmbiguous = "charge-ambiguous"
  /// The payer is not among the claim's payers.
  case payerNotOnClaim = "payer-not-on-claim"
  /// A later payer's payment came before the earlier payer's.
  case priorPayerNotPosted = "prior-payer-not-posted"
  /// Nothing posted is the mirror image of the reversal.
  case reversalWithoutOriginal = "reversal-without-original"
  /// The same payment on the same claim is posted already.
  case duplicateSuspected = "duplicate-suspected"
  /// Status 4: not recognised and not forwarded.
  case notRecognised = "not-recognised"
  /// Status 23: not our claim.
  case notOurClaim = "not-our-claim"
  /// A status that this rule book does not know.
  case statusNotKnown = "status-not-known"
  /// A person took the posting of a claim back.
  case unposted
  /// Somebody asked for something that a second person has to approve.
  case approvalRequired = "approval-required"
  /// A payer or the patient has paid more on a claim than was owed.
  case creditBalance = "credit-balance"
  /// Part of the claim was denied. The rest is posted; the denied part stays open.
  case denied
  /// The payer allowed less than its contract says, beyond the tolerance. The claim is posted.
  case underpaid
  /// The payer allowed more than its contract says, beyond the tolerance. The claim is posted.
  case paidAboveContract = "paid-above-contract"
  /// Either of the two, for a payer whose claims wait for a person then.
  case varianceAboveTolerance = "variance-above-tolerance"
  /// Underpayments that are each within the tolerance add up.
  case underpaymentsAddUp = "underpayments-add-up"
  /// The claims of an advice could not be compared with the payer's contracts.
  case contractNotCompared = "contract-not-compared"
  /// A charge of a claim that the books began with: its revenue is in the books before.
  case chargeOpenedAlready = "charge-opened-already"
  /// OA-23 is not what earlier payers paid and wrote off. The claim is posted.
  case priorPayerDiffers = "prior-payer-differs"
  /// PLB L6 is not the sum of the claims' interest. Both are posted as written.
  case interestDiffers = "interest-differs"
  /// A contractual adjustment was capped at the open balance. The claim is posted.
  case contractualCapped = "contractual-capped"
  /// A provider-level adjustment of a code without an account: posted to suspense.
  case providerAdjustmentReview = "provider-adjustment-review"
  /// A provider-level adjustment of a code that is set to review: not posted, its money stays in clearing.
  case providerAdjustmentHeld = "provider-adjustment-held"
  /// A take-back without an open item: posted to suspense.
  case takeBackUnmatched = "take-back-unmatched"
  /// The ERP does not take a journal.
  case journalRejected = "journal-rejected"
  /// The ERP's books and ours are not the same on a day.
  case ledgerDiffers = "ledger-differs"
  /// A document on paper that was not read surely enough, does not add up, is no advice, or cannot be read.
  case documentReview = "document-review"
}

/// What a reason holds.
package enum HoldScope: String, Sendable, Codable {
  case advice, claim, deposit
  case providerAdjustment = "provider-adjustment"
  case journal
  /// A day in the ERP's books.
  case ledger
  /// What a person asked for.
  case action
  /// A contract with a payer.
  case contract
  /// A charge.
  case charge
  /// A document on paper, of which nothing is in the books.
  case document
}

/// One thing that waits for a person, without patient data.
package struct WorkItem: Sendable, Equatable, Codable {
  /// The named reason.
  package var reason: HoldReason
  /// The money that waits.
  package var amount: Money
  /// What happened and what to do, for people, without patient data.
  package var summary: String
  /// What tells it from other items of the same reason and document, for instance `claim 12`, `plb 3`, or, for a
  /// take-back, the open item's own subject. It goes into the item's id as a hash and is not published.
  package var subject: String
  /// What it is about, by kind: `claimSequence`, `adjustments`, `denialCategory`, …: no patient data.
  package var references: [String: String]

  /// Creates it; the summary is the reason's own sentence followed by `detail`.
  package init(
    _ reason: HoldReason, amount: Money, detail: String = "", subject: String, references: [String: String] = [:]
  ) {
    self.reason = reason
    self.amount = amount
    self.summary = detail.isEmpty ? reason.sentence : "\(reason.sentence) \(detail)"
    self.subject = subject
    self.references = references
  }

  /// The event that opens it.
  /// - Parameters:
  ///   - id: the item's identity, made of the document, the reason and ``subject``.
  ///   - day: the day from which the due date is counted.
  ///   - holidays: days that are no business days, besides Saturdays and Sundays.
  ///   - currency: ISO 4217.
  ///   - context: references to the document, for instance `remittance` and `traceNumber`; the item's own go first.
  package func opened(
    id: EventID, on day: LocalDate, holidays: Set<LocalDate> = [], currency: String, context: [String: String] = [:]
  ) -> WorkItemOpened {
    let policy = reason.policy
    return WorkItemOpened(
      workItem: id, reason: reason.rawValue, category: policy.category, scope: policy.scope.rawValue,
      queue: policy.queue, role: policy.role, priority: policy.priority,
      dueDate: policy.dueDay(from: day, holidays: holidays), amount: amount, currency: currency, summary: summary,
      references: references.merging(context) { own, _ in own })
  }
}
