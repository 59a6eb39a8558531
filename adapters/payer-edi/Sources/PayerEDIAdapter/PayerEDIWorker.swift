// The payer EDI adapter as a worker: X12 files from its inbox to canonical events.

import AdapterKit
import Foundation
import PaymentEvents
import X12

/// Puts the payer EDI adapter together.
public enum PayerEDIWorker {
  /// The worker's name.
  public static let name = "payer-edi"

  /// The process.
  public static let process = WorkerProcess(
    name: name, configuration: "adapters/payer-edi/config.yaml", keys: WorkerKeys.all + FileWorker.keys
  ) { context in
    try await FileWorker.make(context, translator: PayerEDITranslator(tenant: context.tenant))
  }
}

/// X12 files behind the adapters' common face.
public struct PayerEDITranslator: FileTranslator {
  private let translator: RemittanceTranslator

  /// Creates it.
  /// - Parameter checksGuides: whether advices are checked against their guide as all other sets are. It changes no
  ///   event and takes time, so it is for people who ask what is wrong with a file.
  public init(tenant: String, checksGuides: Bool = false) {
    translator = RemittanceTranslator(tenant: tenant, checksGuides: checksGuides)
  }

  public func translate(file: URL, digest: String, emit: (EncodedEvent) throws -> Void) throws -> FileReport {
    let report = try translator.translate(file: file, digest: digest, correlationID: digest, emit: emit)
    let rejections = rejections(report, digest)
    let isRejectedWhole = rejections.contains { $0.scope == "file" }  // and has all the findings then
    return FileReport(
      format: report.isX12 ? "x12" : "unknown", events: report.eventCount, rejections: rejections,
      warnings: isRejectedWhole ? [] : warnings(report))
  }

  /// What is wrong with the file around its sets, and with the sets that go on.
  private func warnings(_ report: TranslationReport) -> [FileRejected.Finding] {
    let sets = report.sets.filter { $0.outcome != .rejected }.flatMap(\.findings.listed)
    return (report.findings.listed + sets).prefix(1_000).map(FileRejected.Finding.init)
  }

  private func rejections(_ report: TranslationReport, _ digest: String) -> [FileRejected] {
    let sets = report.rejections.map { set in
      rejection(report, digest, scope: "set", position: set.position, set.findings)
    }
    let isUsed = report.translatedCount + report.keptCount + report.acknowledgementCount > 0
    if !sets.isEmpty || isUsed { return sets }
    return [rejection(report, digest, scope: "file", position: nil, report.findings)]
  }

  private func rejection(
    _ report: TranslationReport, _ digest: String, scope: String, position: String?, _ log: FindingLog
  ) -> FileRejected {
    let findings = log.listed.map(FileRejected.Finding.init)
    let first = findings.first { $0.severity == "error" } ?? findings.first
    return FileRejected(
      digest: digest, format: report.isX12 ? "x12" : "unknown", scope: scope, position: position,
      reason: first?.message ?? "the file holds no transaction set that this adapter handles", findings: findings,
      findingCount: log.count)
  }
}

extension FileRejected.Finding {
  init(_ finding: X12.Finding) {
    let number = finding.element.map { $0 < 10 ? "0\($0)" : "\($0)" }
    self.init(
      severity: finding.rule.severity.rawValue, rule: finding.rule.code, message: finding.message,
      segment: finding.segmentNumber > 0 ? finding.segmentNumber : nil, byteOffset: Int64(finding.byteOffset),
      element: number.map { finding.segmentID + $0 })
  }
}
