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
    name: name, configuration: "adapters/lockbox/config.yaml", keys: WorkerKeys.all + FileWorker.keys
  ) { context in
    try await FileWorker.make(context, translator: LockboxTranslator(tenant: context.tenant))
  }
}

/// Bank files behind the adapters' common face.
public struct LockboxTranslator: FileTranslator {
  private let translator: DepositTranslator

  /// Creates it.
  public init(tenant: String) { translator = DepositTranslator(tenant: tenant) }

  public func translate(file: URL, digest: String, emit: (EncodedEvent) throws -> Void) throws -> FileReport {
    var events = 0
    let report = try translator.translate(file: file, digest: digest) { event in
      events += 1
      try emit(event)
    }
    return FileReport(
      format: report.format.rawValue, events: events, rejections: report.rejection(digest: digest).map { [$0] } ?? [],
      warnings: report.refusal == nil ? report.findings.listed.map { FileRejected.Finding($0) } : [])
  }
}
