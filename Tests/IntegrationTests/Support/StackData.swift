// Looking into the databases of a data folder.

import AdapterKit
import CashApplication
import ERPPostingAdapter
import Foundation
import Operations
import Storage

/// A data folder.
struct StackData: Sendable {
  let folder: URL

  /// Cash application's configuration, as the workers read it.
  static func configuration() throws -> CashConfiguration {
    let own = Places.home.appendingPathComponent("config/cash-application.yaml")
    let payers = Places.home.appendingPathComponent("config/payers.yaml")
    let shared = Places.home.appendingPathComponent("config/tenant.yaml")
    return try CashConfiguration(
      shared: try Configuration(file: shared, keys: WorkerKeys.shared),
      try Configuration(file: own, keys: CashConfiguration.keys),
      payerList: try Configuration(file: payers, keys: CashConfiguration.payerListKeys))
  }

  func cash() throws -> CashReader { try CashReader(data: folder, configuration: StackData.configuration()) }
  func operations() throws -> OperationsReader { try OperationsReader(data: folder) }
  func ledger() throws -> LedgerReader { try LedgerReader(path: LedgerReader.path(in: folder)) }

  /// Rows of a service's database.
  func query(_ service: String, _ sql: String, _ arguments: [SQLValue] = []) async throws -> [SQLRow] {
    let database = try SQLiteDatabase(readingFrom: DataFolder.database(of: service, in: folder))
    return try await database.read { try $0.query(sql, arguments) }
  }

  /// The first number of a query's answer.
  func number(_ service: String, _ sql: String, _ arguments: [SQLValue] = []) async throws -> Int {
    Int(try await query(service, sql, arguments).first?.integer(0) ?? 0)
  }

  /// Everything the workers have written about themselves.
  func logs() throws -> String {
    try Places.files(in: folder.appendingPathComponent("logs"))
      .map { String(decoding: try Data(contentsOf: $0), as: UTF8.self) }.joined()
  }

  /// Names of files that an adapter has put away, below `archive` or `rejected`.
  func putAway(_ adapter: String, _ outcome: String) -> Set<String> {
    let root = folder.appendingPathComponent("\(adapter)/\(outcome)")
    let paths = FileManager.default.enumerator(at: root, includingPropertiesForKeys: nil)?.allObjects as? [URL] ?? []
    return Set(paths.filter { !$0.hasDirectoryPath }.map(\.lastPathComponent))
  }
}
