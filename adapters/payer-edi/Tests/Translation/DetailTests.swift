// The details of an 835 that no sum needs: each lands in its field, and pages are what the contract's encoder writes.

import PayerEDIAdapter
import PaymentEvents
import Testing

@Suite struct DetailTests {
  private static let document: Document = {
    var document = Document()
    document.sets[0].trace += "~REF*EV*RECEIVER-1~REF*F2*VERSION-9~DTM*405*20260228"
    document.sets[0].countError = 3
    document.sets[0].claims = [
      [
        "CLP*PCN-1*1*200*150*20*12*ICN-1*11*1**470", "CAS*CO*1*1*1*2*2*2*3*3*3*4*4*4*5*5*5*45*15*6",
        "NM1*QC*1*DOE*JANE****MI*MEMBER-1", "NM1*74*1*DOE*JANET****C*MEMBER-9", "NM1*TT*2*NEXT HEALTH*****PI*N1",
        "NM1*PR*2*FIRST HEALTH*****PI*F1", "NM1*GB*1*DOE*JIM****MI*MEMBER-7",
        "MIA*3*10*20*100.5*MA01*****************6*7*8*9", "MOA*.8*25*MA02*****30*40", "REF*EA*MR-1",
        "DTM*050*20260205", "PER*CX*CLAIMS DESK*TE*5550111*EX*7", "AMT*AU*150", "QTY*CA*3",
        "SVC*HC:99213*200*150*0450*2*HC:99214:25*3",
        "DTM*472*20260201", "CAS*PR*1*20", "REF*6R*L1", "REF*HPI*1999999976", "REF*G1*AUTH-1", "AMT*B6*170",
        "QTY*ZK*1.5", "LQ*HE*N130",
      ]
    ]
    return document
  }()

  @Test func `The header keeps its references and its date`() throws {
    let header = try #require(try Translated(Self.document.text).headers().first)
    #expect(header.references?.map(\.value) == ["RECEIVER-1", "VERSION-9"])
    #expect(header.productionDate?.iso == "2026-02-28")
  }

  @Test func `The header keeps contacts, delivery and the payer's own sums, and compares these`() throws {
    var document = Document()
    document.sets[0].parties = [
      "N1*PR*EXAMPLE HEALTH*XV*12345", "PER*CX**TE*5550100*EX*12", "PER*BL*DESK*EM*edi@example.org",
      "N1*PE*EXAMPLE CLINIC*XX*1999999984", "RDM*EM*RIVERSIDE*era@example.org",
    ]
    let summary = "TS3*1999999984*11*20261231*1*200********12.5~TS2*3*4.5"
    document.sets[0].claims[0].insert(summary, at: 0)
    document.sets[0].countError = 1
    let translated = try Translated(document.text)
    #expect(translated.rules == [])
    let header = try #require(try translated.headers().first)
    #expect(header.contacts?.map(\.function) == ["CX", "BL"] && header.contacts?.map(\.name) == [nil, "DESK"])
    #expect(header.contacts?[0].numbers.map(\.value) == ["5550100", "12"])
    #expect(header.delivery == .init(method: "EM", name: "RIVERSIDE", address: "era@example.org"))
    let sums = try #require(header.providerSummaries?.first)
    #expect(sums.provider == "1999999984" && sums.facilityCode == "11" && sums.fiscalPeriod?.iso == "2026-12-31")
    #expect(sums.claimCount == 1 && sums.charge?.cents == 200_00 && sums.segment == 12)
    #expect(
      sums.values.map(\.element) == ["TS313", "TS201", "TS202"] && sums.values.map(\.value) == ["12.5", "3", "4.5"])
    let wrong = try Translated(document.text.replacing("*20261231*1*200*", with: "*20261231*2*201*"))
    #expect(wrong.rules == ["summary-mismatch", "summary-mismatch"])
    #expect(wrong.events.count == translated.events.count)
    // Each TS3 stands for the claims of its own LX.
    document.sets[0].claims.append(["LX*2", "TS3*1999999984*11*20261231*1*200"] + AdviceText.claim)
    document.sets[0].payment = document.sets[0].payment.replacing("*150*", with: "*300*")
    #expect(try Translated(document.text).rules == [])
  }

  @Test func `A claim keeps corrected identifiers, other payers, adjudication and quantities`() throws {
    let claim = try #require(try Translated(Self.document.text).claims().first)
    #expect(claim.memberIdentifier == "MEMBER-1" && claim.correctedIdentifier == "MEMBER-9")
    #expect(claim.crossoverCarrier == .init(name: "NEXT HEALTH", identifier: "N1"))
    #expect(claim.correctedPayer == .init(name: "FIRST HEALTH", identifier: "F1"))
    #expect(claim.otherSubscriberIdentifier == "MEMBER-7" && claim.diagnosisGroup == "470")
    #expect(claim.facilityCode == "11" && claim.frequency == "1" && claim.receivedDate?.iso == "2026-02-05")
    #expect(claim.adjustments.map(\.amount.cents) == [1_00, 2_00, 3_00, 4_00, 5_00, 15_00], "six triplets")
    let values = Dictionary(uniqueKeysWithValues: (claim.adjudication ?? []).map { ($0.element, $0.value) })
    #expect(values["MIA01"] == "3" && values["MIA04"] == "100.5" && values["MIA05"] == nil)
    #expect(values["MOA01"] == ".8" && values["MOA02"] == "25" && values["MOA08"] == "30" && values["MOA09"] == "40")
    #expect(claim.quantities == [.init(qualifier: "CA", value: "3")])
    let numbers = [Reference(qualifier: "TE", value: "5550111"), Reference(qualifier: "EX", value: "7")]
    #expect(claim.contacts == [.init(function: "CX", name: "CLAIMS DESK", numbers: numbers)])
    #expect(claim.amounts?.map(\.amount.cents) == [150_00])
  }

  @Test func `A contact that cannot be published does not keep a payment from being posted`() throws {
    let text = Self.document.text.replacing("PER*CX*CLAIMS DESK*TE*", with: "PER*CX*CLAIMS DESK*TELEPHONE*")
    let translated = try Translated(text)
    #expect(translated.rules == ["contact-invalid"])
    #expect(try translated.claims().map(\.contacts) == [nil])
  }

  @Test func `A line keeps what was billed, its references, amounts and quantities`() throws {
    let line = try #require(try Translated(Self.document.text).claims().first?.services.first)
    #expect(line.revenueCode == "0450" && line.originalProcedure == "HC:99214:25" && line.originalUnits == "3")
    #expect(line.controlNumber == "L1" && line.renderingProvider == "1999999976")
    #expect(line.references?.map(\.qualifier) == ["HPI", "G1"] && line.remarks == ["N130"])
    #expect(line.amounts?.map(\.amount.cents) == [170_00])
    #expect(line.quantities == [.init(qualifier: "ZK", value: "1.5")])
  }

  @Test func `The bytes of a page are those that the contract's own encoder writes`() throws {
    let event = try #require(try Translated(Self.document.text).events.last)
    #expect(try Event<RemittanceClaimsReceived>(json: event.body).encoded().body == event.body)
  }

  @Test(arguments: [("QTY*CA*3", "QTY*CA*three"), ("*HC:99214:25*3", "*HC:99214:25*three")])
  func `A quantity that is no number is left out with a finding`(part: String, replacement: String) throws {
    let translated = try Translated(Self.document.text.replacing(part, with: replacement))
    #expect(translated.rules == ["quantity-invalid"])
    #expect(try translated.claims().count == 1)
  }
}
