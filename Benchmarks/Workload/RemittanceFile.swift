// 835 files of the workload (005010X221A1).

struct RemittanceFile {
  let advices: [PlannedAdvice]
  let number: Int

  init(_ advices: [PlannedAdvice], number: Int) {
    self.advices = advices
    self.number = number
  }

  var text: String {
    let control = padded(number, 9)
    var out =
      "ISA*00*          *00*          *ZZ*WORKLOAD       *ZZ*FERNHOLLOW     *260401*0615*^*00501*\(control)*0*P*:~\n"
    out += "GS*HP*WORKLOAD*FERNHOLLOW*20260401*0615*\(number)*X*005010X221A1~\n"
    for (index, advice) in advices.enumerated() { append(advice, set: index + 1, to: &out) }
    out += "GE*\(advices.count)*\(number)~\nIEA*1*\(control)~\n"
    return out
  }

  private func append(_ advice: PlannedAdvice, set: Int, to out: inout String) {
    let payer = advice.payer
    var segments = [
      "ST*835*\(padded(set, 4))",
      "BPR*I*\(decimal(advice.amount))*C*ACH*CCP*01*138200170*DA*70010017*\(payer.originator)**01*138100429*DA*5566778899*20260402",
      "TRN*1*\(advice.trace)*\(payer.originator)", "DTM*405*20260401", "N1*PR*\(payer.name)",
      "REF*2U*\(payer.identifier)", "N1*PE*FERNHOLLOW COMMUNITY CLINIC*XX*1234567893", "REF*TJ*895550123", "LX*1",
    ]
    for claim in advice.claims { segments += lines(of: claim) }
    segments.append("SE*\(segments.count + 1)*\(padded(set, 4))")
    for segment in segments { out += segment + "~\n" }
  }

  private func lines(of claim: PlannedClaim) -> [String] {
    let status =
      switch claim.kind {
      case .first, .correction: "1"
      case .secondary: "2"
      case .reversal: "22"
      }
    var segments = [
      "CLP*\(claim.controlNumber)*\(status)*\(decimal(claim.charge))*\(decimal(claim.paid))*\(decimal(claim.patient))*12*P\(claim.number)*11*1",
      "NM1*QC*1*SAMPLE*PATIENT****MI*M\(claim.number)", "DTM*232*20260305", "DTM*233*20260305",
    ]
    for (index, line) in claim.lines.enumerated() {
      segments += [
        "SVC*HC:9921\(index + 3)*\(decimal(line.charge))*\(decimal(line.paid))**1", "DTM*472*20260305",
      ]
      if line.earlier != 0 { segments.append("CAS*OA*23*\(decimal(line.earlier))") }
      if line.contractual != 0 { segments.append("CAS*CO*45*\(decimal(line.contractual))") }
      if line.denied != 0 { segments.append("CAS*CO*197*\(decimal(line.denied))") }
      if line.patient != 0 { segments.append("CAS*PR*2*\(decimal(line.patient))") }
      segments.append("REF*6R*\(index + 1)")
    }
    return segments
  }
}

/// Cents as X12 writes amounts.
func decimal(_ cents: Int) -> String {
  let magnitude = cents.magnitude
  return "\(cents < 0 ? "-" : "")\(magnitude / 100).\(padded(Int(magnitude % 100), 2))"
}

/// Digits with zeros before them.
func padded(_ number: Int, _ width: Int) -> String {
  let digits = String(number)
  return String(repeating: "0", count: max(0, width - digits.count)) + digits
}
