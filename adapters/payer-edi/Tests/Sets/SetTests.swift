// What comes of sets other than the advice: each field from its segment, amounts by hand.

import PayerEDIAdapter
import PaymentEvents
import Testing
import X12

@Suite struct SetTests {
  private func bodies<Body: EventBody>(_ type: Body.Type, _ text: String) throws -> [Body] {
    try Translated(text).events.filter { $0.type == Body.type }.map { try Event<Body>(json: $0.body).data }
  }

  @Test(arguments: [
    OtherSet.professionalClaim, .claimAcknowledgement, .claimStatus, .eligibility, .premium, .acknowledgement,
  ])
  func `A correct set has no finding, and the same events however its bytes arrive`(set: OtherSet) throws {
    let translated = try Translated(set.text)
    #expect(translated.summaries.flatMap(\.findings.listed).map(\.line) == [])
    #expect(translated.summaries.map(\.outcome) == [.translated])
    #expect(!translated.events.isEmpty)
    #expect(try Translated(set.text, chunk: 7).events == translated.events)
  }

  @Test func `A professional claim`() throws {
    let claim = try #require(try bodies(ClaimSubmitted.self, OtherSet.professionalClaim.text).first)
    #expect(claim.kind == "professional" && claim.patientControlNumber == "PCN-1" && claim.frequency == "7")
    #expect(claim.charge.cents == 150_00 && claim.patientPaid?.cents == 20_00 && claim.currency == "USD")
    #expect(claim.submission == "BATCH-1" && claim.purpose == "CH" && claim.facilityCode == "11")
    #expect(claim.sequence == "S" && claim.filingIndicator == "CI" && claim.memberIdentifier == "W123")
    #expect(claim.payer == .init(name: "LARKSPUR HEALTH", identifier: "60054"))
    #expect(
      claim.billingProvider
        == .init(name: "RIVERSIDE CLINIC", identifier: "1999999984", taxIdentifier: "990000001"))
    #expect(claim.renderingProvider == "1999999976" && claim.authorization == "AUTH-1")
    #expect(claim.payerClaimNumber == "ICN-0" && claim.references == [.init(qualifier: "EA", value: "MR-1")])
    #expect(claim.diagnoses.map(\.value) == ["J069", "E119"])
    #expect(claim.dates?.from.iso == "2026-02-01" && claim.dates?.to.iso == "2026-02-03")
    #expect(claim.segmentRange == [17, 39])
    let other = try #require(claim.otherPayers.first)
    #expect(other.sequence == "P" && other.payer.identifier == "F1" && other.paid?.cents == 80_00)
    #expect(other.adjustments.map(\.amount.cents) == [30_00, 50] && other.adjustments[0].quantity == "1")
    #expect(claim.services.map(\.procedure) == ["HC:99213:25", "HC:85025"])
    #expect(claim.services.map(\.charge.cents) == [100_00, 50_00] && claim.services[1].units == "2.5")
    #expect(claim.services[0].controlNumber == "L1")
    let adjudication = try #require(claim.services[0].adjudications.first)
    #expect(adjudication.payer == "F1" && adjudication.paid.cents == 80_00)
    #expect(adjudication.adjustments == [.init(group: "PR", reason: "1", amount: try Money(cents: 20_00))])
  }

  @Test func `An acknowledgement of claims says which are accepted and which are not, and why`() throws {
    let claims = try bodies(ClaimAcknowledged.self, OtherSet.claimAcknowledgement.text)
    #expect(claims.map(\.patientControlNumber) == ["PCN-1", "PCN-2"], "accepted submissions say nothing of a claim")
    #expect(claims.map(\.outcome) == ["accepted", "rejected"] && claims.map(\.charge?.cents) == [150_00, 200_00])
    #expect(claims[0].payerClaimNumber == "ICN-1" && claims[0].submission == "BATCH-1")
    #expect(claims[1].statuses.map(\.category) == ["A3", "A7"] && claims[1].statuses[1].status == "562")
    #expect(claims[1].statuses[0].text == "DATA MISSING" && claims[1].memberIdentifier == "W124")
    #expect(claims[1].services.map(\.controlNumber) == ["L1"] && claims[1].services[0].outcome == "rejected")
    let refused = OtherSet.claimAcknowledgement.text.replacing("*WQ*350~QTY", with: "*U*350~QTY")
    #expect(try bodies(ClaimAcknowledged.self, refused).map(\.level) == ["submission", "claim", "claim"])
  }

  @Test func `The answer to a status request`() throws {
    let status = try #require(try bodies(ClaimStatusReported.self, OtherSet.claimStatus.text).first)
    #expect(status.level == "claim" && status.traceNumber == "STAT-1" && status.patientControlNumber == "PCN-1")
    #expect(status.charge?.cents == 150_00 && status.paid?.cents == 80_00 && status.paymentNumber == "TRACE-1")
    #expect(status.adjudicatedOn?.iso == "2026-03-02" && status.paidOn?.iso == "2026-03-04")
    #expect(status.statuses.map(\.category) == ["F1"] && status.provider.identifier == "1999999984")
    #expect(status.services.map(\.paid?.cents) == [80_00] && status.services[0].units == "1")
  }

  @Test func `Coverage of a subscriber, and why there is none for a dependent`() throws {
    let people = try bodies(EligibilityReported.self, OtherSet.eligibility.text)
    #expect(people.map(\.isDependent) == [false, true] && people.map(\.traceNumber) == ["ELIG-1", "ELIG-2"])
    #expect(people[0].benefits.map(\.information) == ["1", "B", "A"])
    #expect(people[0].benefits[0].serviceTypes == ["30", "1", "98"] && people[0].benefits[0].plan == "GOLD")
    #expect(people[0].benefits[1].amount?.cents == 20_00 && people[0].benefits[1].messages == ["PER VISIT"])
    #expect(people[0].benefits[2].percent == ".2" && people[0].dates.map(\.qualifier) == ["291"])
    #expect(people[1].benefits.isEmpty && people[1].rejections.map(\.reason) == ["75"])
    #expect(people.map(\.memberIdentifier) == ["W123", "W123"])
  }

  @Test func `Premiums add up to the payment`() throws {
    let premium = try #require(try bodies(PremiumPaymentReceived.self, OtherSet.premium.text).first)
    #expect(premium.traceNumber == "TRACE-8" && premium.payment.amount.cents == 290_00)
    #expect(premium.items.map(\.paid.cents) == [200_00, 100_00] && premium.items[0].billed?.cents == 210_00)
    #expect(premium.items[0].adjustments.map(\.amount.cents) == [-10_00])
    #expect(premium.adjustments.map(\.amount.cents) == [-10_00] && premium.adjustments[0].entity == "987654321")
    #expect(premium.balance.balanced && premium.balance.expected.cents == 290_00)
    #expect(premium.page == 1 && premium.pages == 1)
    let wrong = OtherSet.premium.text.replacing("BPR*C*290", with: "BPR*C*291")
    #expect(try bodies(PremiumPaymentReceived.self, wrong).first?.balance.balanced == false)
    #expect(try Translated(wrong).rules == ["balance"])
  }

  @Test func `Many premiums come in pages that say how many there are`() throws {
    var set = OtherSet.premium
    set.segments = Array(set.segments.prefix(4)) + (0..<1001).flatMap { ["ENT*1*2J*34*1", "RMR*AZ*P\($0)**0"] }
    set.segments[0] = set.segments[0].replacing("290", with: "0")
    let pages = try bodies(PremiumPaymentReceived.self, set.text)
    #expect(pages.map(\.items.count) == [500, 500, 1] && pages.map(\.page) == [1, 2, 3])
    #expect(pages.allSatisfy { $0.pages == 3 && $0.balance.balanced })
  }

  @Test func `Acknowledgements of groups and interchanges`() throws {
    let group = try #require(try bodies(InterchangeAcknowledged.self, OtherSet.acknowledgement.text).first)
    #expect(group.kind == "999" && group.outcome == "partially-accepted" && group.group == "17456")
    #expect(group.included == 2 && group.accepted == 1 && group.sets.map(\.outcome) == ["accepted", "rejected"])
    #expect(group.sets[1].errors == ["5"] && group.sets[1].faults.map(\.elementCode) == [nil, "1", "7"])
    #expect(group.sets[1].faults[2].component == 3 && group.sets[1].faults[2].loop == "2300")
    #expect(group.source.segmentRange == [3, 13])
    let text = OtherSet.acknowledgement.text
    let header = String(text.prefix(106))
    let alone = try bodies(InterchangeAcknowledged.self, header + "TA1*000000050*260301*0800*R*024~IEA*0*000000905~")
    #expect(alone.map(\.kind) == ["TA1"] && alone[0].outcome == "rejected" && alone[0].noteCode == "024")
    #expect(alone[0].interchange == "000000050" && alone[0].source.segmentRange == [2, 2])
  }

  @Test(arguments: [
    ("CLM*PCN-1*150", "CLM**150", "element-missing"), ("CLM*PCN-1*150", "CLM*PCN-1*15O", "money-not-numeric"),
    ("SV1*HC:85025*50*", "SV1*HC:85025**", "money-missing"), ("SE*38*0001~", "", "set-truncated"),
    ("W123", String(repeating: "W", count: 81), "element-too-long"),
  ])
  func `What an event needs rejects its set by name`(part: String, replacement: String, rule: String) throws {
    let text = OtherSet.professionalClaim.text
    #expect(text.contains(part))
    let translated = try Translated(text.replacing(part, with: replacement))
    #expect(translated.summaries.map(\.outcome) == [.rejected])
    #expect(translated.rules.contains(rule), "\(translated.rules)")
    #expect(translated.events.isEmpty)
  }
}
