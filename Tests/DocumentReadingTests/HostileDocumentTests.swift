// Hostile documents are refused with a reason, within the limits, and nothing of them stays.

import DocumentReading
import Documents
import Foundation
import SyntheticDocuments
import TestSupport
import Testing

@Suite struct HostileDocumentTests {
  private func refusal(_ bytes: [UInt8], _ limits: ReadingLimits = ReadingLimits()) -> DocumentRefusal? {
    do throws(DocumentRefusal) {
      let document = try OpenDocument(bytes, limits: limits)
      for page in 1...document.pageCount { _ = try document.page(page) }
      return nil
    } catch {
      return error
    }
  }

  @Test func nothing() { #expect(refusal([])?.code == .empty) }

  @Test func noDocument() { #expect(refusal(Array("Dear sir or madam".utf8))?.code == .unknownFormat) }

  @Test func tooManyBytes() {
    var limits = ReadingLimits()
    limits.documentBytes = 2_000
    #expect(refusal(Array("%PDF-1.4".utf8) + Array(repeating: 0, count: 2_000), limits)?.code == .tooLarge)
  }

  @Test func onlyAHeader() { #expect(refusal(Array("%PDF-1.4\n".utf8))?.code == .unreadable) }

  @Test func aHundredThousandPages() {
    let refused = refusal(HostileDocuments.manyPages(100_000))
    #expect(refused?.code == .tooLarge)
    #expect(refused?.reason == "100000 pages; at most 500. Split the document")
  }

  @Test func pagesThatAreNotThere() {
    let bytes = HostileDocuments.pdf([
      "<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[]/Count 7>>",
    ])
    #expect(refusal(bytes)?.code == .unreadable)
  }

  @Test func javaScript() { #expect(refusal(HostileDocuments.javaScript)?.code == .activeContent) }

  @Test func encrypted() { #expect(refusal(HostileDocuments.encrypted)?.code == .encrypted) }

  @Test(.timeLimit(.minutes(1))) func fourKilobytesThatUnfoldToGigabytes() {
    var limits = ReadingLimits()
    limits.cpuSeconds = 2
    #expect([.unreadable, .exhausted].contains(refusal(HostileDocuments.bomb(), limits)?.code))
  }

  @Test(.timeLimit(.minutes(1))) func aPageThatDrawsItselfAMilliardTimes() {
    var limits = ReadingLimits()
    limits.cpuSeconds = 2
    #expect(refusal(HostileDocuments.nestedForms(depth: 9), limits)?.code == .exhausted)
  }

  @Test(.timeLimit(.minutes(1))) func memoryIsBounded() {
    var limits = ReadingLimits()
    limits.memoryBytes = 200 << 20
    // 30,000 by 30,000 pixels would take 900 MB.
    let bytes = HostileDocuments.page("<</Length 0>>\nstream\n\nendstream", box: "0 0 7200 7200")
    limits.pixels = 1_000_000_000
    #expect([.unreadable, .exhausted].contains(refusal(bytes, limits)?.code))
  }

  @Test func aPageAsLargeAsAHouseIsDrawnSmallOrRefused() throws {
    let bytes = HostileDocuments.page("<</Length 0>>\nstream\n\nendstream", box: "0 0 7200 7200")
    let picture = try OpenDocument(bytes).picture(1)
    #expect(picture.image.pixels.count <= ReadingLimits().pixels)
    #expect(picture.resolution < 100)
    #expect(refusal(HostileDocuments.page("<</Length 0>>\nstream\n\nendstream", box: "0 0 900000 900000")) != nil)
  }

  @Test func aPictureOfAGigabyte() {
    #expect(refusal(HostileDocuments.png(width: 32_768, height: 32_768))?.code == .tooLarge)
    #expect(refusal(HostileDocuments.png(width: 0x7FFF_FFFF, height: 0x7FFF_FFFF))?.code == .tooLarge)
  }

  @Test func aPictureThatEndsBehindItsHeader() {
    #expect(refusal(HostileDocuments.png(width: 100, height: 100))?.code == .unreadable)
    #expect(refusal([0xFF, 0xD8, 0xFF, 0xE0])?.code == .unreadable)
    #expect(refusal([0x49, 0x49, 0x2A, 0, 8, 0, 0, 0])?.code == .unreadable)
  }

  @Test func aTableOfPlacesThatIsWrongIsRepairedOrRefused() throws {
    let document = SyntheticDocument(LayoutBook.known[0], seed: 3)
    let text = String(decoding: document.pdf, as: Unicode.ASCII.self)
    let start = try #require(text.range(of: "startxref"))
    let broken = Array(text[..<start.lowerBound].utf8) + Array("startxref\n999999999\n%%EOF\n".utf8)
    let pages = try OpenDocument(broken).page(1)
    #expect(pages.words.contains { $0.text == document.truth.traceNumber })
  }

  /// Every damage gives pages or a reason; the worker goes on.
  @Test(.timeLimit(.minutes(1))) func damagedDocuments() {
    let document = SyntheticDocument(LayoutBook.known[1], seed: 4).pdf
    var numbers = SeededNumbers(seed: 17)
    for _ in 0..<25 {
      var bytes = document
      for _ in 0..<numbers.number(1...40) {
        bytes[numbers.number(9...(bytes.count - 1))] = UInt8(numbers.number(0...255))
      }
      if numbers.chance(30) { bytes = Array(bytes.prefix(numbers.number(20...bytes.count))) }
      var limits = ReadingLimits()
      limits.cpuSeconds = 5
      let refused = refusal(bytes, limits)
      #expect(refused == nil || refused?.reason.isEmpty == false)
      #expect(refused?.code != .unavailable)
    }
  }
}
