// A bank's images and their index in one zip file: through the lockbox to the reader of documents, and to the books.

import AdapterKit
import Foundation
import LocalStack
import PaymentEvents
import SyntheticDocuments
import TestSupport
import Testing

extension StackTests {
  @Suite
  struct ImageStackTests {
    private static let map = """
      banks:
        - name: pinefall
          downloads:
            - name: images
              begins: "Lockbox,Item,Image"
              columns: {lockbox: Lockbox, item: Item, image: Image}
      """

    /// The shipped home with another configuration of the lockbox adapter.
    private static func home(in folder: URL) throws -> URL {
      let home = folder.appendingPathComponent("home")
      let files = FileManager.default
      try files.createDirectory(at: home.appendingPathComponent("adapters/lockbox"), withIntermediateDirectories: true)
      let others = ["payer-edi", "erp-posting", "document-extraction"].map { "adapters/\($0)" }
      for name in ["config", "schemas"] + others {
        try files.createSymbolicLink(
          at: home.appendingPathComponent(name), withDestinationURL: Places.home.appendingPathComponent(name))
      }
      try Data(map.utf8).write(to: home.appendingPathComponent("adapters/lockbox/config.yaml"))
      return home
    }

    @Test("Images of a lockbox are read once, and waiting for them ends", .timeLimit(.minutes(3)))
    func fromLockboxToBooks() async throws {
      try await RunningStack.with(home: Self.home) { stack in
        var layout = LayoutBook.known[1]
        layout.payer = "LARKSPUR HEALTH PLAN"
        var files = [stack.folder.appendingPathComponent("index.csv")]
        try Data("Lockbox,Item,Image\n4711,1,check-1.pdf\n4711,2,check-2.pdf\n".utf8).write(to: files[0])
        for number in 1...2 {
          let file = stack.folder.appendingPathComponent("check-\(number).pdf")
          try Data(SyntheticDocument(layout, seed: UInt64(number)).pdf).write(to: file)
          files.append(file)
        }
        let zip = try Archives.zip(files: files, to: stack.folder.appendingPathComponent("images.zip"))
        // The same once more changes nothing.
        for _ in 0..<2 {
          _ = try await stack.succeed(["submit", "--wait", zip.path])
          let counts = try await stack.data.query("operations", "SELECT type, COUNT(*) FROM events GROUP BY type")
          let events = Dictionary(uniqueKeysWithValues: counts.map { ($0.text(0), $0.integer(1)) })
          #expect(events[DocumentIndexed.type] == 2 && events[DocumentReceived.type] == 2)
          #expect(events[DocumentExtracted.type] == 2 && events[RemittanceReceived.type] == 2)
          #expect(try await stack.data.inputs()[RemittanceReceived.type] == 2)
        }
      }
    }
  }
}
