// tributary config: is the configuration right, before anything starts?

import AdapterKit
import ArgumentParser
import CashApplication
import ERPPostingAdapter
import Foundation
import LockboxAdapter
import Operations
import PayerEDIAdapter
import RouterService

struct ConfigCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "config", abstract: "Configuration.", subcommands: [Check.self])

  struct Check: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "check", abstract: "Checks every configuration file; names file, line and key of what is wrong.")

    @OptionGroup var options: DataOptions

    private static let payerEDI = "adapters/payer-edi/config.yaml"
    private static let files: [(path: String, keys: [ConfigurationKey])] = [
      ("config/tenant.yaml", WorkerKeys.shared), ("config/router.yaml", RouterWorker.keys),
      ("config/systems.yaml", EnterpriseSystem.keys), ("config/operations.yaml", OperationsWorker.keys),
      (payerEDI, PayerEDIWorker.keys),
      ("adapters/lockbox/config.yaml", WorkerKeys.all + FileWorker.keys + BankProfiles.keys),
      ("adapters/erp-posting/config.yaml", ERPPostingWorker.keys),
      ("config/cash-application.yaml", CashConfiguration.keys), ("config/payers.yaml", CashConfiguration.payerListKeys),
    ]

    func run() async throws {
      try await reporting {
        let home = try options.homeFolder()
        var faults = 0
        for file in Check.files {
          do {
            let checked = try Configuration(
              file: home.appendingPathComponent(file.path), keys: file.keys,
              environment: ProcessInfo.processInfo.environment)
            _ = try ExpectedFile.all(checked)
            if file.path == Check.payerEDI { try PayerEDIWorker.check(checked) }
            print("\(file.path): in order")
          } catch {
            faults += 1
            printError("\(error)")
          }
        }
        if faults == 0 {
          _ = try options.cashConfiguration()
          let rules = try RouterSetup(home: home).rules
          print("config/translations: \(rules.translations.count) in order")
          print("config/versions: \(rules.versions.versions.count) steps in order")
          print("config/routes.yaml: \(rules.routes.rules.count) rules in order")
        }
        if faults > 0 { throw ExitCode.badData }
      }
    }
  }
}
