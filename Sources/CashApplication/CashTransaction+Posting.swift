// From complete, funded advices to sub-ledger entries and journals.

import CashRules
import PaymentEvents
import Storage

extension CashTransaction {
  /// Posts what can be posted of every advice that this batch touched, until nothing leads to anything more: a posted
  /// claim may be what a held one (a secondary payer's, a reversal) waited for.
  func postOpenAdvices() throws {
    while let id = try nextAdvice() {
      try connection.execute("DELETE FROM advices_to_post WHERE remittance = ?", [.text(id)])
      guard let advice = try OpenAdvice(id, self) else { continue }
      try post(advice)
    }
  }

  private func nextAdvice() throws -> String? {
    try connection.first("SELECT remittance FROM advices_to_post ORDER BY remittance LIMIT 1")?.text(0)
  }

  private func post(_ advice: OpenAdvice) throws {
    do {
      try connection.savepoint { try postIfAllowed(advice) }
    } catch let error as StorageError {
      throw error
    } catch {
      // An amount beyond what an event carries, or a name too long for an account: nothing of the advice is posted.
      try open(WorkItem(.notPostable, amount: advice.advice.payment.amount, subject: "advice"), unit: advice.unit)
    }
  }

  private func postIfAllowed(_ advice: OpenAdvice) throws {
    let isPaused = try isPaused(payer: advice.reference.payer.key)
    // An advice that has had its first run waits with what is held of it, under the reasons that are open.
    guard advice.runs == 0 || !isPaused else { return }
    let released = try released(advice.id, claim: 0)
    let standing = AdviceStanding(
      isFunded: advice.isFunded, hasTwin: try advice.hasTwin(self), isPayerPaused: isPaused, released: released)
    let holds = try rules.adviceHolds(advice.advice, advice.reference, standing: standing)
    try syncHolds(holds, advice)
    guard holds.isEmpty else { return }
    var run = PostingRun(advice: advice, number: advice.runs + 1)
    if advice.runs == 0 {
      try run.bookProviderAdjustments(self)
      try run.decideAllClaims(self)
    } else {
      try run.decideHeldClaims(self)
    }
    if released.contains(.providerAdjustmentHeld) { try run.bookReleasedAdjustments(self) }
    try run.finish(self)
  }

  /// Opens the reasons that stand against the advice and resolves those that no longer do.
  private func syncHolds(_ holds: [WorkItem], _ advice: OpenAdvice) throws {
    guard advice.runs == 0 else { return }
    for item in holds { try open(item, unit: advice.unit) }
    try resolveAll(
      unit: advice.unit, resolution: "The reason no longer stands.", except: Set(holds.map(\.reason.rawValue)),
      scope: "advice")
  }
}
