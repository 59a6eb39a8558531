// What takes money back or changes the payment besides the claims, and what another payer paid: published as an
// electronic advice would say it. And what a bank's index says of an image.

import AdapterKit
import DocumentExtractionAdapter
import Documents
import Foundation
import PaymentEvents
import SyntheticDocuments
import TestSupport
import Testing

@Suite struct AdjustmentTests {
  /// The first document of a layout that has what is looked for.
  private static func document(
    _ name: String, _ has: (DocumentTruth) -> Bool
  ) throws -> SyntheticDocument {
    let layout = try #require(LayoutBook.known.first { $0.name == name })
    let found = (UInt64(1)...200).lazy.map { SyntheticDocument(layout, seed: $0) }.first { has($0.truth) }
    return try #require(found)
  }

  private func published(
    _ made: SyntheticDocument
  ) async throws -> (header: RemittanceReceived, claims: [Claim]) {
    try await withExtraction { scene in
      let digest = try await scene.receive(made.pdf)
      _ = try await scene.loop().readNext()
      #expect(try await scene.entry(digest)?.reasons == [])
      let header = try #require(try await scene.sent(RemittanceReceived.self).first?.data)
      return (header, try await scene.sent(RemittanceClaimsReceived.self).flatMap(\.data.claims))
    }
  }

  @Test(arguments: ["northwind-rows", "larkspur-blocks", "pinecrest-shades", "meridian-courier"])
  func aClaimBelowZeroIsAReversal(_ layout: String) async throws {
    let made = try Self.document(layout) { $0.claims.contains { $0.amounts.paid < 0 } }
    let (_, claims) = try await published(made)
    let truth = made.truth.claims.map(\.amounts)
    #expect(claims.map(\.status) == truth.map { $0.charge < 0 ? "22" : "1" })
    #expect(claims.map(\.charge.cents) == truth.map(\.charge) && claims.map(\.paid.cents) == truth.map(\.paid))
    for (claim, amounts) in zip(claims, truth) where amounts.charge < 0 {
      let adjusted = (claim.adjustments + claim.services.flatMap(\.adjustments)).reduce(0) { $0 + $1.amount.cents }
      #expect(adjusted == amounts.charge - amounts.paid && claim.patientResponsibility.cents <= 0)
    }
  }

  @Test(arguments: ["northwind-rows", "larkspur-blocks", "meridian-courier", "summerfield-secondary"])
  func aLineBeneathTheClaimsIsAProviderLevelAdjustment(_ layout: String) async throws {
    let made = try Self.document(layout) { $0.providerAdjustments != nil }
    let (header, _) = try await published(made)
    let truth = try #require(made.truth.providerAdjustments)
    #expect(header.providerAdjustments.map(\.amount.cents) == truth.map { -$0.effect })
    #expect(header.providerAdjustments.map(\.reason) == truth.map(\.code))
    #expect(header.providerAdjustments.map(\.reference) == truth.map(\.reference))
    #expect(header.providerAdjustments.allSatisfy { $0.provider == "1999999984" })
    #expect(header.balance.balanced && header.payment.amount.cents == made.truth.amount)
  }

  @Test func whatAnotherPayerPaidIsSaidAsSuch() async throws {
    let made = try Self.document("summerfield-secondary") { $0.claims.contains { ($0.amounts.otherPayer ?? 0) > 0 } }
    let (_, claims) = try await published(made)
    for (claim, truth) in zip(claims, made.truth.claims) {
      let other = (claim.adjustments + claim.services.flatMap(\.adjustments))
        .filter { $0.group == "OA" && $0.reason == "23" }.reduce(0) { $0 + $1.amount.cents }
      #expect(other == truth.amounts.otherPayer ?? 0)
      #expect(claim.status == (other == 0 ? "1" : "2"))
    }
  }

  // MARK: - A bank's index

  private static let advice = SyntheticDocument(LayoutBook.known[1], seed: 3)

  private static func event<Body: EventBody>(_ body: Body, _ name: String) throws -> EncodedEvent {
    let context = EventContext(
      id: EventID(name), source: "/adapters/lockbox", subject: name, time: ExtractionScene.now, tenant: "clinic",
      correlationID: name)
    return try Event(context, data: body).encoded()
  }

  /// The index of a zip file and one image in it, as the events of the lockbox say it.
  private static func tell(_ scene: ExtractionScene, image: String, amount: Int64, trace: String) async throws {
    let (zip, index) = (String(repeating: "c", count: 64), String(repeating: "d", count: 64))
    func file(_ digest: String, _ name: String) -> FileReceived {
      FileReceived(
        digest: digest, size: 1, format: "unknown", fileName: name, container: zip, arrivedAt: ExtractionScene.now,
        duplicate: false, events: 1)
    }
    let line = DocumentIndexed(
      fileName: "images\\CHECK-1.PDF", traceNumber: trace, amount: try Money(cents: amount), currency: "USD",
      source: .init(digest: index, recordRange: [2, 2]))
    try await scene.receive(event(line, "line"))
    try await scene.receive(event(file(index, "index.csv"), "index"))
    try await scene.receive(event(file(image, "batch 7/check-1.pdf"), "image"))
  }

  @Test func anIndexThatAgreesConfirms() async throws {
    try await withExtraction { scene in
      let digest = try await scene.receive(Self.advice.pdf)
      try await Self.tell(
        scene, image: digest, amount: Self.advice.truth.amount, trace: Self.advice.truth.traceNumber)
      _ = try await scene.loop().readNext()
      let extraction = try #require(try await scene.reader().extraction(of: digest))
      #expect(extraction.checks.contains { $0.name == "the bank's index names the amount" && $0.holds })
      #expect(try await scene.entry(digest)?.state == .published)
    }
  }

  @Test func anIndexThatDisagreesHoldsWithBothValues() async throws {
    try await withExtraction { scene in
      let digest = try await scene.receive(Self.advice.pdf)
      let (amount, trace) = (Self.advice.truth.amount, Self.advice.truth.traceNumber)
      try await Self.tell(scene, image: digest, amount: amount + 100, trace: trace)
      _ = try await scene.loop().readNext()
      let entry = try #require(try await scene.entry(digest))
      let (said, read) = (try Money(cents: amount + 100), try Money(cents: amount))
      #expect(entry.state == .held)
      #expect(entry.reasons.contains("the bank's index says \(said), the document \(read)"))
      #expect(try await scene.sent(RemittanceReceived.self).isEmpty)
    }
  }

  @Test func anIndexThatComesLaterIsStillHeard() async throws {
    try await withExtraction { scene in
      // A letter that asks for money back is held whatever the index says; that it is decided anew shows in its
      // revision.
      let letter = try #require(LayoutBook.letters.first { $0.kind == .refundRequest })
      let digest = try await scene.receive(SyntheticDocument(letter, seed: 2).pdf)
      _ = try await scene.loop().readNext()
      #expect(try await scene.entry(digest)?.revision == 1)
      try await Self.tell(scene, image: digest, amount: 1, trace: "77")
      #expect(try await scene.loop().readNext())
      let entry = try #require(try await scene.entry(digest))
      #expect(entry.revision == 2 && entry.state == .held)
      #expect(try await scene.loop().readNext() == false, "and not again and again")
    }
  }
}
