// A person's word about a held document: it is posted when it adds up, and not before; each word counts once.

import AdapterKit
import DocumentExtractionAdapter
import Documents
import Foundation
import PaymentEvents
import SyntheticDocuments
import TestSupport
import Testing

@Suite struct CorrectionTests {
  /// A document whose payment is not what its claims add up to, until somebody says that it is.
  private static let pages: [Page] = {
    var page = Page(number: 1, width: 612, height: 792, words: [], source: .text)
    let rows = [
      ["LARKSPUR", "HEALTH", "PLAN"], ["REMITTANCE", "ADVICE"], ["Check", "Number:", "00871234"],
      ["Check", "Date:", "03/05/2026"], ["Check", "Amount:", "90.00"],
    ]
    for (index, row) in rows.enumerated() {
      var left = 40.0
      for word in row {
        page.words.append(
          Word(word, Box(left: left, top: Double(40 + index * 20), width: Double(word.count) * 5, height: 9)))
        left += Double(word.count) * 5 + 4
      }
    }
    let table = [["Account", "Billed", "Discount", "Paid"], ["A1001", "100.00", "15.00", "85.00"]]
    for (index, row) in table.enumerated() {
      for (column, word) in row.enumerated() {
        page.words.append(
          Word(
            word,
            Box(
              left: Double(40 + column * 120), top: Double(200 + index * 20), width: Double(word.count) * 5, height: 9))
        )
      }
    }
    return [page]
  }()

  private static func request(
    _ digest: String, revision: Int = 1, id: String = "r1", _ changes: [(String, Int?, String?)] = []
  ) throws -> EncodedEvent {
    let context = EventContext(
      id: EventID(id), source: "/services/operations", subject: digest, time: ExtractionScene.now, tenant: "clinic",
      correlationID: id)
    let correction = DocumentCorrectionRequested(
      digest: digest, revision: revision, requestedBy: "ann", reason: "the check says so",
      changes: changes.map { .init(field: $0.0, claim: $0.1, value: $0.2) })
    return try Event(context, data: correction).encoded()
  }

  private func held(_ scene: ExtractionScene) async throws -> String {
    let digest = try await scene.receive([1, 2, 3])
    _ = try await scene.loop { (_, _) in CountedDocument(Self.pages) }.readNext()
    let entry = try #require(try await scene.entry(digest))
    #expect(entry.state == .held && entry.payer == "larkspur" && entry.traceNumber == "00871234", "\(entry)")
    return digest
  }

  @Test func aCorrectionThatAddsUpIsPublishedInThePersonsName() async throws {
    try await withExtraction { scene in
      let digest = try await held(scene)
      try await scene.receive(Self.request(digest, [("amount", nil, "85.00")]))
      #expect(try await scene.reader().correction("r1")?.state == "applied")
      let header = try #require(try await scene.sent(RemittanceReceived.self).first)
      #expect(header.data.payment.amount.cents == 8_500 && header.data.extraction?.confirmedBy == "ann")
      #expect(header.context.causationID == "r1" && header.context.correlationID == digest)
      let said = try await scene.sent(DocumentExtracted.self).map(\.data)
      #expect(said.map(\.outcome) == [.held, .published] && said.map(\.revision) == [1, 2])
      #expect(said[1].fields.first { $0.name == "amount" }?.page == 0, "typed in, it stands on no page")
      #expect(try await scene.reader().confirmed().map { $0.digest } == [digest])
      #expect(try await scene.reader().extraction(of: digest, revision: 1)?.amount?.value.cents == 9_000)
    }
  }

  @Test func whatDoesNotAddUpIsRefusedWhoeverSaysSo() async throws {
    try await withExtraction { scene in
      let digest = try await held(scene)
      try await scene.receive(Self.request(digest, id: "r1"))
      try await scene.receive(Self.request(digest, id: "r2", [("payer", nil, "nobody"), ("amount", nil, "85.00")]))
      try await scene.receive(Self.request(digest, revision: 2, id: "r3", [("amount", nil, "85.00")]))
      try await scene.receive(Self.request(digest, id: "r4", [("amount", nil, "much")]))
      try await scene.receive(Self.request(String(repeating: "0", count: 64), id: "r5"))
      for (id, word) in [("r1", "sums"), ("r2", "payer"), ("r3", "meanwhile"), ("r4", "amount"), ("r5", "no such")] {
        let answer = try #require(try await scene.reader().correction(id))
        #expect(answer.state == "refused" && answer.obstacle?.contains(word) == true, "\(id) \(answer)")
      }
      #expect(try await scene.entry(digest)?.state == .held)
      #expect(try await scene.sent(RemittanceReceived.self).isEmpty)
    }
  }

  @Test func aSecondWordIsTooLate() async throws {
    try await withExtraction { scene in
      let digest = try await held(scene)
      try await scene.receive(Self.request(digest, id: "r1", [("amount", nil, "85.00")]))
      try await scene.receive(Self.request(digest, id: "r1", [("amount", nil, "85.00")]))
      try await scene.receive(Self.request(digest, revision: 2, id: "r2", [("amount", nil, "85.00")]))
      #expect(try await scene.reader().correction("r2")?.state == "refused")
      #expect(try await scene.sent(RemittanceReceived.self).count == 1)
    }
  }
}
