// Where a test's databases are.

import AdapterKit
import Foundation
import Storage

/// The place of a service's database in a test's own folder.
public func testStore(of service: String, in folder: URL) throws -> StoreLocation {
  try DataFolder.store(of: service, in: folder)
}
