// tributary lockbox: help with the files of banks.

import ArgumentParser
import Foundation
import LockboxAdapter

struct LockboxCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "lockbox", abstract: "The files of banks.", subcommands: [Infer.self])

  struct Infer: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Proposes a map for a bank's portal download, as an entry of adapters/lockbox/config.yaml.",
      discussion: """
        Looks at the first rows. What is doubtful stands in comments: settle it, put the entry under `downloads` \
        of its bank, and check with `tributary config check`. Nothing is ever read by a guess.
        """)

    @Argument(help: "A download.", completion: .file())
    var file: String

    @Option(help: "What to call this kind of file.")
    var name = "download"

    /// How much of a file is looked at, in bytes.
    private static let beginning = 1 << 20

    func run() async throws {
      try await reporting {
        let handle = try FileHandle(forReadingFrom: URL(fileURLWithPath: file))
        defer { try? handle.close() }
        guard let bytes = try handle.read(upToCount: Self.beginning),
          let entry = DownloadProposal.entry(for: Self.wholeLines(Array(bytes)), name: name)
        else {
          throw CommandFailure(
            .badData, "no row of \(file) has a date and an amount: it is no list of items, or in a form not known here")
        }
        print(entry, terminator: "")
      }
    }

    /// Without what the limit has cut.
    private static func wholeLines(_ bytes: [UInt8]) -> [UInt8] {
      guard bytes.count == beginning, let end = bytes.lastIndex(of: 0x0A) else { return bytes }
      return Array(bytes[...end])
    }
  }
}
