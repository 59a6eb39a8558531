// Folders that tests write to.

import Foundation

/// Runs a body with a new empty folder, and removes it afterwards, whatever happens.
public func withTemporaryFolder<Result>(_ body: (URL) async throws -> Result) async throws -> Result {
  let folder = FileManager.default.temporaryDirectory.appendingPathComponent("tributary-test-\(UUID().uuidString)")
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { TestPostgreSQL.forget(folder); try? FileManager.default.removeItem(at: folder) }
  return try await body(folder)
}
