// The events of a 277.

import PaymentEvents

extension StatusFacts {
  fileprivate func reference(_ qualifier: String) -> String? { references.first { $0.qualifier == qualifier }?.value }
}

extension StatusSegment {
  /// STC03: `U` is rejected; anything else lets it pass.
  fileprivate var outcome: String { action == "U" ? "rejected" : "accepted" }
}

extension StatusBuilder {
  func acknowledged(_ facts: StatusFacts) -> ClaimAcknowledged {
    let isClaim = facts.level == "claim"
    return ClaimAcknowledged(
      level: facts.level, outcome: facts.status.outcome, submission: submission,
      patientControlNumber: isClaim ? facts.traceNumber : nil, payerClaimNumber: facts.reference("1K"),
      clearinghouseNumber: facts.reference("D9"), charge: facts.status.charge, currency: "USD", payer: payer,
      provider: provider, memberIdentifier: isClaim ? memberIdentifier : nil, dates: facts.dates,
      statuses: facts.status.codes.map(ClaimStatus.init),
      services: facts.services.map { service in
        ClaimAcknowledged.Service(
          procedure: service.procedure, charge: service.charge, controlNumber: service.controlNumber,
          outcome: service.status.outcome, statuses: service.status.codes.map(ClaimStatus.init))
      }, source: out.context.source)
  }

  func reported(_ facts: StatusFacts) -> ClaimStatusReported {
    let isClaim = facts.level == "claim"
    return ClaimStatusReported(
      level: facts.level, traceNumber: facts.traceNumber, patientControlNumber: facts.reference("EJ"),
      payerClaimNumber: facts.reference("1K"), charge: facts.status.charge, paid: facts.status.paid, currency: "USD",
      adjudicatedOn: facts.status.adjudicatedOn, paidOn: facts.status.paidOn,
      paymentNumber: facts.status.paymentNumber, payer: payer, provider: provider,
      memberIdentifier: isClaim ? memberIdentifier : nil, dates: facts.dates,
      statuses: facts.status.codes.map(ClaimStatus.init),
      services: facts.services.map { service in
        ClaimStatusReported.Service(
          procedure: service.procedure, charge: service.charge, paid: service.paid, units: service.units,
          controlNumber: service.controlNumber, dates: service.dates,
          statuses: service.status.codes.map(ClaimStatus.init))
      }, source: out.context.source)
  }
}

extension ClaimStatus {
  fileprivate init(_ code: StatusCode) {
    self.init(category: code.category, status: code.status, entity: code.entity, date: code.date, text: code.text)
  }
}
