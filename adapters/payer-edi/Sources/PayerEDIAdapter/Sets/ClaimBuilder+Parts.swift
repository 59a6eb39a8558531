// The parts of an 837: header levels, claim, other payers, service lines.

import PaymentEvents
import X12

// MARK: - Above the claim

extension ClaimBuilder {
  func takeHeader(_ segment: Segment, loop: String) {
    switch segment.tag {
    case .bht:
      header.submission = out.text(segment, 3)
      header.purpose = out.code(segment, 6)
    case .hl: takeLevel(segment)
    case .sbr:
      header.sequence = out.code(segment, 1)
      header.filingIndicator = out.code(segment, 9)
    case .cur: if let code = out.currency(segment, 2) { header.currency = code }
    case .nm1: takeHeaderName(segment)
    case .ref: if loop == "2010AA" { takeProviderReference(segment) }
    default: break
    }
  }

  /// A billing provider begins a new level, and so does a subscriber; a patient keeps what the subscriber said.
  private func takeLevel(_ segment: Segment) {
    if segment[3].stripped.equals("20") {
      header = ClaimHeaderFacts(submission: header.submission, purpose: header.purpose)
    } else if segment[3].stripped.equals("22") {
      header.sequence = nil
      header.filingIndicator = nil
      header.payer = RemittanceReceived.Party()
      header.memberIdentifier = nil
    }
  }

  private func takeHeaderName(_ segment: Segment) {
    let role = segment[1].trimmed
    if role.equals("85") {
      header.billingProvider = ClaimSubmitted.Provider(
        name: out.text(segment, 3, limit: ValueLimits.name), identifier: out.text(segment, 9))
    } else if role.equals("PR") {
      header.payer = out.party(segment, name: 3, identifier: 9)
    } else if role.equals("IL") {
      header.memberIdentifier = out.text(segment, 9)
    }
  }

  private func takeProviderReference(_ segment: Segment) {
    let isTax = segment[1].equals("EI") || segment[1].equals("SY")
    guard isTax, header.billingProvider.taxIdentifier == nil else { return }
    header.billingProvider.taxIdentifier = out.text(segment, 2)
  }
}

// MARK: - The claim

extension ClaimBuilder {
  func takeClaim(_ segment: Segment, loop: String) {
    if loop.hasPrefix("232") || loop.hasPrefix("233") { return takeOtherPayer(segment, loop: loop) }
    switch segment.tag {
    case .dtp: if segment[1].equals("434") { claim?.dates = out.days(segment, format: 2, value: 3) }
    case .amt: if segment[1].equals("F5") { claim?.patientPaid = out.money(segment, 2) }
    case .ref: takeReference(segment, loop: loop)
    case .hi: takeCodes(segment)
    case .nm1:
      if segment[1].equals("82"), claim?.renderingProvider == nil { claim?.renderingProvider = out.text(segment, 9) }
    default: break
    }
  }

  private func takeReference(_ segment: Segment, loop: String) {
    guard loop == "2300", let reference = out.reference(segment), var open = claim else { return }
    switch reference.qualifier {
    case "F8": open.payerClaimNumber = open.payerClaimNumber ?? reference.value
    case "G1": open.authorization = open.authorization ?? reference.value
    default: out.append(reference, to: &open.references)
    }
    claim = open
  }

  private func takeCodes(_ segment: Segment) {
    guard var open = claim else { return }
    for index in 1..<max(1, min(13, segment.elementCount)) where !segment[index].trimmed.isEmpty {
      guard let code = out.text(segment, index, 2, limit: ValueLimits.remark) else { continue }
      out.append(
        ClaimSubmitted.Diagnosis(qualifier: out.code(segment, index, 1) ?? "-", value: code), to: &open.diagnoses)
    }
    claim = open
  }
}

// MARK: - Other payers

extension ClaimBuilder {
  private func takeOtherPayer(_ segment: Segment, loop: String) {
    if segment.tag == .sbr, loop == "2320" {
      endOtherPayer()
      otherPayer = ClaimSubmitted.OtherPayer(
        sequence: out.code(segment, 1) ?? "-", payer: RemittanceReceived.Party(), adjustments: [])
      return
    }
    guard var open = otherPayer else { return }
    if segment.tag == .amt, segment[1].equals("D") { open.paid = out.money(segment, 2) }
    if segment.tag == .cas { out.takeAdjustments(segment, into: &open.adjustments, limit: 500) }
    if segment.tag == .nm1, segment[1].equals("PR") { open.payer = out.party(segment, name: 3, identifier: 9) }
    otherPayer = open
  }

  func endOtherPayer() {
    guard let ended = otherPayer, var open = claim else { return }
    otherPayer = nil
    out.append(ended, to: &open.otherPayers, limit: 10)
    claim = open
  }
}

// MARK: - Service lines

extension ClaimBuilder {
  func takeLine(_ segment: Segment, loop: String) {
    switch segment.tag {
    case .lx:
      endLine()
      endOtherPayer()
      line = ClaimSubmitted.Service(procedure: "-", charge: .zero, adjudications: [])
    case .sv1: takeService(segment, procedure: 1, charge: 2, units: 4)
    case .sv2:
      takeService(segment, procedure: 2, charge: 3, units: 5)
      let revenue = out.text(segment, 1, limit: ValueLimits.reason)
      line?.revenueCode = revenue
      if let revenue, line?.procedure == "-" { line?.procedure = "NU:" + revenue }
    case .sv3: takeService(segment, procedure: 1, charge: 2, units: 6)
    case .dtp: if segment[1].equals("472") { takeLineDates(segment) }
    case .ref: if segment[1].equals("6R") { line?.controlNumber = out.text(segment, 2) }
    case .svd:
      endAdjudication()
      adjudication = ClaimSubmitted.Service.Adjudication(
        payer: out.required(segment, 1), paid: out.requiredMoney(segment, 2), adjustments: [])
    case .cas:
      guard var open = adjudication else { return }
      out.takeAdjustments(segment, into: &open.adjustments, limit: 100)
      adjudication = open
    default: break
    }
  }

  private func takeService(_ segment: Segment, procedure: Int, charge: Int, units: Int) {
    line?.procedure = out.procedure(segment, procedure) ?? "-"
    line?.charge = out.requiredMoney(segment, charge)
    line?.units = out.decimal(segment, units)
  }

  private func takeLineDates(_ segment: Segment) {
    guard let days = out.days(segment, format: 2, value: 3) else { return }
    line?.dates = days
    lineDates = DateRange(
      from: min(lineDates?.from ?? days.from, days.from), to: max(lineDates?.to ?? days.to, days.to))
  }

  private func endAdjudication() {
    guard let ended = adjudication else { return }
    adjudication = nil
    guard var open = line else { return }
    out.append(ended, to: &open.adjudications, limit: 15)
    line = open
  }

  func endLine() {
    endAdjudication()
    guard let ended = line, var open = claim else { return }
    line = nil
    if open.services.count < 999 {
      open.services.append(ended)
    } else {
      out.note(.tooManyLines, "more than 999 lines in a claim")
    }
    claim = open
  }
}
