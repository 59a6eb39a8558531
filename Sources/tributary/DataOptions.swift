// Where the data and the configuration lie: options that most commands share.

import AdapterKit
import ArgumentParser
import CashApplication
import Foundation
import LocalStack
import Operations
import PaymentEvents
import Storage

/// `--home` alone, for commands that need no data.
struct HomeOption: ParsableArguments {
  @Option(help: "The folder with schemas, adapters and configuration; found by itself when the program lies below it.")
  var home: String?
}

/// `--data` and `--home`.
struct DataOptions: ParsableArguments {
  @Option(help: "The folder with all state.")
  var data = ProcessInfo.processInfo.environment["TRIBUTARY_DATA"] ?? "data"

  @Option(
    help: """
      The folder with schemas, adapters and configuration. Without it: that of the stack which runs on the data \
      folder, else the one that the program lies below.
      """)
  var home: String?

  var dataFolder: URL { DataFolder.url(data) }

  /// The folder that is meant. A running stack knows its own: another one, found beside this program, would speak of
  /// other systems and other rules than those that run.
  func homeFolder() throws -> URL { try Home.find(home ?? StackAddress.running(on: dataFolder)?.home) }

  /// The running stack on this data folder.
  func runningStack() throws -> StackAddress {
    guard let address = StackAddress.running(on: dataFolder) else {
      throw CommandFailure(
        .unavailable, "nothing runs on \(dataFolder.path); start it with: tributary up --data \(data)")
    }
    return address
  }

  /// Cash application's configuration, as its worker reads it.
  /// - Parameters:
  ///   - home: the home folder; nil for the one that is meant.
  ///   - rules: another folder with `cash-application.yaml` and `payers.yaml`, to try.
  func cashConfiguration(home: URL? = nil, rules: URL? = nil) throws -> CashConfiguration {
    let home = try home ?? homeFolder()
    let folder = rules ?? home.appendingPathComponent("config")
    let shared = try Configuration(
      file: home.appendingPathComponent("config/tenant.yaml"), keys: WorkerKeys.shared,
      environment: ProcessInfo.processInfo.environment)
    try WorkerKeys.check(shared)
    let own = try Configuration(
      file: folder.appendingPathComponent("cash-application.yaml"), keys: CashConfiguration.keys,
      environment: ProcessInfo.processInfo.environment)
    let payers = try Configuration(
      file: folder.appendingPathComponent("payers.yaml"), keys: CashConfiguration.payerListKeys)
    var configuration = try CashConfiguration(shared: shared, own, payerList: payers)
    configuration.cipher = try BodyKeys.cipher(own)
    return configuration
  }

  /// Today, where the tenant is.
  func today() throws -> LocalDate {
    let zone = try cashConfiguration().timeZone
    guard let time = BusinessTime(zone: zone) else {
      throw CommandFailure(.badData, "config/tenant.yaml: timeZone: '\(zone)' is no IANA time zone")
    }
    return time.date(of: SystemClock().now())
  }

  /// What protects the dead letters' bodies.
  func operationsCipher() throws -> any BodyCipher {
    try BodyKeys.cipher(operationsConfiguration())
  }

  /// Operations' configuration, as its worker reads it.
  func operationsConfiguration() throws -> Configuration {
    let file = try homeFolder().appendingPathComponent("config/operations.yaml")
    return try Configuration(
      file: file, keys: OperationsWorker.keys, environment: ProcessInfo.processInfo.environment)
  }

  /// The tenant's name.
  func tenant() throws -> String {
    let file = try homeFolder().appendingPathComponent("config/tenant.yaml")
    return try Configuration(
      file: file, keys: WorkerKeys.shared, environment: ProcessInfo.processInfo.environment
    ).text("tenant")
  }

  /// What cash application knows. - Throws: ``CommandFailure`` when it has never run here.
  func cashReader() throws -> CashReader {
    try requireDatabase(of: "cash-application")
    return try CashReader(data: dataFolder, configuration: try cashConfiguration())
  }

  /// Says so when a service has never run on this data folder.
  func requireDatabase(of service: String) throws {
    guard try DataFolder.store(of: service, in: dataFolder).exists() else {
      throw CommandFailure(
        .unavailable, "there is no data of \(service) in \(dataFolder.path); run `tributary up` or name another --data")
    }
  }
}
