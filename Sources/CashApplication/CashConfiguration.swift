// What cash application takes from configuration: the payer list, bank accounts, accounts and rules.

import AdapterKit
import CashRules
import Foundation
import Ledger
import PaymentEvents
import Storage

/// The configuration of cash application, ready to use.
package struct CashConfiguration: Sendable {
  /// The tenant.
  package var tenant: String
  /// The legal entity of the journals.
  package var entity: String
  /// Where business days begin and end: an IANA name.
  package var timeZone = "America/New_York"
  /// The rules.
  package var rules: RuleBook
  /// The payer list.
  package var payers: PayerDirectory
  /// Bank accounts by number: which of the bank's formats books cash. The others only tell about the same money.
  package var bookingFormats: [String: String]
  /// Closed accounting periods.
  package var periods: Periods
  /// Up to which amount each role acts alone.
  package var approvals = ApprovalRules()
  /// What protects stored events.
  package var cipher: any BodyCipher = PlainBodies()
  /// SHA-256 of everything above, as configured.
  package var digest: String

  /// Creates it with an empty payer list; for tests.
  package init(tenant: String, rules: RuleBook = RuleBook(), payers: PayerDirectory, bookingFormats: [String: String]) {
    self.tenant = tenant
    self.rules = rules
    self.payers = payers
    self.bookingFormats = bookingFormats
    entity = "main"
    periods = Periods()
    digest = "built-in"
  }

  /// Reads it. - Throws: ``ConfigurationError`` or ``PayerDirectoryError`` or ``LedgerError``, each saying what to do.
  package init(shared: Configuration, _ configuration: Configuration, payerList: Configuration) throws {
    tenant = shared.text("tenant")
    entity = configuration.text("entity")
    timeZone = shared.text("timeZone")
    try CashConfiguration.refuseTwice(payerList)
    do {
      payers = try PayerDirectory(CashConfiguration.listed(payerList))
      rules = try CashConfiguration.rules(configuration, payerList)
    } catch let error as PayerDirectoryError {
      throw ConfigurationError("payers.yaml: \(error)")
    } catch let error as LedgerError {
      throw ConfigurationError("accounts: \(error)")
    }
    let numbers = configuration.sections("bankAccounts").map { $0.text("number") }
    if let twice = numbers.first(where: { number in numbers.count { $0 == number } > 1 }) {
      throw ConfigurationError("bankAccounts: account \(twice) is listed twice; leave it once, with one format")
    }
    bookingFormats = Dictionary(
      configuration.sections("bankAccounts").map { ($0.text("number"), $0.text("bookedFrom")) },
      uniquingKeysWith: { first, _ in first })
    periods = Periods(closed: Set(try configuration.texts("closedPeriods").map(CashConfiguration.period)))
    let thresholds = configuration.textMap("approvalThresholds")
    if !thresholds.isEmpty { approvals = try CashConfiguration.approvals(thresholds) }
    digest = "\(shared.digest):\(configuration.digest):\(payerList.digest)"
  }

  private static func listed(_ payerList: Configuration) -> [PayerDirectory.Listed] {
    payerList.sections("payers").map {
      PayerDirectory.Listed(key: $0.text("key"), names: $0.texts("names"), identifiers: $0.texts("identifiers"))
    }
  }

  /// Of two entries of one payer nobody knows which one counts.
  private static func refuseTwice(_ payerList: Configuration) throws(ConfigurationError) {
    var keys: Set<String> = []
    for section in payerList.sections("payers") where !keys.insert(section.text("key")).inserted {
      throw section.fault("key", "the payer '\(section.text("key"))' is listed twice; leave it once")
    }
  }

  private static func approvals(_ thresholds: [String: String]) throws -> ApprovalRules {
    ApprovalRules(
      thresholds: try thresholds.mapValues { text in
        guard let cents = Int64(text), cents >= 0 else {
          throw ConfigurationError("approvalThresholds: '\(text)' is no amount in cents; write 2500 for 25.00")
        }
        return cents
      })
  }

  private static func day(_ text: String) throws -> LocalDate {
    guard let day = LocalDate(iso: text) else {
      throw ConfigurationError("holidays: '\(text)' is not a day; write YYYY-MM-DD")
    }
    return day
  }

  private static func period(_ text: String) throws -> String {
    guard LocalDate(iso: "\(text)-01") != nil else {
      throw ConfigurationError("closedPeriods: '\(text)' is not a period; write YYYY-MM")
    }
    return text
  }

  private static func controlNumbers(_ payer: Configuration) -> ControlNumberRule? {
    let rule = ControlNumberRule(
      prefixes: payer.texts("controlNumbers.prefixes"), length: payer.integer("controlNumbers.length"))
    return rule == ControlNumberRule() ? nil : rule
  }

  private static func rules(_ configuration: Configuration, _ payerList: Configuration) throws -> RuleBook {
    var rules = RuleBook()
    var named: [Chart.Purpose: Account] = [:]
    for (name, path) in configuration.textMap("accounts") {
      guard let purpose = Chart.Purpose(rawValue: name) else {
        let known = Chart.Purpose.allCases.map(\.rawValue).joined(separator: ", ")
        throw ConfigurationError("accounts.\(name): there is no such purpose; known are \(known)")
      }
      named[purpose] = try Account(path)
    }
    rules.chart = Chart(named)
    for code in configuration.sections("contractual") {
      rules.contractual[AdjustmentCode(code.text("group"), code.text("reason"))] =
        ContractualKind(rawValue: code.text("kind"))
    }
    rules.reviewedProviderAdjustments = Set(configuration.texts("reviewedProviderAdjustments"))
    rules.holidays = Set(try configuration.texts("holidays").map(day))
    rules.dateWindow = configuration.integer("dateWindow")
    rules.escalationDays = configuration.integer("escalationDays")
    for row in configuration.sections("denialCategories") {
      let key = [row.text("reason"), row.text("remark")].filter { !$0.isEmpty }.joined(separator: " ")
      rules.denialTable.pairs[key] = DenialCategory(rawValue: row.text("category"))
    }
    rules.varianceTolerance = .init(
      amount: try Money(cents: Int64(configuration.integer("variance.cents"))),
      basisPoints: configuration.integer("variance.basisPoints"))
    rules.smallUnderpayments = try Money(cents: Int64(configuration.integer("variance.smallUnderpayments")))
    for payer in payerList.sections("payers") {
      rules.payers[payer.text("key")] = PayerPolicy(
        postsWhenFunded: payer.boolean("postsWhenFunded"), reviewsAll: payer.boolean("reviewsAll"),
        capsContractual: payer.boolean("capsContractual"), holdsVariance: payer.boolean("holdsVariance"),
        controlNumbers: controlNumbers(payer))
    }
    return rules
  }
}

extension CashConfiguration {
  /// The keys of `config/cash-application.yaml`.
  package static let keys: [ConfigurationKey] =
    WorkerKeys.all + [
      ConfigurationKey("entity", .text, default: "main", "The legal entity that journals name."),
      ConfigurationKey(
        "bankAccounts",
        .list(
          .section([
            ConfigurationKey("number", .text, "The account's number as the bank's files write it."),
            ConfigurationKey("name", .text, "What people call it."),
            ConfigurationKey(
              "bookedFrom", .choice(["bai2", "nacha", "lockbox", "delimited", PatientPaymentSource.name]),
              default: "bai2", "The one source that books its cash."),
          ])), "Our bank accounts."),
      ConfigurationKey("accounts", .map(.text), "Accounts by purpose, where the built-in names do not fit."),
      ConfigurationKey(
        "contractual",
        .list(
          .section([
            ConfigurationKey("group", .text, "CAS group code."), ConfigurationKey("reason", .text, "CARC."),
            ConfigurationKey("kind", .choice(["allowance", "capitation"]), default: "allowance", "Where it goes."),
          ])), "Further adjustment codes that reduce a receivable by contract."),
      ConfigurationKey("approvalThresholds", .map(.text), "Cents up to which a role acts without a second person."),
      ConfigurationKey("reviewedProviderAdjustments", .list(.text), "PLB codes that a person releases."),
      ConfigurationKey("closedPeriods", .list(.text), "Accounting periods (YYYY-MM) that take nothing more."),
      ConfigurationKey("holidays", .list(.text), "Days (YYYY-MM-DD) that are not business days."),
      ConfigurationKey(
        "escalationDays", .integer(0...250), default: "5",
        "Business days until an overdue item goes to the next role."),
      ConfigurationKey("denialCategories", .list(.section(denialKeys)), "Kinds of denials, before the built-in table."),
      ConfigurationKey("variance", .section(varianceKeys), "What payers allow beside their contracts."),
      ConfigurationKey("dateWindow", .integer(0...60), default: "3", "Business days between deposit and advice."),
    ]

  private static let denialKeys: [ConfigurationKey] = [
    ConfigurationKey("reason", .text, "CARC."),
    ConfigurationKey("remark", .text, default: "", "RARC; absent: whatever the remarks."),
    ConfigurationKey("category", .choice(DenialCategory.allCases.map(\.rawValue)), "The kind."),
  ]

  private static let varianceKeys: [ConfigurationKey] = [
    ConfigurationKey(
      "cents", .integer(0...100_000_000), default: "100",
      "Cents by which what a payer allows for a claim may be off its contract."),
    ConfigurationKey("basisPoints", .integer(0...10_000), default: "0", "The same in hundredths of a percent."),
    ConfigurationKey(
      "smallUnderpayments", .integer(0...1_000_000_000), default: "50000",
      "Cents to which small underpayments of a contract add up before somebody is told; 0: never."),
  ]

  /// The keys of `config/payers.yaml`, which all services share.
  package static let payerListKeys = PayerList.keys
}
