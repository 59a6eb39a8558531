// Documents made to hurt, through the worker's own intake: each ends as refused or in front of a person, with a reason
// and within limits, and the next good document is read as if nothing had been.

import AdapterKit
import DocumentExtractionAdapter
import DocumentReading
import Documents
import Foundation
import PaymentEvents
import Storage
import SyntheticDocuments
import TestSupport
import Testing

@Suite struct HostileIntakeTests {
  /// What hurts, and the code it is refused by; nil where it may be repaired and shown to a person instead.
  private static let documents: [(name: String, bytes: [UInt8], codes: Set<String>)] = [
    ("nothing", [], ["empty"]),
    ("no document", Array("Dear sir or madam".utf8), ["unknown-format"]),
    ("a zip bomb", HostileDocuments.bomb(), ["exhausted", "unreadable"]),
    ("100,000 pages", HostileDocuments.manyPages(100_000), ["too-large"]),
    ("a picture of a gigabyte", HostileDocuments.png(width: 32_768, height: 32_768), ["too-large"]),
    ("a corrupt table of places", HostileDocuments.corruptXref, ["unreadable"]),
    ("JavaScript", HostileDocuments.javaScript, ["active-content"]),
    ("encryption", HostileDocuments.encrypted, ["encrypted"]),
    ("a page that draws itself", HostileDocuments.nestedForms(depth: 9), ["exhausted"]),
    ("an endless JBIG2", HostileDocuments.endlessJBIG2, ["exhausted", "unreadable", ""]),
    ("an endless JPX", HostileDocuments.endlessJPX, ["exhausted", "unreadable", ""]),
    ("lists within lists", HostileDocuments.deeplyNested, ["exhausted", "unreadable", ""]),
  ]

  /// As the worker opens documents, with less time.
  private static func open(_ file: URL, _ type: String) throws(DocumentRefusal) -> any ReadableDocument {
    var limits = ReadingLimits()
    (limits.cpuSeconds, limits.wallMilliseconds) = (2, 20_000)
    return try OpenDocument(file: file, limits: limits)
  }

  @Test(.timeLimit(.minutes(1)), arguments: documents.indices)
  func itIsRefusedWithAReasonAndTheNextIsRead(_ index: Int) async throws {
    let (name, bytes, codes) = Self.documents[index]
    try await withExtraction { scene in
      let digest = try await scene.receive(bytes)
      let loop = scene.loop(open: Self.open)
      #expect(try await loop.readNext())
      let entry = try #require(try await scene.entry(digest))
      let said = try #require(try await scene.sent(DocumentExtracted.self).first?.data)
      #expect([.refused, .held].contains(entry.state) && !entry.reasons.isEmpty, "\(name): \(entry.reasons)")
      #expect(codes.contains(said.refusal ?? ""), "\(name): \(said.refusal ?? "not refused") \(said.reasons)")
      let good = SyntheticDocument(LayoutBook.known[1], seed: 3)
      let next = try await scene.receive(good.pdf)
      #expect(try await loop.readNext())
      #expect(try await scene.entry(next)?.state == .published, "behind \(name)")
      #expect(try await scene.sent(RemittanceReceived.self).map(\.data.traceNumber) == [good.truth.traceNumber])
    }
  }

  @Test(arguments: ["../../../outside.pdf", "/tmp/outside.pdf", "..\\..\\outside.pdf", "a/../../outside.pdf"])
  func aNameThatLeadsElsewhereIsNotLookedAt(_ name: String) async throws {
    try await withTemporaryFolder { folder in
      let inner = folder.appendingPathComponent("a/b/c")
      try FileManager.default.createDirectory(at: inner, withIntermediateDirectories: true)
      let good = SyntheticDocument(LayoutBook.known[1], seed: 3)
      let scene = try ExtractionScene(inner)
      let digests = try await scene.take(
        HostileDocuments.mail(fileName: name, type: "application/pdf", good.pdf))
      #expect(digests.count == 1)
      _ = try await scene.loop().readNext()
      #expect(try await scene.entry(digests[0])?.state == .published)
      try await scene.database.close()
      let written = FileManager.default.enumerator(atPath: folder.path)?.compactMap { $0 as? String } ?? []
      #expect(!written.contains { $0.contains("outside") })
      #expect(!FileManager.default.fileExists(atPath: "/tmp/outside.pdf"))
    }
  }
}
