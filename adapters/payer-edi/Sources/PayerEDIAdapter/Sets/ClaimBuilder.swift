// 837: claims as they were submitted.

import PaymentEvents
import X12

/// Makes `claim.submitted` events, one a claim (005010X222A1, X223A2, X224A2 and their forerunners of 004010).
final class ClaimBuilder: SetBuilder {
  let out: SetOutput
  /// What the levels above a claim say.
  var header = ClaimHeaderFacts()
  var claim: ClaimSubmitted?
  var line: ClaimSubmitted.Service?
  var adjudication: ClaimSubmitted.Service.Adjudication?
  var otherPayer: ClaimSubmitted.OtherPayer?
  var lineDates: DateRange?
  private var lastSegment = 0
  private var claims = 0

  init(_ output: SetOutput) { out = output }

  func begin() {
    header = ClaimHeaderFacts()
    claim = nil
    line = nil
    adjudication = nil
    otherPayer = nil
    lineDates = nil
    claims = 0
  }

  func take(_ segment: Segment, at place: GuidePlace) {
    let loop = place.loop ?? ""
    if segment.tag == .hl || segment.tag == .clm { endClaim() }
    if segment.tag == .clm {
      beginClaim(segment)
    } else if claim == nil {
      takeHeader(segment, loop: loop)
    } else if loop.hasPrefix("24") {
      takeLine(segment, loop: loop)
    } else {
      endLine()
      takeClaim(segment, loop: loop)
    }
    lastSegment = segment.number
  }

  func end() { endClaim() }

  private func beginClaim(_ segment: Segment) {
    claims += 1
    claim = ClaimSubmitted(
      kind: ClaimKind(version: out.context.version).rawValue, patientControlNumber: out.required(segment, 1),
      charge: out.requiredMoney(segment, 2), currency: header.currency,
      frequency: out.code(segment, 5, 3) ?? "1", facilityCode: out.code(segment, 5, 1), submission: header.submission,
      purpose: header.purpose, sequence: header.sequence ?? "P", filingIndicator: header.filingIndicator,
      payer: header.payer, billingProvider: header.billingProvider, memberIdentifier: header.memberIdentifier,
      diagnoses: [], references: [], otherPayers: [], services: [],
      segmentRange: [segment.number, segment.number], source: out.context.source)
  }

  private func endClaim() {
    endLine()
    endOtherPayer()
    guard var ended = claim else { return }
    claim = nil
    ended.segmentRange[1] = lastSegment
    ended.dates = ended.dates ?? lineDates
    lineDates = nil
    check(ended)
    out.publish(
      ended, item: "claim \(claims)", subject: ended.submission ?? out.context.source.transaction,
      entries: ended.entries)
  }

  /// What must add up, and what one part of a claim asks of another.
  private func check(_ claim: ClaimSubmitted) {
    let place = "the claim that begins at segment \(claim.segmentRange[0])"
    let sum = claim.services.reduce(into: Int64(0)) { $0 = $0 &+ $1.charge.cents }
    if sum != claim.charge.cents {
      out.note(.balance, "\(place): the lines' charges are \(sum) cents, CLM02 says \(claim.charge.cents)")
    }
    if ["7", "8"].contains(claim.frequency), claim.payerClaimNumber == nil {
      out.note(.replacedClaimMissing, "\(place) replaces or voids one, but names none (REF*F8)")
    }
    if claim.sequence != "P", claim.otherPayers.isEmpty {
      out.note(.earlierPayerMissing, "\(place) is not the first payer's, but names no other payer (loop 2320)")
    }
  }
}

/// The kinds of 837, by the implementation guide's number.
private enum ClaimKind: String {
  case professional, institutional, dental

  init(version: String) {
    if version.contains("X223") || version.contains("X096") {
      self = .institutional
    } else if version.contains("X224") || version.contains("X097") {
      self = .dental
    } else {
      self = .professional
    }
  }
}

/// What is said above a claim: submission, billing provider, subscriber, payer.
struct ClaimHeaderFacts {
  var submission: String?
  var purpose: String?
  var currency = "USD"
  var billingProvider = ClaimSubmitted.Provider()
  var sequence: String?
  var filingIndicator: String?
  var payer = RemittanceReceived.Party()
  var memberIdentifier: String?
}

extension ClaimSubmitted {
  /// How many list entries it has.
  fileprivate var entries: Int {
    var count = diagnoses.count + references.count + services.count
    for service in services {
      for adjudication in service.adjudications { count += 1 + adjudication.adjustments.count }
    }
    for payer in otherPayers { count += 1 + payer.adjustments.count }
    return count
  }
}
