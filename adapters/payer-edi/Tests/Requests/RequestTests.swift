// Requests to payers: right segments, read back without a finding by us and by pyx12, once for each event.

import AdapterKit
import Foundation
import Messaging
import PayerEDIAdapter
import PaymentEvents
import Storage
import TestSupport
import Testing
import X12

@Suite struct RequestTests {
  private static let profile: PayerProfile = {
    var profile = PayerProfile()
    profile.key = "larkspur"
    profile.identifiers = ["LRK01"]
    profile.ours = InterchangeParty(qualifier: "ZZ", identifier: "RIVERSIDE")
    profile.theirs = InterchangeParty(qualifier: "ZZ", identifier: "LARKSPUR")
    profile.submitter = .init(name: "RIVERSIDE", identifier: "S1", traceOriginator: "9RIVERSIDE")
    return profile
  }()
  private static let provider = RequestingProvider(name: "RIVERSIDE CLINIC", identifier: "1999999984")
  private static let jane = RequestedSubscriber(
    lastName: "DOE", firstName: "JANE", birthDate: LocalDate(iso: "1980-02-29"), gender: "F", memberIdentifier: "W123")
  private static let jim = RequestedPerson(lastName: "DOE", firstName: "JIM", birthDate: LocalDate(iso: "2010-05-01"))

  private static func days(_ from: String, _ to: String) throws -> DateRange {
    DateRange(from: try #require(LocalDate(iso: from)), to: try #require(LocalDate(iso: to)))
  }

  private static func status(patient: RequestedPerson? = nil) throws -> ClaimStatusRequested {
    ClaimStatusRequested(
      traceNumber: "STAT-1", payer: .init(name: "LARKSPUR HEALTH", identifier: "LRK01"), provider: provider,
      subscriber: jane, patient: patient, patientControlNumber: "PCN-1", payerClaimNumber: "ICN-1",
      charge: try Money(cents: 150_50), currency: "USD", dates: try days("2026-02-01", "2026-02-03"))
  }

  private static func eligibility(dependent: RequestedPerson? = nil) throws -> EligibilityRequested {
    EligibilityRequested(
      traceNumber: "ELIG-1", payer: .init(name: "LARKSPUR HEALTH", identifier: "LRK01"), provider: provider,
      subscriber: jane, dependent: dependent, serviceTypes: ["30", "98"], dates: try days("2026-03-01", "2026-03-01"))
  }

  private static func all(_ profile: PayerProfile = profile) throws -> [OutgoingDocument] {
    var writer = RequestWriter(date: 20_260_303, time: 905, numbers: RunningNumbers(from: 7))
    return [
      try writer.write(status(), to: profile), try writer.write(status(patient: jim), to: profile),
      try writer.write(eligibility(), to: profile), try writer.write(eligibility(dependent: jim), to: profile),
    ]
  }

  private func body(_ document: OutgoingDocument) -> String {
    let text = String(decoding: document.bytes, as: UTF8.self)
    let parts = text.split(separator: "~").dropFirst(3).dropLast(3)
    return parts.joined(separator: "~")
  }

  @Test func `A claim status request`() throws {
    let documents = try Self.all()
    let text = String(decoding: documents[0].bytes, as: UTF8.self)
    #expect(text.contains("*ZZ*RIVERSIDE      *ZZ*LARKSPUR       *260303*0905*^*00501*000000007*0*P*:~"))
    #expect(text.contains("~GS*HR*RIVERSIDE*LARKSPUR*20260303*0905*7*X*005010X212~ST*276*0001*005010X212~"))
    #expect(
      body(documents[0])
        == "BHT*0010*13*STAT-1*20260303*0905~HL*1**20*1~NM1*PR*2*LARKSPUR HEALTH*****PI*LRK01~HL*2*1*21*1~"
        + "NM1*41*2*RIVERSIDE*****46*S1~HL*3*2*19*1~NM1*1P*2*RIVERSIDE CLINIC*****XX*1999999984~HL*4*3*22*0~"
        + "DMG*D8*19800229*F~NM1*IL*1*DOE*JANE****MI*W123~TRN*1*STAT-1~REF*1K*ICN-1~REF*EJ*PCN-1~AMT*T3*150.5~"
        + "DTP*472*RD8*20260201-20260203")
    #expect(
      body(documents[1]).contains(
        "~HL*4*3*22*1~NM1*IL*1*DOE*JANE****MI*W123~HL*5*4*23~DMG*D8*20100501~NM1*QC*1*DOE*JIM~TRN*1*STAT-1~"))
  }

  @Test func `An eligibility inquiry`() throws {
    let documents = try Self.all()
    #expect(documents.map(\.controlNumber) == [7, 8, 9, 10] && documents.map(\.kind) == ["276", "276", "270", "270"])
    #expect(
      body(documents[2])
        == "BHT*0022*13*ELIG-1*20260303*0905~HL*1**20*1~NM1*PR*2*LARKSPUR HEALTH*****PI*LRK01~HL*2*1*21*1~"
        + "NM1*1P*2*RIVERSIDE CLINIC*****XX*1999999984~HL*3*2*22*0~TRN*1*ELIG-1*9RIVERSIDE~"
        + "NM1*IL*1*DOE*JANE****MI*W123~DMG*D8*19800229*F~DTP*291*D8*20260301~EQ*30^98")
    #expect(
      body(documents[3]).contains(
        "~HL*3*2*22*1~NM1*IL*1*DOE*JANE****MI*W123~DMG*D8*19800229*F~HL*4*3*23*0~TRN*1*ELIG-1*9RIVERSIDE~"
          + "NM1*03*1*DOE*JIM~DMG*D8*20100501~DTP*291*"))
  }

  @Test func `What we write, we read without a finding at any level`() throws {
    var odd = Self.profile
    odd.delimiters = Delimiters(element: 0x7C, component: 0x3E, repetition: 0x1F, segment: 0x1C)
    odd.lineEnd = [10]
    for document in try Self.all() + Self.all(odd) {
      let translated = try Translated(document.bytes)
      #expect(translated.report.findings.listed.map(\.line) == [])
      #expect(translated.rules == ["set-kept"], "\(document.kind)")
      #expect(translated.summaries.map(\.outcome) == [.kept])
    }
  }

  /// pyx12 has no maps of 276 and 270 of 5010: its reader of envelopes, counts and levels has to do.
  @Test(.enabled(if: PyX12.isInstalled, "make readers"))
  func `What we write, pyx12 finds nothing wrong with`() throws {
    for document in try Self.all() {
      let segments = document.bytes.count { $0 == UInt8(ascii: "~") }
      #expect(try PyX12.envelope(document.bytes) == "\(segments) []\n", "\(document.kind)")
    }
  }

  // MARK: - From events

  private func deliver(
    _ events: [Message], to scene: OutboxScene
  ) async throws -> Int {
    let handler = RequestHandler(
      profiles: PayerProfiles([Self.profile]), clock: SystemClock(), stored: Signal(), committed: Signal())
    let receiver = EventReceiver(
      worker: "payer-edi", queue: Queue.payerEDI, database: scene.database, handler: handler,
      clock: SystemClock(), batchLimit: 10, logger: quietLogger)
    let queue = FakeQueue(Queue.payerEDI)
    let batch = events.map { queue.delivery($0) }
    return try await scene.database.write { try receiver.apply(batch, in: $0) }
  }

  private func event<Body: EventBody>(_ id: String, _ body: Body) throws -> Message {
    let context = EventContext(
      id: EventID(id), source: "urn:example:billing", subject: id, time: Instant(milliseconds: 0), tenant: "clinic",
      correlationID: id)
    return .routed(try Event(context, data: body).encoded(), source: "urn:example:billing")
  }

  @Test func `Each event is written once, under numbers that go on where acknowledgements stopped`() async throws {
    try await withOutbox { scene in
      let first = try event("r-1", Self.status())
      let second = try event("r-2", Self.eligibility())
      #expect(try await deliver([first, second, first], to: scene) == 0)
      #expect(try await deliver([first], to: scene) == 0)
      try await scene.documents(on: scene.database).drain()
      #expect(
        try scene.names() == ["000000001-276-LARKSPUR-000000001.x12", "000000002-270-LARKSPUR-000000002.x12"])
      let third = try event("r-3", Self.status())
      #expect(try await deliver([third], to: scene) == 0)
      try await scene.documents(on: scene.database).drain()
      #expect(try scene.names().last == "000000003-276-LARKSPUR-000000003.x12")
    }
  }

  @Test func `A request that cannot be written fails with the reason and uses up no number`() async throws {
    try await withOutbox { scene in
      var unknown = try Self.status()
      unknown.payer.identifier = "NOBODY"
      var unwritable = try Self.eligibility()
      unwritable.subscriber.lastName = "DOE*ROE"
      let events = [try event("r-1", unknown), try event("r-2", unwritable), try event("r-3", Self.status())]
      #expect(try await deliver(events, to: scene) == 2)
      let failures = try await scene.database.read { try Outbox.pending(after: 0, limit: 10, in: $0) }
        .map(\.outgoing.message)
      #expect(
        failures.map { $0.headers[HeaderName.failureCode]?.stringValue } == ["payer-not-asked", "not-writable"])
      #expect(failures.allSatisfy { $0.headers[HeaderName.failureReason]?.stringValue?.contains("ROE") == false })
      try await scene.documents(on: scene.database).drain()
      #expect(try scene.names() == ["000000001-276-LARKSPUR-000000001.x12"])
    }
  }
}
