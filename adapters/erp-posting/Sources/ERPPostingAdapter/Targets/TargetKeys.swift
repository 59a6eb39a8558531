// Which target there is, by configuration.

import AdapterKit
import Foundation
import Ledger
import RabbitMQ

/// The keys that choose and describe the target.
enum TargetKeys {
  static let all = [
    ConfigurationKey(
      "target", .choice(["built-in", "tryton"]), default: "built-in",
      "Where journals are posted: the built-in ledger, or an ERP."),
    ConfigurationKey("closedPeriods", .list(.text), "Periods (YYYY-MM) in which the built-in ledger takes nothing."),
    ConfigurationKey("tryton", .section(tryton), "The Tryton server of the target tryton."),
  ]

  private static let tryton = [
    ConfigurationKey("url", .text, "Where it is, for instance https://erp.example:8000."),
    ConfigurationKey("database", .text, default: "erp", "The name of its database."),
    ConfigurationKey("user", .text, default: "tributary", "The user as whom journals are posted."),
    ConfigurationKey("passwordFile", .text, "A file with the user's password."),
    ConfigurationKey("journal", .text, default: "MISC", "The code of the journal that takes the moves."),
    ConfigurationKey(
      "accounts", .map(.text),
      "Codes of Tryton's accounts by our account or the beginning of its path; by default the path itself."),
    ConfigurationKey("timeoutSeconds", .integer(1...600), default: "30", "How long an answer may take."),
  ]
}

extension WorkerContext {
  /// The target that the configuration names. - Throws: ``ConfigurationError``, ``StorageError``.
  func erpTarget() throws -> any ERPTarget {
    guard configuration.text("target") == "tryton" else {
      let periods = Periods(closed: Set(configuration.texts("closedPeriods")))
      return try BuiltInLedger(path: LedgerReader.path(in: data), periods: periods)
    }
    let session = TrytonSession(
      .init(
        url: try trytonURL(), database: configuration.text("tryton.database"),
        user: configuration.text("tryton.user"), password: try trytonPassword(),
        timeout: .seconds(configuration.integer("tryton.timeoutSeconds"))))
    return TrytonTarget(
      session, journal: configuration.text("tryton.journal"), accounts: configuration.textMap("tryton.accounts"))
  }

  private func trytonURL() throws -> URL {
    let text = configuration.optionalText("tryton.url") ?? ""
    guard let url = URL(string: text), ["http", "https"].contains(url.scheme), url.host != nil else {
      throw ConfigurationError("tryton.url: '\(text)' is no address; the target tryton needs one, http:// or https://")
    }
    return url
  }

  private func trytonPassword() throws -> Secret {
    guard let file = configuration.optionalText("tryton.passwordFile") else {
      throw ConfigurationError("tryton.passwordFile: the target tryton needs the file with its user's password")
    }
    guard let text = try? String(contentsOf: DataFolder.url(file), encoding: .utf8) else {
      throw ConfigurationError("tryton.passwordFile: \(file) cannot be read")
    }
    return Secret(text.trimmingCharacters(in: .whitespacesAndNewlines))
  }
}
