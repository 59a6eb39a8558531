// Samples of what people ask for, and of the answers.

import PaymentEvents

func controlSamples() -> [BodySample] {
  let thing = EventID(tenant: "riverside", digest: BodySample.digest, position: "1", type: "t")
  let digest = BodySample.digest
  let asked = WorkerStateRequested(worker: "lockbox", state: .paused, number: 1, requestedBy: "ann", reason: "why")
  let changed = WorkerStateChanged(worker: "lockbox", state: .running, number: 2, request: thing, requestedBy: "ann")
  let held = PayerStateRequested(payer: "p1", state: .paused, number: 1, requestedBy: "ann", reason: "why")
  let released = PayerStateChanged(
    payer: "p1", state: .running, number: 2, request: thing, requestedBy: "ann", advices: 0)
  let withdrawal = FileWithdrawalRequested(digest: digest, number: 1, requestedBy: "ann", reason: "why")
  let withdrawn = FileWithdrawn(
    digest: digest, number: 1, request: thing, requestedBy: "ann", reason: "why", advices: 0, deposits: 1, journals: 1,
    workItems: 0)
  let refused = { (obstacles: [String]) in
    FileWithdrawalRefused(digest: digest, number: 1, request: thing, requestedBy: "ann", obstacles: obstacles)
  }
  var action = PostingActionRequested(
    action: .writeOff, requestedBy: "ann", role: "biller", reasonCode: "SB", reason: "why")
  let plain = action
  (action.amount, action.deposit, action.remittance, action.claimSequence) = (try? Money(cents: 1), "d", "r", 1)
  (action.patientControlNumber, action.debtor, action.subject) = ("p", "patient", "small-balance")
  (action.provider, action.taxIdentifier, action.reference) = ("n", "t", "r")
  (action.account, action.request, action.workItem, action.assignee) = ("a", "q", "w", "bob")
  action.charge = "c"
  (action.facility, action.debitAccount, action.creditAccount) = ("f", "assets:a", "assets:b")
  let decided = PostingActionDecided(request: thing, action: .link, outcome: .applied, requestedBy: "ann")
  var explained = decided
  (explained.decidedBy, explained.obstacle) = ("bob", "why not")
  return [
    BodySample(full: action, minimal: plain), BodySample(full: explained, minimal: decided),
    BodySample(full: asked, minimal: asked), BodySample(full: changed, minimal: changed),
    BodySample(full: held, minimal: held), BodySample(full: released, minimal: released),
    BodySample(full: withdrawal, minimal: withdrawal), BodySample(full: withdrawn, minimal: withdrawn),
    BodySample(full: refused(["a journal was refused"]), minimal: refused([])),
  ]
}
