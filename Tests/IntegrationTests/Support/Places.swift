// Where things lie: the package, its samples, and the executables that were built with these tests.

import AdapterKit
import Foundation

enum Places {
  /// The package's root.
  static let home = URL(fileURLWithPath: #filePath).deletingLastPathComponent()  // Support
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
  /// The folder with the workers and the command line: the tests' own executable lies beside them.
  static let executables = Home.executable().deletingLastPathComponent()

  static let charges = home.appendingPathComponent("samples/billing/charges.jsonl")
  static let advices = home.appendingPathComponent("adapters/payer-edi/samples")
  static let bank = home.appendingPathComponent("adapters/lockbox/samples")

  /// The files of a folder, by name.
  static func files(in folder: URL) throws -> [URL] {
    try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
      .filter { !$0.lastPathComponent.hasPrefix(".") && $0.pathExtension != "md" }
      .sorted { $0.lastPathComponent < $1.lastPathComponent }
  }
}
