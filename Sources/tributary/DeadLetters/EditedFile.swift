// A message in a person's editor, and letters as lines.

import Foundation
import PaymentEvents

/// Lets a person edit a document.
enum EditedFile {
  /// Opens the editor on it and returns what was saved. The file is readable by its owner only, and removed afterwards.
  static func edit(_ document: Data) throws -> Data {
    guard isatty(STDIN_FILENO) == 1, let editor = ProcessInfo.processInfo.environment["EDITOR"], !editor.isEmpty else {
      throw CommandFailure(
        .validationFailure, "there is no editor here: set EDITOR, or name the corrected event with --file")
    }
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("tributary-\(UUID().uuidString)")
    try FileManager.default.createDirectory(
      at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appendingPathComponent("message.json")
    try readable(document).write(to: file)
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = ["-c", "exec \(editor) \"$1\"", "sh", file.path]
    try process.run()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      throw CommandFailure(.badData, "the editor ended with \(process.terminationStatus); nothing is proposed")
    }
    return try Data(contentsOf: file)
  }

  private static func readable(_ document: Data) -> Data {
    guard let value = try? JSONSerialization.jsonObject(with: document),
      let data = try? JSONSerialization.data(
        withJSONObject: value, options: [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes])
    else { return document }
    return data
  }
}

/// Values as JSON, one a line.
enum EventLine {
  static func encode(_ value: some Encodable) throws -> Data { try EventCoding.encoder().encode(value) }

  static func decode<Value: Decodable>(_ line: Data) throws -> Value {
    do {
      return try EventCoding.decoder().decode(Value.self, from: line)
    } catch {
      throw CommandFailure(.badData, "the file holds a line that no export printed; nothing of its portion was taken")
    }
  }
}
