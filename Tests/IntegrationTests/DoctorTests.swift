// `tributary doctor`: says nothing against an installation in order, and names what was broken in it.

import Foundation
import TestSupport
import Testing

extension StackTests.SampleTests {
  @Test("doctor finds nothing on a sound installation, and names what is broken", .timeLimit(.minutes(2)))
  func doctor() async throws {
    let stack = try RunningStack.get()
    let data = stack.stack.settings.data
    let manager = FileManager.default
    // As `tributary up` makes it.
    try manager.setAttributes([.posixPermissions: 0o700], ofItemAtPath: data.path)
    // Queues without consumers are a hazard, and consumers may just be coming.
    try await eventually("nothing is wrong") { try await stack.tributary("doctor").status == 0 }
    #expect(try await stack.succeed(["doctor"]).output.hasPrefix("Everything is in order"))

    let checks = data.appendingPathComponent("claim-checks")
    let names = try manager.subpathsOfDirectory(atPath: checks.path).filter { $0.contains("/") }.sorted()
    let kept = checks.appendingPathComponent(try #require(names.first))
    let bytes = try Data(contentsOf: kept)
    defer {
      try? bytes.write(to: kept)
      try? manager.setAttributes([.posixPermissions: 0o700], ofItemAtPath: data.path)
    }
    try (bytes + Data("x".utf8)).write(to: kept)
    try manager.setAttributes([.posixPermissions: 0o755], ofItemAtPath: data.path)

    let result = try await stack.tributary("doctor")
    #expect(result.status == 1)
    #expect(result.output.contains("✘ claim checks: \(kept.path) is damaged; restore it from a backup"))
    #expect(result.output.contains("✘ folders: \(data.path) can be read by other users"))
    #expect(result.output.contains("2 wrong, 0 worth knowing"))
    let all = try #require(try await stack.tributary("doctor", "--json").json() as? [[String: Any]])
    #expect(all.filter { $0["level"] as? String == "wrong" }.count == 2 && all.count > 20)
  }
}
