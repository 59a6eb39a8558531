// Documents through the adapter: published where they prove themselves, to a person where they do not, once in any
// case.

import AdapterKit
import DocumentExtractionAdapter
import DocumentReading
import Documents
import Foundation
import PaymentEvents
import SyntheticDocuments
import TestSupport
import Testing

@Suite struct ReadingTests {
  private static let advice = SyntheticDocument(LayoutBook.known[1], seed: 3)

  @Test(.timeLimit(.minutes(1))) func anAdviceThatProvesItselfIsPublished() async throws {
    try await withExtraction { scene in
      let digest = try await scene.receive(Self.advice.pdf)
      #expect(try await scene.loop().readNext())
      #expect(try await scene.loop().readNext() == false)
      let truth = Self.advice.truth
      let entry = try #require(try await scene.entry(digest))
      #expect(entry.state == .published && entry.reasons == [] && entry.emitted == 3)
      let header = try #require(try await scene.sent(RemittanceReceived.self).first)
      #expect(header.data.traceNumber == truth.traceNumber && header.data.payment.amount.cents == truth.amount)
      #expect(header.data.payment.date == truth.date && header.data.claimCount == truth.claims.count)
      let mark = try #require(header.data.extraction)
      #expect(mark.document == digest && mark.template == "generic 3" && mark.confirmedBy == nil)
      #expect((9_900...10_000).contains(mark.confidence))
      let page = try #require(try await scene.sent(RemittanceClaimsReceived.self).first)
      #expect(page.data.remittance == header.context.id && entry.remittance == header.context.id.text)
      #expect(page.data.claims.map(\.paid.cents) == truth.claims.map(\.amounts.paid))
      #expect(page.data.claims.map(\.patientControlNumber) == truth.claims.map(\.patientControlNumber))
      let charged = page.data.claims.flatMap { $0.services.isEmpty ? [$0.charge] : $0.services.map(\.charge) }
      #expect(try charged.total() == header.data.totals.charge)
      let said = try #require(try await scene.sent(DocumentExtracted.self).first?.data)
      #expect(said.outcome == .published && said.remittance == header.context.id)
      let paid = try #require(said.fields.first { $0.name == "paid" && $0.claim == 1 && $0.line == nil })
      #expect(paid.amount?.cents == truth.claims[0].amounts.paid && paid.page == 1 && paid.box[2] > 0)
      #expect(!said.fields.contains { $0.text.contains(truth.claims[0].patientName) })
    }
  }

  @Test func theSameDocumentAgainChangesNothing() async throws {
    try await withExtraction { scene in
      let digest = try await scene.receive(Self.advice.pdf)
      while try await scene.loop().readNext() {}
      // As our own event of a file from the inbox would tell of it.
      let context = EventContext(
        id: EventID("another"), source: "/adapters/document-extraction", subject: digest, time: ExtractionScene.now,
        tenant: "clinic", correlationID: "another")
      let again = DocumentReceived(digest: digest, mediaType: "application/pdf")
      try await scene.receive(Event(context, data: again).encoded())
      #expect(try await scene.loop().readNext() == false)
      #expect(try await scene.sent(RemittanceReceived.self).count == 1)
    }
  }

  @Test(.timeLimit(.minutes(1))) func readingGoesOnAtTheNextPage() async throws {
    try await withExtraction { scene in
      let real = try OpenDocument(Self.advice.pdf)
      let first = try real.page(1)
      var pages = [first]
      for number in 2...4 { pages.append(Page(number: number, width: 612, height: 792, words: [], source: .text)) }
      let document = CountedDocument(pages, failingAt: 3)
      let digest = try await scene.receive([1, 2, 3])
      let loop = scene.loop { (_, _) in document }
      // The machine gives up at the third page; the task ends while it waits to try again, as a killed process would.
      try await running({ _ = try await loop.readNext() }) {
        try await eventually("two pages are stored") { try await scene.entry(digest)?.pagesRead == 2 }
      }
      #expect(try await scene.entry(digest)?.state == .waiting)
      _ = try await scene.loop { (_, _) in document }.readNext()
      #expect(document.read.withLock { $0 } == [1, 2, 3, 4], "no page is read twice")
      #expect(try await scene.entry(digest)?.pagesRead == 4)
      #expect(try await scene.sent(DocumentExtracted.self).count == 1)
    }
  }

  @Test func aDocumentThatEndsTheReaderIsSetAside() async throws {
    try await withExtraction { scene in
      let digest = try await scene.receive([1])
      for _ in 0..<3 {
        try await scene.database.write { connection in
          _ = try connection.execute("UPDATE documents SET tries = tries + 1 WHERE digest = ?", [.text(digest)])
        }
      }
      _ = try await scene.loop().readNext()
      let said = try #require(try await scene.sent(DocumentExtracted.self).first?.data)
      #expect(said.outcome == .refused && said.refusal == "exhausted")
    }
  }

  @Test func hostileBytesAreRefusedWithTheReason() async throws {
    try await withExtraction { scene in
      let hostile: [([UInt8], String)] = [
        ([], "empty"), (Array("%PDF-1.4\n".utf8), "unreadable"), ([1, 2], "unknown-format"),
      ]
      for (bytes, code) in hostile {
        let digest = try await scene.receive(bytes)
        while try await scene.loop().readNext() {}
        #expect(try await scene.entry(digest)?.state == .refused)
        #expect(try await scene.sent(DocumentExtracted.self).last?.data.refusal == code)
      }
      #expect(try await scene.sent(RemittanceReceived.self).isEmpty)
    }
  }

  @Test(arguments: [0, 1, 2]) func aDenialThatIsSureIsAnAdviceOfZero(_ index: Int) async throws {
    try await withExtraction { scene in
      let letter = SyntheticDocument(LayoutBook.letters[index], seed: 2)
      let digest = try await scene.receive(letter.pdf)
      _ = try await scene.loop().readNext()
      let entry = try #require(try await scene.entry(digest))
      #expect(entry.state == .published && entry.kind == "denial-letter", "\(entry.reasons)")
      let header = try #require(try await scene.sent(RemittanceReceived.self).first?.data)
      #expect(header.payment.amount.isZero && header.payment.method == "NON" && header.balance.balanced)
      #expect(header.traceNumber == letter.truth.traceNumber && header.payment.date == letter.truth.date)
      let claim = try #require(try await scene.sent(RemittanceClaimsReceived.self).first?.data.claims.first)
      let truth = letter.truth.claims[0]
      #expect(claim.patientControlNumber == truth.patientControlNumber && claim.paid.isZero)
      #expect(claim.payerClaimNumber == truth.payerClaimNumber && claim.charge.cents == truth.amounts.charge)
      #expect(claim.adjustments.map { "\($0.group)-\($0.reason)" } == [truth.lines[0].reason])
      #expect(claim.adjustments.first?.derived == nil && claim.dates?.from == truth.lines[0].serviceDate)
    }
  }

  @Test(.timeLimit(.minutes(1))) func aLetterAboutMoneyWaitsForAPersonWithItsPicture() async throws {
    try await withExtraction { scene in
      let letter = SyntheticDocument(try #require(LayoutBook.letters.first { $0.kind == .refundRequest }), seed: 2)
      let digest = try await scene.receive(letter.pdf)
      _ = try await scene.loop().readNext()
      let said = try #require(try await scene.sent(DocumentExtracted.self).first?.data)
      #expect(said.outcome == .held && said.kind == "refund-request")
      #expect(said.reasons == ["it asks for money back: a person decides"])
      #expect(said.amount?.cents == letter.truth.amount && said.traceNumber == letter.truth.traceNumber)
      let number = said.fields.first { $0.name == "patientControlNumber" }?.value
      #expect(number == letter.truth.claims[0].patientControlNumber)
      let image = try #require(said.pageImages.first)
      let png = try await scene.store.withFile(image) { try Data(contentsOf: $0) }
      #expect(png.starts(with: [0x89, 0x50, 0x4E, 0x47]))
      #expect(try await scene.entry(digest)?.images == [image])
      #expect(try await scene.sent(RemittanceReceived.self).isEmpty)
    }
  }
}
