// The lockbox adapter as a worker: bank files from its inbox to `deposit.received`.

import AdapterKit
import Foundation
import PaymentEvents

/// Puts the lockbox adapter together.
public enum LockboxWorker {
  /// The worker's name.
  public static let name = "lockbox"

  /// The process.
  public static let process = WorkerProcess(
    name: name, configuration: "adapters/lockbox/config.yaml",
    keys: WorkerKeys.all + FileWorker.keys + BankProfiles.keys
  ) { context in
    let translator = try LockboxTranslator(tenant: context.tenant, configuration: context.configuration)
    return try await FileWorker.make(context, translator: translator)
  }
}

/// Bank files behind the adapters' common face.
public struct LockboxTranslator: FileTranslator {
  private let translator: DepositTranslator

  /// Creates it without bank profiles.
  public init(tenant: String) { self.init(tenant: tenant, profiles: BankProfiles()) }

  /// Creates it with the bank profiles of a configuration. - Throws: `ConfigurationError`.
  public init(tenant: String, configuration: Configuration) throws {
    self.init(tenant: tenant, profiles: try BankProfiles(configuration))
  }

  package init(tenant: String, profiles: BankProfiles) {
    translator = DepositTranslator(tenant: tenant, profiles: profiles)
  }

  public func translate(file: URL, digest: String, emit: (EncodedEvent) throws -> Void) throws -> FileReport {
    var events = 0
    let report = try translator.translate(file: file, digest: digest) { event in
      events += 1
      try emit(event)
    }
    var result = FileReport(
      format: report.format.rawValue, events: events, rejections: report.rejection(digest: digest).map { [$0] } ?? [],
      warnings: report.refusal == nil ? report.findings.listed.map { FileRejected.Finding($0) } : [])
    (result.deposits, result.deposited) = (report.deposits.count, report.deposits.total)
    result.kept = report.keptTotals.sorted { $0.key.rawValue < $1.key.rawValue }.map {
      KeptTotal(reason: $0.key.rawValue, count: $0.value.count, amount: $0.value.total)
    }
    return result
  }
}
