// Where things lie in the data folder, and whether its databases are in it or on a server.

import Foundation
import RabbitMQ
import Storage

/// Where things lie in the data folder.
public enum DataFolder {
  /// A path from configuration; relative ones start at the working directory.
  public static func url(_ path: String) -> URL { URL(fileURLWithPath: path).standardizedFileURL }

  /// Where a store of a service is: in the PostgreSQL database that the data folder's `store.url` names, else in a
  /// SQLite file below the service's folder. The data folder says it, and not the configuration of one worker, since
  /// whoever looks into it has to find the same databases as the workers.
  /// - Parameter name: which of its stores, where it has several; by default its own, which is called as it is.
  /// - Throws: `StorageError`.
  public static func store(
    of service: String, named name: String? = nil, in data: URL
  ) throws -> StoreLocation {
    if let address = try address(in: data) {
      return .postgresql(address, service: service, name: name ?? service)
    }
    return sqliteStore(of: service, named: name, in: data)
  }

  /// A store of a service as a SQLite file of the data folder, whatever `store.url` says.
  public static func sqliteStore(of service: String, named name: String? = nil, in data: URL) -> StoreLocation {
    let folder = data.appendingPathComponent(service)
    return .sqlite(path: folder.appendingPathComponent("\(name ?? service).sqlite").path)
  }

  /// The server and database that hold the stores; nil where they are SQLite files. - Throws: `StorageError`.
  public static func address(in data: URL) throws -> PostgreSQLAddress? {
    guard let text = try? String(contentsOf: storeFile(in: data), encoding: .utf8) else { return nil }
    return try PostgreSQLAddress(text.trimmingCharacters(in: .whitespacesAndNewlines))
  }

  private static func storeFile(in data: URL) -> URL { data.appendingPathComponent("store.url") }

  /// Notes where the stores are, for everybody who opens the data folder.
  /// - Throws: ``ConfigurationError`` where they are elsewhere already, `StorageError` for a wrong address.
  public static func setAddress(_ text: String, in data: URL) throws {
    let address = try PostgreSQLAddress(text)
    if let known = try self.address(in: data) {
      guard known == address else {
        throw ConfigurationError(
          "store.url: the stores of \(data.path) are in \(known), not in \(address); see \(storeFile(in: data).path)")
      }
      return
    }
    guard sqliteFiles(in: data).isEmpty else {
      throw ConfigurationError(
        "store.url: \(data.path) holds SQLite databases; move them with: tributary store copy --to '…'")
    }
    try noteAddress(text, in: data)
  }

  /// Notes it without a look at what is there: all of that has been copied.
  public static func noteAddress(_ text: String, in data: URL) throws {
    try FileManager.default.createDirectory(
      at: data, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    try Data("\(text)\n".utf8).write(to: storeFile(in: data), options: .atomic)
  }

  /// The services' SQLite files that are there.
  public static func sqliteFiles(in data: URL) -> [URL] {
    let folders = (try? FileManager.default.contentsOfDirectory(at: data, includingPropertiesForKeys: nil)) ?? []
    return folders.flatMap { folder in
      let files = (try? FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)) ?? []
      return files.filter {
        $0.pathExtension == "sqlite" && folder.lastPathComponent != "server"
      }
    }
  }

  /// A broker user's password. - Throws: ``ConfigurationError``.
  public static func password(of user: String, in folder: URL) throws -> Secret {
    let file = folder.appendingPathComponent(user)
    guard let text = try? String(contentsOf: file, encoding: .utf8) else {
      throw ConfigurationError("\(file.path): no password for the broker user '\(user)'; put it there")
    }
    return Secret(text.trimmingCharacters(in: .whitespacesAndNewlines))
  }
}
