// Passwords of the broker's users: drawn once, kept in files that only their owner can read.

import AdapterKit
import Foundation
import RabbitMQ

/// The secrets of one data folder.
public struct StackSecrets: Sendable {
  private let folder: URL
  private let roles: [BrokerUsers.Role]
  /// The users whose passwords were missing and were drawn now.
  public let drawn: [String]

  /// Opens the folder `secrets` of a data folder; see ``init(folder:systems:)``.
  public init(data: URL, systems: [EnterpriseSystem] = []) throws {
    try self.init(folder: data.appendingPathComponent("secrets"), systems: systems)
  }

  /// Opens the folder and draws the passwords that are missing, those of the enterprise systems too.
  public init(folder: URL, systems: [EnterpriseSystem]) throws {
    let own = Set(systems.map(\.name))
    roles = BrokerUsers.all.filter { !own.contains($0.name) } + systems.map(\.role)
    self.folder = folder
    try FileManager.default.createDirectory(
      at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    drawn = try StackSecrets.draw(roles.map(\.name), in: folder)
  }

  /// A user's password.
  public func password(of user: String) throws -> Secret { try DataFolder.password(of: user, in: folder) }

  /// All users with their passwords hashed, as the broker's definitions want them.
  public func users() throws -> [Topology.User] {
    try roles.map { role in
      let salt = (
        UInt8.random(in: 0...255), UInt8.random(in: 0...255), UInt8.random(in: 0...255), UInt8.random(in: 0...255)
      )
      return Topology.User(
        role.name, passwordHash: PasswordHash.sha256(try password(of: role.name), salt: salt), tags: role.tags,
        permissions: role.permissions)
    }
  }

  private static func draw(_ users: [String], in folder: URL) throws -> [String] {
    let missing = users.filter { !FileManager.default.fileExists(atPath: folder.appendingPathComponent($0).path) }
    for user in missing { try draw(folder.appendingPathComponent(user)) }
    return missing
  }

  /// A new secret of 256 random bits, in letters and digits.
  public static func drawSecret() -> String {
    var generator = SystemRandomNumberGenerator()
    return (0..<4).map { _ in String(generator.next(), radix: 36) }.joined()
  }

  private static func draw(_ file: URL) throws {
    guard
      FileManager.default.createFile(
        atPath: file.path, contents: Data("\(drawSecret())\n".utf8), attributes: [.posixPermissions: 0o600])
    else { throw ConfigurationError("\(file.path) cannot be written; check the folder's permissions") }
  }
}
