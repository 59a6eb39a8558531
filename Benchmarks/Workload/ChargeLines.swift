// The charges behind the claims, as billing publishes them.

struct ChargeLines {
  let advices: [PlannedAdvice]

  init(_ advices: [PlannedAdvice]) { self.advices = advices }

  var text: String {
    var out = ""
    for advice in advices {
      for claim in advice.claims where claim.kind == .first && claim.isKnownToBilling { out += line(claim) + "\n" }
    }
    return out
  }

  private func line(_ claim: PlannedClaim) -> String {
    let payers = [claim.payer] + (claim.hasSecondPayer ? [claim.payer.other] : [])
    let names = payers.map { "\"\($0.identifier)\"" }.joined(separator: ",")
    let id = "0b1e5000-0000-4000-8000-\(padded(claim.number, 12))"
    return """
      {"specversion":"1.0","id":"\(id)","source":"urn:example:billing","type":"tributary.charge.posted.v1",\
      "time":"2026-03-06T00:00:00Z","data":{"patientControlNumber":"\(claim.controlNumber)",\
      "patient":{"reference":"P-\(claim.number)"},"amount":\(claim.charge),"currency":"USD",\
      "chargeDate":"2026-03-06","facility":"MAIN","payers":[\(names)],"services":[]}}
      """
  }
}
