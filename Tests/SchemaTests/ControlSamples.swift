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
  return [
    BodySample(full: asked, minimal: asked), BodySample(full: changed, minimal: changed),
    BodySample(full: held, minimal: held), BodySample(full: released, minimal: released),
    BodySample(full: withdrawal, minimal: withdrawal), BodySample(full: withdrawn, minimal: withdrawn),
    BodySample(full: refused(["a journal was refused"]), minimal: refused([])),
  ]
}
