// Files into documents: what every file adapter owes, mails, and what is no document.

import AdapterKit
import DocumentExtractionAdapter
import Documents
import Foundation
import PaymentEvents
import SyntheticDocuments
import TestSupport
import Testing

@Suite struct TranslatorTests {
  private static let pdf = SyntheticDocument(LayoutBook.known[0], seed: 1).pdf

  private static func mail(_ parts: [(type: String, body: [UInt8])]) -> [UInt8] {
    var text = "From: a@example.org\r\nDate: today\r\nMIME-Version: 1.0\r\n"
    text += "Content-Type: multipart/mixed; boundary=b\r\n\r\n"
    for part in parts {
      let body = Data(part.body).base64EncodedString(options: .lineLength76Characters)
      text += "--b\r\nContent-Type: \(part.type)\r\nContent-Transfer-Encoding: base64\r\n\r\n\(body)\r\n"
    }
    return Array((text + "--b--\r\n").utf8)
  }

  private static let conformance = FileAdapterConformance(
    translator: { DocumentTranslator(tenant: $0) }, good: pdf, goodTotal: 0, damaged: nil, foreign: [],
    total: { _ in 0 })

  @Test func outputIsDeterministic() async throws { try await Self.conformance.outputIsDeterministic() }
  @Test func envelopesAreWhole() async throws { try await Self.conformance.envelopesAreWhole() }
  @Test func anErrorOfTheConsumerStopsIt() async throws { try await Self.conformance.anErrorOfTheConsumerStopsIt() }
  @Test func theSameFileTwice() async throws { try await Self.conformance.theSameFileTwiceGivesNoSecondEvent() }

  private func translate(_ bytes: [UInt8]) async throws -> (events: [DocumentReceived], report: FileReport) {
    try await withTemporaryFolder { folder in
      let file = folder.appendingPathComponent("file")
      try Data(bytes).write(to: file)
      var events: [DocumentReceived] = []
      let report = try DocumentTranslator(tenant: "clinic").translate(
        file: file, digest: String(repeating: "0", count: 64)
      ) { events.append(try Event<DocumentReceived>(json: $0.body).data) }
      return (events, report)
    }
  }

  @Test func eachAttachmentIsADocument() async throws {
    let mail = Self.mail([
      ("text/plain", Array("see attached".utf8)), ("application/pdf", Self.pdf), ("text/csv; name=a.csv", [1, 0, 2]),
      ("image/tiff", [0x49, 0x49, 0x2A, 0, 1]),
    ])
    let (events, report) = try await translate(mail)
    #expect(
      report.format == "mail" && report.events == 2 && events.map(\.mediaType) == ["application/pdf", "image/tiff"])
    #expect(Set(events.map(\.digest)).count == 2)
    #expect(report.rejections.isEmpty, "a text beside documents is no document")
  }

  @Test func aMailWithoutDocumentsIsReadItself() async throws {
    let (events, report) = try await translate(
      Self.mail([("text/plain", Array("Check Number 1".utf8)), ("application/zip", [0x50, 0x4B, 3, 4])]))
    #expect(events.map(\.mediaType) == ["text/plain"])
    #expect(report.rejections.map(\.scope) == ["set"] && report.rejections.map(\.position) == ["part 2"])
  }

  @Test(arguments: [[], Array("ISA*00*".utf8), Array("From: a\r\nDate: b\r\n\r\n".utf8)] as [[UInt8]])
  func whatIsNoDocumentIsRejected(_ bytes: [UInt8]) async throws {
    let (events, report) = try await translate(bytes)
    #expect(events.isEmpty && report.isRejected && report.rejections.first?.reason.isEmpty == false)
  }
}
