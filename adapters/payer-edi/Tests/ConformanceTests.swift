// The payer EDI adapter passes the suite of all file adapters.

import PayerEDIAdapter
import PaymentEvents
import TestSupport
import Testing

@Suite struct ConformanceTests {
  private static let conformance: FileAdapterConformance = {
    var second = AdviceText()
    second.trace = "TRN*1*TRACE-2*1351840597"
    var damaged = second
    damaged.payment = second.payment.replacing("*150*", with: "*15O*")
    var third = AdviceText()
    third.trace = "TRN*1*TRACE-3*1351840597"
    return FileAdapterConformance(
      translator: { PayerEDITranslator(tenant: $0) },
      good: bytes(AdviceText(), second, third), goodTotal: 450_00,
      damaged: (bytes(AdviceText(), damaged, third), 300_00), foreign: Array("01,BANK,US,260301/\n".utf8),
      total: ConformanceTests.total)
  }()

  private static func bytes(_ sets: AdviceText...) -> [UInt8] {
    var document = Document()
    document.sets = sets
    return Array(document.text.utf8)
  }

  /// What the advices pay, which must also be what their claims say.
  private static func total(_ events: [EncodedEvent]) throws -> Int64 {
    let paid = try events.filter { $0.type == RemittanceReceived.type }
      .map { try Event<RemittanceReceived>(json: $0.body).data.payment.amount }.total()
    let claims = try events.filter { $0.type == RemittanceClaimsReceived.type }
      .flatMap { try Event<RemittanceClaimsReceived>(json: $0.body).data.claims.map(\.paid) }.total()
    #expect(paid == claims)
    return paid.cents
  }

  @Test func outputIsDeterministic() async throws { try await Self.conformance.outputIsDeterministic() }
  @Test func envelopesAreWhole() async throws { try await Self.conformance.envelopesAreWhole() }
  @Test func amountsAreConserved() async throws { try await Self.conformance.amountsAreConserved() }
  @Test func aBadSetIsRejectedAlone() async throws { try await Self.conformance.aBadSetIsRejectedAlone() }
  @Test func foreignBytesAreRejected() async throws { try await Self.conformance.foreignBytesAreRejected() }
  @Test func anErrorOfTheConsumerStopsIt() async throws { try await Self.conformance.anErrorOfTheConsumerStopsIt() }
  @Test func theSameFileTwice() async throws { try await Self.conformance.theSameFileTwiceGivesNoSecondEvent() }
}
