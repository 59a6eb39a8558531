// What belongs to each named reason: category, scope, queue, urgency, and the sentence for people.

/// How a reason is worked on.
package struct HoldPolicy: Sendable, Equatable {
  /// The exception category: `matching`, `balance`, `denial`, `adjustment`, `duplicate`, `reversal`,
  /// `credit-balance`, `approval`, `variance`, `erp`.
  package let category: String
  /// What is held.
  package let scope: HoldScope
  /// The queue of people who work on it.
  package let queue: String
  /// 1 (most urgent) to 4.
  package let priority: Int
  /// Business days from the opening to the due day; for credit balances calendar days.
  package let days: Int32
  /// Whether the scope is really held: false for items that only tell about something posted or waiting by itself.
  package let holds: Bool
}

extension HoldReason {
  /// How it is worked on.
  package var policy: HoldPolicy {
    switch self {
    case .fundingWithdrawn:
      HoldPolicy(category: "matching", scope: .advice, queue: "posting", priority: 2, days: 3, holds: false)
    case .notFunded, .payerReview, .payerPaused, .amountDiffers, .depositWithoutAdvice: matchingPolicy
    case .adviceSuggested:
      HoldPolicy(category: "matching", scope: .deposit, queue: "cash", priority: 2, days: 3, holds: false)
    case .depositNotConfirmed:
      HoldPolicy(category: "reversal", scope: .deposit, queue: "cash", priority: 1, days: 1, holds: false)
    case .depositDuplicateSuspected, .returnDuplicateSuspected:
      HoldPolicy(category: "duplicate", scope: .deposit, queue: "cash", priority: 1, days: 1, holds: true)
    case .returnWithoutDeposit:
      HoldPolicy(category: "reversal", scope: .deposit, queue: "cash", priority: 1, days: 1, holds: true)
    case .bankAccountNotListed:
      HoldPolicy(category: "matching", scope: .deposit, queue: "cash", priority: 1, days: 1, holds: true)
    case .adviceOutOfBalance, .negativeNet, .debitAdvice, .notPostable:
      HoldPolicy(category: "balance", scope: .advice, queue: "posting", priority: 1, days: 1, holds: true)
    case .adviceDuplicateSuspected:
      HoldPolicy(category: "duplicate", scope: .advice, queue: "posting", priority: 1, days: 1, holds: true)
    case .claimOutOfBalance:
      HoldPolicy(category: "balance", scope: .claim, queue: "posting", priority: 2, days: 3, holds: true)
    case .claimNotFound, .chargeAmbiguous, .payerNotOnClaim, .priorPayerNotPosted, .notRecognised, .notOurClaim,
      .statusNotKnown:
      HoldPolicy(category: "matching", scope: .claim, queue: "posting", priority: 3, days: 5, holds: true)
    case .reversalWithoutOriginal:
      HoldPolicy(category: "reversal", scope: .claim, queue: "posting", priority: 2, days: 3, holds: true)
    case .duplicateSuspected:
      HoldPolicy(category: "duplicate", scope: .claim, queue: "posting", priority: 2, days: 3, holds: true)
    case .denied:
      HoldPolicy(category: "denial", scope: .claim, queue: "denials", priority: 2, days: 10, holds: false)
    case .unposted:
      HoldPolicy(category: "reversal", scope: .claim, queue: "posting", priority: 2, days: 3, holds: true)
    case .approvalRequired:
      HoldPolicy(category: "approval", scope: .action, queue: "approvals", priority: 2, days: 2, holds: true)
    case .creditBalance:
      HoldPolicy(category: "credit-balance", scope: .claim, queue: "credits", priority: 2, days: 60, holds: false)
    case .priorPayerDiffers, .contractualCapped:
      HoldPolicy(category: "adjustment", scope: .claim, queue: "posting", priority: 3, days: 10, holds: false)
    case .providerAdjustmentReview, .takeBackUnmatched, .providerAdjustmentHeld, .interestDiffers:
      HoldPolicy(
        category: "adjustment", scope: .providerAdjustment, queue: "posting", priority: 2, days: 5,
        holds: self == .providerAdjustmentHeld)
    case .underpaid, .paidAboveContract, .varianceAboveTolerance:
      HoldPolicy(
        category: "variance", scope: .claim, queue: "contracts", priority: self == .underpaid ? 2 : 3, days: 10,
        holds: self == .varianceAboveTolerance)
    case .underpaymentsAddUp:
      HoldPolicy(category: "variance", scope: .contract, queue: "contracts", priority: 3, days: 10, holds: false)
    case .contractNotCompared:
      HoldPolicy(category: "variance", scope: .advice, queue: "contracts", priority: 3, days: 10, holds: false)
    case .chargeOpenedAlready:
      HoldPolicy(category: "duplicate", scope: .charge, queue: "posting", priority: 2, days: 3, holds: true)
    case .journalRejected:
      HoldPolicy(category: "erp", scope: .journal, queue: "accounting", priority: 1, days: 1, holds: true)
    case .ledgerDiffers:
      HoldPolicy(category: "erp", scope: .ledger, queue: "accounting", priority: 1, days: 1, holds: false)
    case .documentReview:
      HoldPolicy(category: "document", scope: .document, queue: "documents", priority: 2, days: 3, holds: false)
    }
  }

  private var matchingPolicy: HoldPolicy {
    let ofDeposit = self == .depositWithoutAdvice || self == .amountDiffers
    let urgent = self == .amountDiffers
    return HoldPolicy(
      category: "matching", scope: ofDeposit ? .deposit : .advice, queue: ofDeposit ? "cash" : "posting",
      priority: urgent ? 2 : 3, days: urgent ? 3 : 5, holds: self != .depositWithoutAdvice)
  }

  /// What happened and what to do, in one or two sentences.
  package var sentence: String {
    switch self {
    case .notFunded:
      "The advice waits for its money. It posts by itself when the deposit arrives; if it is late, ask the payer, link "
        + "a deposit (`tributary postings ask link`), or release it without money (`tributary postings ask release`)."
    case .adviceOutOfBalance:
      "The advice does not add up: claims paid less provider-level adjustments differ from the payment. "
        + "Ask the payer for a corrected advice."
    case .negativeNet:
      "Claims paid less provider-level adjustments are below zero, which no payment can be. Ask the payer for a "
        + "corrected advice that carries the balance forward."
    case .debitAdvice: "The advice says that the payer takes the money from our account. Check it with the bank."
    case .adviceDuplicateSuspected:
      "An advice of the same payer, payee, trace number, date and amount is here already. Release it "
        + "(`tributary postings ask release`) only if the payer really paid twice."
    case .depositDuplicateSuspected:
      "Another file of the bank told of a deposit with the same account, amount, trace number and reference, for the "
        + "same day or one near it; or an intraday and a prior-day report told of this amount for the same day under "
        + "different references. It is not booked: check with the bank whether the money came twice. If so, release "
        + "it (`tributary postings ask release`), else confirm that it is a duplicate (`tributary postings ask "
        + "confirm-duplicate`)."
    case .depositNotConfirmed:
      "An intraday report told of the deposit, and it is booked; the bank's prior-day report does not tell of it. Ask "
        + "the bank. If the money did not come, withdraw the intraday report (`tributary files withdraw`): what the "
        + "prior-day report confirms of it stays booked. If it did, close the item (`tributary work-items close`)."
    case .returnDuplicateSuspected:
      "Another file of the bank told of the same return for a day near it. Nothing is undone for it: check with the "
        + "bank whether the money left twice. If so, release it (`tributary postings ask release`), else confirm that "
        + "it is a duplicate (`tributary postings ask confirm-duplicate`)."
    case .bankAccountNotListed:
      "The deposit is on an account that is not configured. Add the account and the format that "
        + "books its cash to bankAccounts, and start cash-application again."
    case .returnWithoutDeposit:
      "The bank takes money back, and which deposit it was cannot be told. It is undone by itself when the deposit "
        + "arrives; otherwise ask the bank."
    case .notPostable:
      "It could not be posted: an amount is too large, a name too long for an account, or a page of claims cannot be "
        + "read. Ask the payer for a correction."
    case .payerPaused:
      "The payer's payments are held by a person. They are looked at again when the payer is resumed "
        + "(`tributary payers resume`)."
    case .fundingWithdrawn:
      "The advice was posted with money of a deposit that was withdrawn, unlinked or taken back by the bank. Hand in "
        + "the bank's corrected file, link the right deposit (`tributary postings ask link`), or ask the payer to pay "
        + "again."
    case .payerReview:
      "The payer is set to review. Look through the advice and release it (`tributary postings ask release`)."
    case .depositWithoutAdvice:
      "No advice has come for this deposit. It is matched when the advice arrives; if it is late, ask the payer, or "
        + "link it by hand (`tributary postings ask link`)."
    case .adviceSuggested:
      "No rule is sure which advice the deposit pays, but these fit in all but the trace number or the number of "
        + "payments. Compare them and link by hand what belongs together (`tributary postings ask link`)."
    case .amountDiffers:
      "Deposit and advice have the same trace number and different amounts. Link them by hand (`tributary postings ask "
        + "link`), add what a card processor kept (`tributary postings ask card-fee`), or ask the payer."
    default: claimSentence
    }
  }

  private var claimSentence: String {
    switch self {
    case .claimOutOfBalance: "The claim does not add up, so it alone is held. Ask the payer for a correction."
    case .claimNotFound:
      "No charge has the claim's patient control number. It posts by itself when billing posts the charge; if it is "
        + "about another one, assign it (`tributary postings ask assign`)."
    case .chargeAmbiguous:
      "Several charges fit the claim (`tributary postings matches` lists them). Choose the one that was paid, by its "
        + "--charge (`tributary postings ask assign`)."
    case .payerNotOnClaim:
      "The payer is not among the claim's payers. Correct the coverage in billing, or "
        + "assign the claim to another charge (`tributary postings ask assign`)."
    case .priorPayerNotPosted:
      "An earlier payer of the claim has not been posted. It posts by itself once that is done; if it never will be, "
        + "release it (`tributary postings ask release`)."
    case .reversalWithoutOriginal:
      "Nothing posted is the mirror image of this reversal. It posts by itself when the original is "
        + "posted; if it is about another claim, assign it (`tributary postings ask assign`)."
    case .duplicateSuspected:
      "The same payment on the same claim is posted already. Release it (`tributary postings ask release`) only "
        + "if the payer really paid twice."
    case .notRecognised: "The payer does not recognise the patient and forwarded nothing. Check the coverage."
    case .notOurClaim: "The payer says that the claim is not its own. Check where it was sent."
    case .statusNotKnown: "The claim's status code is not known to the posting rules. Post it by hand."
    case .unposted:
      "A person took the posting back. Release it (`tributary postings ask release`) to have it decided again, or "
        + "assign it to its claim (`tributary postings ask assign`)."
    case .approvalRequired:
      "Somebody asked for this, and a second person has to approve or decline it (`tributary postings approve`, "
        + "`tributary postings decline`)."
    case .creditBalance:
      "More was paid on the claim than was owed. Find out whose money it is and refund it by the due day "
        + "(`tributary postings ask refund-credit`, then `pay-refund`), or apply it (`tributary postings ask "
        + "transfer`)."
    case .denied:
      "Part of the claim was denied. The receivable stays open: appeal, correct or write it off "
        + "(`tributary postings ask write-off`)."
    default: adjustmentSentence
    }
  }

  private var adjustmentSentence: String {
    switch self {
    case .underpaid:
      "The payer allowed less than its contract says. The claim is posted: ask the payer to reprocess it."
    case .paidAboveContract:
      "The payer allowed more than its contract says. The claim is posted: it may be taken back; check the contract."
    case .varianceAboveTolerance:
      "What the payer allowed is not what its contract says. Release the claim (`tributary postings ask "
        + "release`) to post it as paid."
    case .underpaymentsAddUp:
      "Underpayments of this contract that are each within the tolerance add up. Ask the payer about them together."
    case .contractNotCompared:
      "The advice's claims could not be compared with the payer's contract: an amount is too large. They stay posted; "
        + "correct the contract and publish it under a higher version."
    case .chargeOpenedAlready:
      "The books began with this claim, so that its revenue is in the books before; the charge is not booked. If it is "
        + "for something else, release it (`tributary postings ask release`); if the opening balance was wrong, "
        + "withdraw its file (`tributary files withdraw`)."
    case .priorPayerDiffers:
      "What the payer says earlier payers did is not what was posted for them. The claim is posted; compare them."
    case .interestDiffers:
      "The interest on the claims is not the interest in the provider-level adjustments. Both are posted as written."
    case .contractualCapped:
      "The contractual adjustment is more than the open balance and was posted up to it. Check the rest."
    case .providerAdjustmentReview:
      "A provider-level adjustment has no account of its own and is in suspense. Find out what it is and move it "
        + "(`tributary postings ask transfer`)."
    case .providerAdjustmentHeld:
      "A provider-level adjustment of this code is set to review. Its money stays in clearing until it is released "
        + "(`tributary postings ask release`)."
    case .takeBackUnmatched:
      "The payer takes back money that no open item explains. It is in suspense until the item arrives, "
        + "or the payer's letter is accepted (`tributary postings ask accept-overpayment`)."
    case .ledgerDiffers:
      "The ERP's books are not what we posted. Look at the differences, correct them in the ERP, and compare again "
        + "(`tributary ledger reconcile`)."
    case .documentReview:
      "A document on paper waits for a person; nothing of it is in the books. Look at it (`tributary documents show`), "
        + "then confirm or correct what it says (`tributary documents correct`), or close the item where there is "
        + "nothing to post (`tributary work-items close`)."
    default:
      "The ERP does not take the journal. Correct the cause and have it posted again (`tributary journals retry`)."
    }
  }
}
