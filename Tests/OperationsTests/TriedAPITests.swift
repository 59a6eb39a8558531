// The whole API as a stranger tries it who has read schemas/openapi.yaml: schemathesis, with made-up requests, right
// and wrong ones, from a fixed seed.

import Foundation
import Operations
import TestSupport
import Testing

@Suite struct TriedAPITests {
  private static let root = OperationsScene.schemas.deletingLastPathComponent()
  private static let program = root.appendingPathComponent(".build/schemathesis/bin/schemathesis")

  /// Runs the program to its end; returns its status and what it wrote.
  private func run(_ arguments: [String], in folder: URL) async throws -> (status: Int32, output: String) {
    let output = folder.appendingPathComponent("output.txt")
    try Data().write(to: output)
    let process = Process()
    process.executableURL = Self.program
    process.arguments = arguments
    process.currentDirectoryURL = folder
    let handle = try FileHandle(forWritingTo: output)
    process.standardOutput = handle
    process.standardError = handle
    process.standardInput = FileHandle.nullDevice
    let status = try await withCheckedThrowingContinuation { (waiting: CheckedContinuation<Int32, any Error>) in
      process.terminationHandler = { waiting.resume(returning: $0.terminationStatus) }
      do { try process.run() } catch { waiting.resume(throwing: error) }
    }
    return (status, try String(contentsOf: output, encoding: .utf8))
  }

  @Test(
    .timeLimit(.minutes(2)),
    .enabled(if: FileManager.default.isExecutableFile(atPath: program.path), "scripts/api-tester installs it"))
  func noAnswerIsAFaultAndEachIsDocumented() async throws {
    try await withOperations { scene async throws in
      let queue = FakeQueue("dead-letters")
      try await scene.storeLetters((1...5).map { queue.delivery(failedMessage("m\($0)")) })
      let token = try await scene.token("tess", [.administrator]).token
      let identity = try scene.identity()
      let endpoints = try scene.endpoints(identity)
      let pace = Pace(perSecond: 100_000, size: 100_000)
      try await withServer(endpoints, identity: { _ in identity }, pace: pace) { api in
        let result = try await run(
          [
            "run", OperationsScene.schemas.appendingPathComponent("openapi.yaml").path,
            "--url", "http://127.0.0.1:\(api.port)", "-H", "Authorization: Bearer \(token)",
            "--checks",
            "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance",
            "--exclude-path", "/api/v1/events/live", "--phases", "examples,coverage,fuzzing", "--max-examples", "15",
            "--seed", "7",
            "--generation-database", "none", "--no-color", "--continue-on-failure",
          ], in: scene.data)
        #expect(result.status == 0, "\(result.output.suffix(6_000))")
      }
    }
  }
}
