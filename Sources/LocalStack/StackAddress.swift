// Where a running stack is to be reached: written when it starts, read by every other command.

import Foundation

/// The ports of a running stack.
public struct StackAddress: Codable, Sendable, Equatable {
  /// AMQP, on 127.0.0.1.
  public var amqpPort: Int
  /// The broker's management API, on 127.0.0.1.
  public var managementPort: Int
  /// Health and metrics, by worker, on 127.0.0.1.
  public var healthPorts: [String: Int]
  /// The API of operations, on 127.0.0.1.
  public var apiPort: Int
  /// The supervising process.
  public var supervisor: Int32
  /// The folder with the schemas and the configuration that it was started with.
  public var home: String?

  static func file(in data: URL) -> URL { data.appendingPathComponent("stack.json") }

  /// The address of the stack that runs on this data folder; nil when none does.
  public static func running(on data: URL) -> StackAddress? {
    guard let bytes = try? Data(contentsOf: file(in: data)),
      let address = try? JSONDecoder().decode(StackAddress.self, from: bytes),
      kill(address.supervisor, 0) == 0 || errno == EPERM
    else { return nil }
    return address
  }

  func write(in data: URL) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .prettyPrinted]
    try encoder.encode(self).write(to: StackAddress.file(in: data), options: .atomic)
  }

  static func remove(in data: URL) { try? FileManager.default.removeItem(at: file(in: data)) }
}
