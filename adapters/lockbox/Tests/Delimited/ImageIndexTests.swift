// Images of documents and the bank's index of them: each is handed on, none is lost.

import AdapterKit
import BankFiles
import Foundation
import LockboxAdapter
import PaymentEvents
import Testing

@Suite struct ImageIndexTests {
  static let index = """
    Lockbox,Batch,Item,Page,Check,Amount,Image
    4711,001,001,1,70411,412.50,4711-001-001-1.tif
    4711,001,001,2,,,4711-001-001-2.tif
    4711,002,001,1,70412,99.00,"letter, long.pdf"

    """

  private func profiles() throws -> BankProfiles {
    let yaml = """
      banks:
        - name: pinefall
          downloads:
            - name: images
              begins: "Lockbox,Batch"
              account: "1020304050"
              columns:
                {image: Image, lockbox: Lockbox, batch: Batch, item: Item, page: Page, trace: Check, amount: Amount}
      """
    let path = FileManager.default.temporaryDirectory.appending(path: "index-\(UUID().uuidString).yaml")
    defer { try? FileManager.default.removeItem(at: path) }
    try Data(yaml.utf8).write(to: path)
    return try BankProfiles(Configuration(file: path, keys: BankProfiles.keys))
  }

  @Test func everyLineNamesItsImage() throws {
    let result = try translate(Array(Self.index.utf8), profiles: profiles())
    #expect(result.report.refusal == nil && result.report.deposits.count == 0)
    let documents = try result.events.map { try Event<DocumentIndexed>(json: $0.body).data }
    #expect(documents.map(\.fileName) == ["4711-001-001-1.tif", "4711-001-001-2.tif", "letter, long.pdf"])
    #expect(documents.map(\.page) == ["1", "2", "1"] && documents.map(\.batch) == ["001", "001", "002"])
    #expect(documents.map(\.amount?.cents) == [41_250, nil, 9_900] && documents.map(\.currency) == ["USD", nil, "USD"])
    #expect(documents.map(\.traceNumber) == ["70411", nil, "70412"] && documents[0].account == "1020304050")
    #expect(documents.map(\.source.recordRange) == [[2, 2], [3, 3], [4, 4]])
    #expect(Set(result.events.map(\.id)).count == 3)
    #expect(try translate(Array(Self.index.utf8), profiles: profiles()).events == result.events)
  }

  @Test func aLineWithoutAnImageRefusesTheIndex() throws {
    let text = Self.index.replacing("4711-001-001-2.tif", with: "").replacing("412.50", with: "412.505")
    let result = try translate(Array(text.utf8), profiles: profiles())
    #expect(result.events.isEmpty && result.errors == [.delimitedAmount, .delimitedField])
  }

  @Test(
    arguments: [
      ([0x49, 0x49, 0x2A, 0x00, 0x08], "image/tiff"), ([0x4D, 0x4D, 0x00, 0x2A], "image/tiff"),
      ([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A], "image/png"), ([0xFF, 0xD8, 0xFF, 0xE0], "image/jpeg"),
      (Array("%PDF-1.7 0".utf8), "application/pdf"),
    ] as [([UInt8], String)])
  func anImageIsHandedOnByItsClaimCheck(bytes: [UInt8], mediaType: String) throws {
    let result = try translate(bytes)
    #expect(result.report.refusal == nil && result.report.format == .image && result.events.count == 1)
    let document = try Event<DocumentReceived>(json: try #require(result.events.first).body).data
    #expect(document.mediaType == mediaType && document.digest == digest(bytes))
  }

  @Test func whatOnlyBeginsLikeAnImageIsNone() throws {
    #expect(try translate(Array("II*".utf8)).report.format == .unknown)
    #expect(try translate(Array(" %PDF-".utf8)).report.format == .unknown)
  }
}
