// Portal downloads on the command line: known by the maps of the home folder, with every fault.

import Foundation
import TestSupport
import Testing

@Suite struct DownloadCommandTests {
  private static let map = """
    banks:
      - name: pinefall
        downloads:
          - name: portal
            begins: "Posting Date,Amount"
            account: "1020304050"
            columns: {date: Posting Date, amount: Amount, reference: Ref}
    """

  /// The shipped home with another configuration of the lockbox adapter.
  private static func home(in folder: URL) throws -> URL {
    let home = folder.appendingPathComponent("home")
    let files = FileManager.default
    try files.createDirectory(at: home.appendingPathComponent("adapters/lockbox"), withIntermediateDirectories: true)
    for name in ["config", "schemas", "adapters/payer-edi", "adapters/erp-posting"] {
      try files.createSymbolicLink(
        at: home.appendingPathComponent(name), withDestinationURL: Places.home.appendingPathComponent(name))
    }
    try Data(map.utf8).write(to: home.appendingPathComponent("adapters/lockbox/config.yaml"))
    return home
  }

  @Test(.timeLimit(.minutes(1)), arguments: ["validate", "translate"])
  func everyFaultOfADownloadIsShown(command: String) async throws {
    try await withTemporaryFolder { folder in
      let home = try Self.home(in: folder)
      let file = folder.appendingPathComponent("download.csv")
      let text = "Posting Date,Amount,Ref\n13/32/2026,5.00,R1\n03/02/2026,five,R2\n03/03/2026,7.00,R3\n03/04/2026\n"
      try Data(text.utf8).write(to: file)
      let result = try await CommandLineTool.tributary([command, "--home", home.path, file.path], in: folder)
      #expect(result.status == 65)
      let said = result.output + result.error
      for fault in ["delimited.date: record 2", "delimited.amount: record 3", "delimited.row: record 5"] {
        #expect(said.contains(fault), "\(said)")
      }
    }
  }

  @Test(.timeLimit(.minutes(1))) func aGoodDownloadIsTranslated() async throws {
    try await withTemporaryFolder { folder in
      let home = try Self.home(in: folder)
      let file = folder.appendingPathComponent("download.csv")
      try Data("Posting Date,Amount,Ref\n03/03/2026,7.00,R3\n03/03/2026,8.50,R4\n".utf8).write(to: file)
      let result = try await CommandLineTool.tributary(
        ["translate", "--home", home.path, "--summary", file.path], in: folder)
      #expect(result.status == 0 && result.output.contains("deposits 2, 15.50"), "\(result.output) \(result.error)")
    }
  }
}
