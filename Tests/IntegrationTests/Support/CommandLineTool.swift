// The real command line as a child process.

import Foundation

/// What a run of `tributary` left behind.
struct CommandResult {
  let status: Int32
  let output: String
  let error: String

  /// Standard output as JSON.
  func json() throws -> Any { try JSONSerialization.jsonObject(with: Data(output.utf8), options: .fragmentsAllowed) }
}

enum CommandLineTool {
  /// Runs a program to its end. Output goes through files: a full pipe would stop the child.
  static func run(
    _ executable: URL, _ arguments: [String], in folder: URL, environment: [String: String] = [:]
  ) async throws -> CommandResult {
    let scratch = folder.appendingPathComponent("run-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: scratch, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: scratch) }
    let process = Process()
    process.executableURL = executable
    process.arguments = arguments
    process.currentDirectoryURL = folder
    process.environment = ProcessInfo.processInfo.environment.filter { !$0.key.hasPrefix("TRIBUTARY_") }
      .merging(environment) { _, own in own }
    process.standardInput = FileHandle.nullDevice
    let sinks = [try sink(scratch, "output"), try sink(scratch, "error")]
    // A process that has ended keeps its handles, and Foundation's Process reads beyond its buffer when there are about
    // a thousand open descriptors (swift-corelibs-foundation, pull request 5472).
    defer { for sink in sinks { try? sink.close() } }
    process.standardOutput = sinks[0]
    process.standardError = sinks[1]
    let status = try await end(of: process)
    return CommandResult(status: status, output: try text(scratch, "output"), error: try text(scratch, "error"))
  }

  /// Runs `tributary`.
  static func tributary(_ arguments: [String], in folder: URL) async throws -> CommandResult {
    try await run(Places.executables.appendingPathComponent("tributary"), arguments, in: folder)
  }

  private static func end(of process: Process) async throws -> Int32 {
    try await withCheckedThrowingContinuation { continuation in
      process.terminationHandler = { continuation.resume(returning: $0.terminationStatus) }
      do {
        try process.run()
      } catch {
        process.terminationHandler = nil
        continuation.resume(throwing: error)
      }
    }
  }

  private static func sink(_ folder: URL, _ name: String) throws -> FileHandle {
    let file = folder.appendingPathComponent(name)
    try Data().write(to: file)
    return try FileHandle(forWritingTo: file)
  }

  private static func text(_ folder: URL, _ name: String) throws -> String {
    String(decoding: try Data(contentsOf: folder.appendingPathComponent(name)), as: UTF8.self)
  }
}
