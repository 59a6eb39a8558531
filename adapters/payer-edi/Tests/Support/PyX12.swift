// pyx12, an independent reader from PyPI in a virtual environment of its own: `make readers`.

import Foundation

/// Has pyx12 read what we write.
enum PyX12 {
  private static let python = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: ".build/readers/bin/python3")

  /// Whether it is there.
  static var isInstalled: Bool { FileManager.default.fileExists(atPath: python.path) }

  /// `valid` or `not valid`, by its map of the set.
  static func verdict(_ bytes: [UInt8]) throws -> String {
    try run(
      bytes,
      """
      import sys, logging, pyx12.params, pyx12.x12n_document
      logging.disable(logging.CRITICAL)
      valid = pyx12.x12n_document.x12n_document(pyx12.params.params(), sys.argv[1], None, None, None)
      print('valid' if valid else 'not valid')
      """)
  }

  /// What its reader of envelopes and levels says, for sets that it has no map of: the number of segments, then errors.
  static func envelope(_ bytes: [UInt8]) throws -> String {
    try run(
      bytes,
      """
      import sys, logging, pyx12.x12file
      logging.disable(logging.CRITICAL)
      reader = pyx12.x12file.X12Reader(sys.argv[1])
      count, errors = 0, []
      for segment in reader:
        count += 1
        errors += reader.pop_errors()
      reader.cleanup()
      print(count, errors + reader.pop_errors())
      """)
  }

  private static func run(_ bytes: [UInt8], _ script: String) throws -> String {
    let folder = FileManager.default.temporaryDirectory.appending(path: "pyx12-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appending(path: "document")
    try Data(bytes).write(to: file)
    let process = Process()
    process.executableURL = python
    process.arguments = ["-c", script, file.path]
    let output = Pipe()
    process.standardOutput = output
    process.standardError = output
    try process.run()
    let said = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    return said
  }
}
