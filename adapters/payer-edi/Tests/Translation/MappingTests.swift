// What lands in which field, and that pages written as bytes are what the contract's own encoder writes.

import PayerEDIAdapter
import PaymentEvents
import Testing
import X12

@Suite struct MappingTests {
  private static let rich: Document = {
    var document = Document()
    document.sets[0].payment = "BPR*I*120.5*C*ACH*CCP*01*011900254*DA*111*1351840597**01*031302955*DA*222*20260301"
    document.sets[0].claims = [
      [
        "CLP*PCN \"1\"*1*200*150*20*12*ICN-1*11*1", "CAS*CO*45*10*2*253*0.5", "NM1*QC*1*DOE*JANE****MI*MEMBER-1",
        "NM1*IL*1*DOE*JOHN****MI*MEMBER-2", "NM1*82*1*WHO*DOC****XX*1999999976", "MIA*0****MA01***************N1*N2",
        "MOA***MA02*MA03", "REF*1L*GROUP\\7", "DTM*050*20260204", "AMT*I*0.25", "AMT*AU*190",
        "SVC*HC:99213:25:::*120*79.5**1.5*HC:99214", "DTM*150*20260201", "DTM*151*20260202", "CAS*CO*45*20.5",
        "CAS*PR*1*20*1", "REF*6R*LINE-1", "AMT*B6*99", "LQ*HE*N130", "LQ*HE*M15", "LQ*RX*75",
        "SVC*NU:0250*80*70.5", "DTM*472*20260203", "CAS*OA*23*9.5",
      ],
      ["CLP*PCN-2*22*-50*-49.5**MC", "CAS*CR*45*-.5", "DTM*233*20260109"],
    ]
    document.sets[0].providerAdjustments = [
      "PLB*1999999984*20261231*FB:OLD-TRACE*-30*WO:ICN-9*10", "PLB*1999999984*20261231*L6*-.5*72:X*0.5",
    ]
    return document
  }()

  @Test func `The header says what BPR, TRN, N1, CLP and PLB say`() throws {
    let header = try #require(try Translated(Self.rich.text).headers().first)
    #expect(header.traceNumber == "TRACE-1")
    #expect(header.traceOriginator == "1351840597")
    #expect(header.currency == "USD")
    #expect(header.payment.amount.cents == 120_50)
    #expect(header.payment.direction == .credit)
    #expect(header.payment.method == "ACH")
    #expect(header.payment.date?.iso == "2026-03-01")
    #expect(header.payment.originator == "1351840597")
    #expect(header.payer == .init(name: "EXAMPLE HEALTH", identifier: "12345"))
    #expect(header.payee == .init(name: "EXAMPLE CLINIC", identifier: "1999999984", taxIdentifier: "621234567"))
    #expect(header.claimCount == 2)
    #expect(header.pages == 1)
    #expect(header.totals.charge.cents == 150_00)
    #expect(header.totals.paid.cents == 100_50)
    #expect(header.totals.patientResponsibility.cents == 20_00)
    #expect(header.totals.adjustments.mapValues(\.cents) == ["CO": 31_00, "PR": 20_00, "OA": 9_50, "CR": -50])
    #expect(header.source.interchange == "000000042")
    #expect(header.source.group == "7")
    #expect(header.source.transaction == "0001")
    #expect(header.source.segmentRange == [3, 39])
  }

  @Test func `The header lists the provider's adjustments and the balance`() throws {
    let header = try #require(try Translated(Self.rich.text).headers().first)
    #expect(header.providerAdjustments.map(\.reason) == ["FB", "WO", "L6", "72"])
    #expect(header.providerAdjustments.map(\.reference) == ["OLD-TRACE", "ICN-9", nil, "X"])
    #expect(header.providerAdjustments.map(\.amount.cents) == [-30_00, 10_00, -50, 50])
    #expect(header.providerAdjustments[0].fiscalPeriod?.iso == "2026-12-31")
    #expect(header.balance.balanced)
    #expect(header.balance.findings.map(\.level) == ["claim"])
    #expect(header.balance.findings.map(\.segment) == [10])
    #expect(header.balance.findings.map(\.expected.cents) == [139_50])
    #expect(header.balance.findings.map(\.found.cents) == [150_00])
  }

  @Test func `A claim says what its loops say`() throws {
    let claim = try #require(try Translated(Self.rich.text).claims().first)
    #expect(claim.sequence == 1)
    #expect(claim.patientControlNumber == "PCN \"1\"")
    #expect(claim.payerClaimNumber == "ICN-1")
    #expect(claim.status == "1")
    #expect(claim.filingIndicator == "12")
    #expect(claim.memberIdentifier == "MEMBER-1")
    #expect(claim.renderingProvider == "1999999976")
    #expect(claim.dates.map { [$0.from.iso, $0.to.iso] } == ["2026-02-01", "2026-02-03"])
    #expect(claim.adjustments.map(\.reason) == ["45", "253"])
    #expect(claim.adjustments.map(\.amount.cents) == [10_00, 50])
    #expect(claim.adjustments.map(\.quantity) == ["2", nil])
    #expect(claim.remarks == ["MA01", "N1", "N2", "MA02", "MA03"])
    #expect(claim.amounts?.map(\.qualifier) == ["I", "AU"])
    #expect(claim.amounts?.map(\.amount.cents) == [25, 190_00])
    #expect(claim.references == [Reference(qualifier: "1L", value: "GROUP\\7")])
    #expect(claim.segmentRange == [10, 33])
  }

  @Test func `A service line says what its loop says`() throws {
    let services = try #require(try Translated(Self.rich.text).claims().first).services
    #expect(services.map(\.procedure) == ["HC:99213:25", "NU:0250"])
    #expect(services.map(\.units) == ["1.5", "1"])
    #expect(services.map(\.charge.cents) == [120_00, 80_00])
    #expect(services.map(\.paid.cents) == [79_50, 70_50])
    #expect(services[0].dates.map { [$0.from.iso, $0.to.iso] } == ["2026-02-01", "2026-02-02"])
    #expect(services[0].adjustments.map(\.group) == ["CO", "PR"])
    #expect(services[0].adjustments[1].quantity == "1")
    #expect(services[0].remarks == ["N130", "M15"])
    #expect(services[0].controlNumber == "LINE-1")
    #expect(services[1].remarks == nil)
    #expect(services[1].dates.map { [$0.from.iso, $0.to.iso] } == ["2026-02-03", "2026-02-03"])
  }

  @Test func `A claim without lines, ids or dates leaves them out`() throws {
    let claim = try #require(try Translated(Self.rich.text).claims().last)
    #expect(claim.status == "22")
    #expect(claim.paid.cents == -49_50)
    #expect(claim.patientResponsibility.cents == 0)
    #expect(claim.payerClaimNumber == nil)
    #expect(claim.memberIdentifier == nil)
    #expect(claim.adjustments == [Adjustment(group: "CR", reason: "45", amount: try Money(cents: -50))])
    #expect(claim.dates?.to.iso == "2026-01-09")
    #expect(claim.services.isEmpty)
    #expect(claim.references == nil)
  }

  @Test(arguments: ["", "\u{1}\u{7F}\u{8}\t\u{C}\u{1F}", "Ünïcødé 漢字 😀", "/\\\"<>&'"])
  func `Events are, byte for byte, what the contract's encoder writes`(name: String) throws {
    var document = Self.rich
    document.sets[0].claims[0][7] = "REF*1L*x\(name)"
    let translated = try Translated(document.text, correlationID: "file-\"1\"")
    for event in translated.events {
      if event.type == RemittanceReceived.type {
        #expect(try Event<RemittanceReceived>(json: event.body).encoded() == event)
      } else {
        let again = try Event<RemittanceClaimsReceived>(json: event.body).encoded()
        #expect(String(decoding: again.body, as: UTF8.self) == String(decoding: event.body, as: UTF8.self))
        #expect(again == event)
      }
    }
    #expect(try translated.claims().first?.references?.first?.value == "x\(name)")
  }

  @Test func `The time is the payment's date, else the group's, else the interchange's`() throws {
    let text = Document().text
    let dated = { (text: String) in try Translated(text).events.map { try Event<RemittanceReceived>.time(of: $0) } }
    #expect(try Set(dated(text)) == ["2026-03-01T00:00:00Z"])
    let noPaymentDate = text.replacing("*20260301~", with: "~")
    #expect(try Set(dated(noPaymentDate)) == ["2026-03-02T00:00:00Z"])
    let noGroupDate = noPaymentDate.replacing("*20260302*", with: "**").replacing("*260302*", with: "*260303*")
    #expect(try Set(dated(noGroupDate)) == ["2026-03-03T00:00:00Z"])
  }

  @Test func `A debit says so`() throws {
    let text = Document().text.replacing("BPR*I*150*C*", with: "BPR*I*-150*D*")
    let header = try #require(try Translated(text).headers().first)
    #expect(header.payment.direction == .debit)
    #expect(header.balance.balanced)
  }

  @Test func `A party without N104 is known by its first reference, and a tax id by FI`() throws {
    var document = Document()
    document.sets[0].parties = [
      "N1*PR*EXAMPLE HEALTH", "REF*2U*54321", "REF*EO*9", "N1*PE*EXAMPLE CLINIC*FI*621234567",
    ]
    let header = try #require(try Translated(document.text).headers().first)
    #expect(header.payer.identifier == "54321")
    #expect(header.payee.taxIdentifier == "621234567")
  }

  @Test func `Version 4010 with group CR and another currency is read alike`() throws {
    var document = Document()
    document.version = "004010X091A1"
    document.sets[0].trace = "TRN*1*TRACE-1*1351840597~CUR*PR*CAD"
    document.sets[0].countError = 1
    document.sets[0].claims[0][5] = "CAS*CR*45*30"
    let translated = try Translated(document.text)
    #expect(translated.rules.isEmpty)
    #expect(try translated.headers().first?.currency == "CAD")
    #expect(try translated.pages().first?.currency == "CAD")
    #expect(try translated.headers().first?.totals.adjustments["CR"]?.cents == 30_00)
  }
}

extension Event {
  static func time(of event: EncodedEvent) throws -> String {
    try EventCoding.decoder().decode(EventEnvelope.self, from: .init(event.body)).time.rfc3339
  }
}
