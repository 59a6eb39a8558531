// The keys under which bodies are stored, from files.

import Foundation
import Storage

/// Reads the `bodyKeys` section of a configuration.
public enum BodyKeys {
  /// What protects bodies at rest: plain bodies while no current key is named. - Throws: ``ConfigurationError``.
  public static func cipher(_ configuration: Configuration) throws -> any BodyCipher {
    guard let current = configuration.optionalText("bodyKeys.current") else { return PlainBodies() }
    let folder = DataFolder.url(configuration.text("bodyKeys.folder"))
    guard let names = try? FileManager.default.contentsOfDirectory(atPath: folder.path) else {
      throw ConfigurationError("bodyKeys.folder: \(folder.path) cannot be read; name the folder with the keys")
    }
    var keys: [String: [UInt8]] = [:]
    for name in names { keys[name] = try bytes(of: folder.appendingPathComponent(name)) }
    return try AESGCMBodies(keys: keys, current: current)
  }

  private static func bytes(of file: URL) throws -> [UInt8] {
    let text = try String(contentsOf: file, encoding: .utf8).trimmingCharacters(in: .whitespacesAndNewlines)
    let digits = text.compactMap(\.hexDigitValue)
    guard digits.count == 64, text.count == 64 else {
      throw ConfigurationError("\(file.path): a key is 64 hexadecimal digits")
    }
    return stride(from: 0, to: 64, by: 2).map { UInt8(digits[$0] * 16 + digits[$0 + 1]) }
  }
}
