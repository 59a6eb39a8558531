// Where a test's databases are: in its folder, or on a server.

import AdapterKit
import Foundation
import Storage

/// What stores are made of.
public enum TestStore: String, CaseIterable, Sendable {
  case sqlite, postgresql

  /// What this run of the tests is for, where a test does not choose: `TRIBUTARY_TEST_STORE`.
  public static let chosen =
    ProcessInfo.processInfo.environment["TRIBUTARY_TEST_STORE"].flatMap(TestStore.init) ?? .sqlite

  /// Makes a folder, before it is used as a data folder, one whose stores are of this kind.
  public func prepare(_ folder: URL) throws {
    if self == .postgresql { try TestPostgreSQL.give(folder) }
  }
}

/// The place of a service's database that belongs to a test's own folder.
public func testStore(
  of service: String, in folder: URL, on store: TestStore = .chosen
) throws -> StoreLocation {
  try store.prepare(folder)
  return try DataFolder.store(of: service, in: folder)
}
