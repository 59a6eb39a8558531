// One private PostgreSQL server for a whole test process, and a database of its own for each test's folder.

import AdapterKit
import Foundation
import Storage
import Synchronization

/// The server that the tests of this process share: started by the first test that needs it, gone with the process.
///
/// `TRIBUTARY_TEST_POSTGRESQL` names one that runs already instead: `postgresql://host:port/postgres?user=…`, a user
/// who may create databases.
public final class TestPostgreSQL: Sendable {
  private static let shared = Mutex<TestPostgreSQL?>(nil)
  /// Databases by the folder that they belong to.
  private static let databases = Mutex<[String: String]>([:])

  private let address: String
  private let folder: String?
  /// Its end stops the server.
  private let input: FileHandle?

  private init(address: String, folder: String?, input: FileHandle?) {
    self.address = address
    self.folder = folder
    self.input = input
  }

  /// The server, running.
  public static func server() throws -> TestPostgreSQL {
    try shared.withLock { shared in
      if let shared { return shared }
      let server = try start()
      shared = server
      return server
    }
  }

  /// A server of its own for a test that kills it; it goes when ``stop()`` is called, or with the process.
  public static func start() throws -> TestPostgreSQL {
    if let address = ProcessInfo.processInfo.environment["TRIBUTARY_TEST_POSTGRESQL"] {
      return TestPostgreSQL(address: address, folder: nil, input: nil)
    }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = [script.path]
    let (input, output) = (Pipe(), Pipe())
    for handle in [input.fileHandleForWriting, input.fileHandleForReading, output.fileHandleForReading] {
      _ = fcntl(handle.fileDescriptor, F_SETFD, FD_CLOEXEC)  // no other child may hold it open
    }
    process.standardInput = input
    process.standardOutput = output
    try process.run()
    var line = Data()
    while let byte = try output.fileHandleForReading.read(upToCount: 1), !byte.isEmpty, byte != Data([10]) {
      line += byte
    }
    guard !line.isEmpty else { throw NotMet(description: "a private PostgreSQL server starts; is it installed?") }
    let folder = String(decoding: line, as: UTF8.self)
    return TestPostgreSQL(
      address: "postgresql:///postgres?host=\(folder)&user=administrator", folder: folder,
      input: input.fileHandleForWriting)
  }

  /// Stops a server that ``start()`` started.
  public func stop() { try? input?.close() }

  /// `scripts/private-postgresql` of the package that this file belongs to.
  private static var script: URL {
    URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("scripts/private-postgresql")
  }

  /// Makes an empty database. Returns its address.
  public func makeDatabase() throws -> String {
    let name = "test_" + UUID().uuidString.lowercased().replacing("-", with: "")
    try PostgreSQLAddress(address).command(
      "CREATE DATABASE \(name) TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C'")
    return address.replacing("/postgres?", with: "/\(name)?")
  }

  /// Runs statements as the administrator.
  public func command(_ sql: String) throws { try PostgreSQLAddress(address).command(sql) }

  /// Ends all its processes at once, as a crash would. It is started again by itself.
  public func kill() throws {
    guard let folder, let text = try? String(contentsOfFile: "\(folder)/data/postmaster.pid", encoding: .utf8),
      let pid = text.split(separator: "\n").first.flatMap({ Int32($0) })
    else { throw NotMet(description: "the PostgreSQL server that tests started runs") }
    Foundation.kill(pid, SIGQUIT)
  }

  /// Gives a folder a database, which goes with it.
  static func give(_ folder: URL) throws {
    guard try DataFolder.address(in: folder) == nil else { return }
    let url = try server().makeDatabase()
    try DataFolder.noteAddress(url, in: folder)
    databases.withLock { $0[folder.standardizedFileURL.path] = url }
  }

  /// Drops the databases of a folder and of those in it.
  static func forget(_ folder: URL) {
    let path = folder.standardizedFileURL.path
    let urls = databases.withLock { databases in
      let gone = databases.filter { $0.key == path || $0.key.hasPrefix(path + "/") }
      for key in gone.keys { databases[key] = nil }
      return gone.values
    }
    for url in urls {
      guard let name = URLComponents(string: url)?.path.dropFirst() else { continue }
      try? server().command("DROP DATABASE IF EXISTS \(name) WITH (FORCE)")
    }
  }
}
