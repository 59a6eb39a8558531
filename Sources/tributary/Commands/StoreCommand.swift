// tributary store: where the databases are, bringing them up to date, and moving them from SQLite to PostgreSQL.

import AdapterKit
import ArgumentParser
import CashApplication
import DocumentExtractionAdapter
import ERPPostingAdapter
import Foundation
import LocalStack
import Operations
import PayerEDIAdapter
import Storage
import TerminalText

struct StoreCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "store", abstract: "Where the databases are; moving them from SQLite to PostgreSQL.",
    subcommands: [StoreStatus.self, StoreMigrate.self, StoreCopyCommand.self])
}

/// A store of an installation, and what makes its tables.
struct InstalledStore: Sendable {
  let service: String
  let name: String
  let migrations: [String]

  func sqlite(in data: URL) -> StoreLocation { DataFolder.sqliteStore(of: service, named: name, in: data) }
  func place(in data: URL) throws -> StoreLocation { try DataFolder.store(of: service, named: name, in: data) }

  /// Whether its tables are as this program knows them.
  enum State: Equatable {
    case missing, current
    /// What stands against it, and what to do.
    case unusable(String)

    var words: String {
      switch self {
      case .missing: "not made"
      case .current: "up to date"
      case .unusable(let reason): reason
      }
    }
  }

  func state(at place: StoreLocation) throws -> State {
    guard try place.exists() else { return .missing }
    do {
      _ = try place.reader(migrations)
      return .current
    } catch let error as StorageError {
      return .unusable(error.message)
    }
  }

  /// All that there may be.
  static let all: [InstalledStore] =
    [
      InstalledStore(service: "payer-edi", name: "payer-edi", migrations: PayerEDIWorker.migrations),
      InstalledStore(service: "lockbox", name: "lockbox", migrations: FileWorker.migrations),
      InstalledStore(
        service: DocumentExtractionWorker.name, name: DocumentExtractionWorker.name,
        migrations: DocumentExtractionWorker.migrations),
      InstalledStore(
        service: "cash-application", name: "cash-application", migrations: CashTables.migrations),
      InstalledStore(service: "erp-posting", name: "erp-posting", migrations: ERPPostingWorker.migrations),
      InstalledStore(service: "erp-posting", name: "ledger", migrations: BuiltInLedger.migrations),
      InstalledStore(service: "erp-posting", name: "hand-off", migrations: HandOffTarget.migrations),
      InstalledStore(service: "operations", name: "operations", migrations: OperationsTables.migrations),
    ]
}

extension DataOptions {
  /// Refuses what may not be done while workers run.
  fileprivate func requireStandstill() throws {
    guard StackAddress.running(on: dataFolder) == nil else {
      throw CommandFailure(.unavailable, "something runs on \(dataFolder.path); stop it first, and start it afterwards")
    }
  }
}

struct StoreStatus: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status", abstract: "Shows where each database is, and whether its tables are up to date.")

  @Flag(help: "Print JSON.")
  var json = false

  @OptionGroup var options: DataOptions

  private struct Line: Codable {
    let store: String
    let place: String
    let state: String
  }

  func run() async throws {
    try await reporting {
      let lines = try InstalledStore.all.map { store in
        let place = try store.place(in: options.dataFolder)
        return Line(store: store.name, place: "\(place)", state: try store.state(at: place).words)
      }
      if json { return try printJSON(lines) }
      var table = TextTable([("store", .left), ("place", .left), ("state", .left)])
      for line in lines { table.add([line.store, line.place, line.state]) }
      print(table.text())
    }
  }
}

struct StoreMigrate: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "migrate",
    abstract: "Brings the tables of all databases up to date, as each service does when it starts.")

  @OptionGroup var options: DataOptions

  func run() async throws {
    try await reporting {
      try options.requireStandstill()
      for store in InstalledStore.all {
        let place = try store.place(in: options.dataFolder)
        guard try place.exists() else { continue }
        try await place.open(store.migrations).close()
        print("\(store.name): up to date (\(store.migrations.count) steps) in \(place)")
      }
    }
  }
}

struct StoreCopyCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "copy", abstract: "Copies an installation's SQLite databases to PostgreSQL and lets it go on there.",
    discussion: """
      Each database is copied in one transaction into a schema of its name, and compared with its file table by table,
      by the number of rows and a digest of them. What was copied by an earlier run is only compared. When all agree,
      the data folder's store.url names the server, and every worker and command uses it from then on. The files stay,
      as a backup. Stop the workers first.
      """)

  @Option(help: "postgresql://host:port/database, without a password; see docs/storage.md.")
  var to: String

  @Flag(help: "Print JSON.")
  var json = false

  @OptionGroup var options: DataOptions

  private struct Line: Codable {
    let store: String
    let table: String
    let rows: Int
    let digest: String
  }

  func run() async throws {
    try await reporting {
      try options.requireStandstill()
      let address = try PostgreSQLAddress(to)
      if let known = try DataFolder.address(in: options.dataFolder) {
        throw CommandFailure(.badData, "the databases of \(options.dataFolder.path) are in \(known) already")
      }
      let lines = try await copy(to: address)
      guard !lines.isEmpty else {
        throw CommandFailure(.badData, "there is no database in \(options.dataFolder.path); name another --data")
      }
      try DataFolder.noteAddress(to, in: options.dataFolder)
      if json { return try printJSON(lines) }
      var table = TextTable([("store", .left), ("table", .left), ("rows", .right), ("digest of both", .left)])
      for line in lines { table.add([line.store, line.table, "\(line.rows)", String(line.digest.prefix(16))]) }
      print(table.text())
      print("All tables agree. \(options.dataFolder.path) is on \(address) now; the files stay as a backup.")
    }
  }

  private func copy(to address: PostgreSQLAddress) async throws -> [Line] {
    let progress = Progress()
    var lines: [Line] = []
    for store in InstalledStore.all {
      guard case .sqlite(let path) = store.sqlite(in: options.dataFolder),
        FileManager.default.fileExists(atPath: path)
      else { continue }
      let tables = try await StoreCopy.copy(
        from: path, to: .postgresql(address, service: store.service, name: store.name), migrations: store.migrations
      ) { progress.show("\(store.name): \($1) rows of \($0)") }
      progress.clear()
      lines += tables.map { Line(store: store.name, table: $0.name, rows: $0.rows, digest: $0.digest) }
    }
    return lines
  }
}
