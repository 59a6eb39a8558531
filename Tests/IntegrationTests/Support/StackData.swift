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
  func ledger() throws -> LedgerReader { try LedgerReader(store: LedgerReader.store(in: folder)) }

  /// Rows of a service's database.
  func query(_ service: String, _ sql: String, _ arguments: [SQLValue] = []) async throws -> [SQLRow] {
    let database = try DataFolder.store(of: service, in: folder).reader()
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

extension StackData {
  /// Cash application's inputs by type.
  func inputs() async throws -> [String: Int] {
    let rows = try await query("cash-application", "SELECT type, COUNT(*) FROM inputs GROUP BY type")
    return Dictionary(uniqueKeysWithValues: rows.map { ($0.text(0), Int($0.integer(1))) })
  }

  /// Whether everything has run its course: these events are applied, every journal is answered, every outbox is empty.
  func hasSettled(_ counts: [String: Int]) async throws -> Bool {
    guard try await inputs().filter({ counts[$0.key] != nil }) == counts else { return false }
    guard try await cash().journalStates()["requested"] ?? 0 == 0 else { return false }
    for worker in ["payer-edi", "lockbox", "cash-application", "erp-posting", "operations"] {
      guard try await number(worker, "SELECT COUNT(*) FROM outbox") == 0 else { return false }
    }
    return true
  }
}
