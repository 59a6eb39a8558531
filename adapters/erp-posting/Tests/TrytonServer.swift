// A real Tryton: `scripts/tryton` installs it, each test has a copy of its database.

import ERPPostingAdapter
import Foundation
import Ledger
import LocalStack
import RabbitMQ
import Synchronization
import TestSupport

/// A server on a copy of the prepared database.
final class TrytonServer: Sendable {
  /// `.build/tryton`, beside the sources.
  private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("../../../.build/tryton").standardizedFileURL

  /// Whether it is there: without access to PyPI it is not, and its tests are left out.
  static var isInstalled: Bool {
    FileManager.default.fileExists(atPath: root.appendingPathComponent("installed").path)
  }

  /// The codes of its accounts, by ours: the chart it was set up with.
  static func accounts() throws -> [String: String] {
    let chart = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../tryton/chart.csv").standardizedFileURL
    let rows = try String(contentsOf: chart, encoding: .utf8).split(separator: "\n").dropFirst()
    return Dictionary(uniqueKeysWithValues: rows.map { row in
      let columns = row.split(separator: ",").map(String.init)
      return (columns[2], columns[0])
    })
  }

  let port: UInt16
  private let configuration: URL
  private let process = Mutex<Process?>(nil)

  private init(_ folder: URL) throws {
    port = try FreePort.next()
    configuration = folder.appendingPathComponent("trytond.conf")
    try FileManager.default.copyItem(
      at: Self.root.appendingPathComponent("template/erp.sqlite"), to: folder.appendingPathComponent("erp.sqlite"))
    try """
    [database]
    uri = sqlite://
    path = \(folder.path)
    [web]
    listen = 127.0.0.1:\(port)
    [session]
    timeout = 3600
    """.write(to: configuration, atomically: true, encoding: .utf8)
  }

  static func with<Result>(_ body: (TrytonServer) async throws -> Result) async throws -> Result {
    try await withTemporaryFolder { folder in
      let server = try TrytonServer(folder)
      try await server.start()
      do {
        let result = try await body(server)
        server.kill()
        return result
      } catch {
        server.kill()
        throw error
      }
    }
  }

  func start() async throws {
    let process = Process()
    process.executableURL = Self.root.appendingPathComponent("bin/trytond")
    process.arguments = ["-c", configuration.path, "-d", "erp"]
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    self.process.withLock { $0 = process }
    try await eventually("Tryton listens") {
      guard let descriptor = try? LoopbackSocket.connect(to: port) else { return false }
      close(descriptor)
      return true
    }
  }

  /// Changes its database, for what its user may not.
  func change(_ statement: String) throws {
    let file = configuration.deletingLastPathComponent().appendingPathComponent("erp.sqlite").path
    let process = Process()
    process.executableURL = Self.root.appendingPathComponent("bin/python")
    process.arguments = [
      "-c", "import sqlite3, sys; c = sqlite3.connect(sys.argv[1]); c.execute(sys.argv[2]); c.commit()", file,
      statement,
    ]
    try process.run()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw CocoaError(.fileWriteUnknown) }
  }

  /// kill -9, in the middle of whatever it does.
  func kill() {
    process.withLock { process in
      guard let running = process else { return }
      Glibc.kill(running.processIdentifier, SIGKILL)
      running.waitUntilExit()
      process = nil
    }
  }

  /// It stands still, as one that hangs, until ``resume()``.
  func pause() { signal(SIGSTOP) }

  /// It goes on.
  func resume() { signal(SIGCONT) }

  private func signal(_ number: Int32) {
    process.withLock { process in
      if let process { _ = Glibc.kill(process.processIdentifier, number) }
    }
  }

  /// The file with its user's password.
  static var passwordFile: URL { root.appendingPathComponent("password") }

  /// A session of its user, or of another; through a proxy where a port is given.
  func session(
    port: UInt16? = nil, user: String = "tributary", password: Secret? = nil, timeout: Duration = .seconds(30)
  ) throws -> TrytonSession {
    let known = try String(contentsOf: Self.passwordFile, encoding: .utf8)
    guard let url = URL(string: "http://127.0.0.1:\(port ?? self.port)") else { throw URLError(.badURL) }
    return TrytonSession(
      .init(
        url: url, database: "erp", user: user,
        password: password ?? Secret(known.trimmingCharacters(in: .whitespacesAndNewlines)), timeout: timeout))
  }

  func target(port: UInt16? = nil, timeout: Duration = .seconds(30)) throws -> TrytonTarget {
    TrytonTarget(
      try session(port: port, timeout: timeout), journal: "MISC", accounts: try Self.accounts())
  }

  /// What is in the books, straight from Tryton: `key account debit credit` for each line, sorted; drafts are marked.
  func lines() async throws -> [String] {
    let session = try session()
    do {
      let lines = try await session.call(
        "model.account.move.line.search_read",
        [
          [], .integer(0), .null, .null,
          ["move.description", "move.state", "account.code", "debit", "credit"], [:],
        ])
      await session.close()
      return lines.list.map { line in
        let move = line["move."]
        let state = move["state"].text == "posted" ? "" : "draft "
        return state + (move["description"].text ?? "?") + " " + (line["account."]["code"].text ?? "?")
          + " \(line["debit"].cents ?? -1) \(line["credit"].cents ?? -1)"
      }.sorted()
    } catch {
      await session.close()
      throw error
    }
  }
}
