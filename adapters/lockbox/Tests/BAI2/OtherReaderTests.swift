// Another reader's opinion: the `bai2` package of PyPI reads the same totals, wherever it can read the file at all.

import BankFiles
import Foundation
import Testing

/// The package stands in a virtual environment of its own: `make readers`.
@Suite(.enabled(if: FileManager.default.fileExists(atPath: OtherReader.python.path), "make readers"))
struct OtherReaderTests {
  @Test(.enabled(if: Corpus.isPresent)) func theCorpusAddsUpAlike() throws {
    let files = Corpus.files("bai2")
    let theirs = try OtherReader.totals(files)
    var compared = 0
    for (file, accounts) in zip(files, theirs) {
      guard let accounts else { continue }
      let (elements, findings) = try readBAI2(Array(Data(contentsOf: file)))
      #expect(OtherReader.totals(elements) == accounts, "\(file.lastPathComponent)")
      #expect(findings.filter { $0.severity == .error } == [], "\(file.lastPathComponent)")
      compared += 1
    }
    #expect(compared == 6)
  }

  @Test func generatedFilesAddUpAlike() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "bai2-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let seeds = Array(0..<60)
    let files = try seeds.map { seed in
      let file = folder.appending(path: "\(seed).bai2")
      try Data(GeneratedBAI2(seed: seed).written()).write(to: file)
      return file
    }
    for (seed, accounts) in zip(seeds, try OtherReader.totals(files)) {
      let ours = OtherReader.totals(try readBAI2(GeneratedBAI2(seed: seed).written()).elements)
      #expect(accounts == ours, "seed \(seed)")
    }
  }
}

/// Runs the other reader.
enum OtherReader {
  static let python = Corpus.package.appending(path: ".build/readers/bin/python3")

  /// An account: its number, the sum of its own amounts, and that of its details.
  typealias Account = [String]

  /// Ours.
  static func totals(_ elements: [BAI2Element]) -> [Account] {
    var accounts: [(number: String, own: Int64, details: Int64)] = []
    for element in elements {
      switch element {
      case .account(let account): accounts.append((account.number, account.total, 0))
      case .detail(let detail): accounts[accounts.count - 1].details += detail.amount ?? 0
      default: break
      }
    }
    return accounts.map { [$0.number, "\($0.own)", "\($0.details)"] }
  }

  /// Theirs; nil for a file that they cannot read.
  static func totals(_ files: [URL]) throws -> [[Account]?] {
    let process = Process()
    process.executableURL = python
    process.arguments = ["-c", script] + files.map(\.path)
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let said = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return try JSONDecoder().decode([[Account]?].self, from: said)
  }

  private static let script = """
    import sys, json
    from bai2 import bai2
    result = []
    for name in sys.argv[1:]:
        try:
            with open(name, encoding='utf-8') as file:
                parsed = bai2.parse_from_file(file)
            result.append([[account.header.customer_account_number,
                str(sum(item.amount or 0 for item in account.header.summary_items)),
                str(sum(detail.amount or 0 for detail in account.children))]
                for group in parsed.children for account in group.children])
        except Exception:
            result.append(None)
    print(json.dumps(result))
    """
}
