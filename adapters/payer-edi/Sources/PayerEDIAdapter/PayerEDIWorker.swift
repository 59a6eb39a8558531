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
    name: name, configuration: "adapters/payer-edi/config.yaml", keys: keys
  ) { context in
    try await make(context)
  }

  /// The keys of its configuration.
  public static let keys = WorkerKeys.all + FileWorker.keys + PayerProfiles.keys

  /// What the keys' shapes cannot say: all that is wrong, each with file, line and key.
  public static func faults(_ configuration: Configuration) -> [ConfigurationError] {
    PayerProfiles.read(configuration).faults
  }

  /// The same. - Throws: ``ConfigurationError`` with all that is wrong.
  public static func check(_ configuration: Configuration) throws(ConfigurationError) {
    _ = try PayerProfiles(configuration)
  }

  /// Its tables.
  public static let migrations =
    FileWorker.firstMigrations + [DocumentBook.migration] + FileWorker.laterMigrations

  /// The folder, below the worker's own, from where documents are sent.
  public static let outbox = "outbox"

  private static func make(_ context: WorkerContext) async throws -> Worker {
    let profiles = try PayerProfiles(context.configuration)
    let stored = Signal()
    let answers = Answers(profiles: profiles, clock: context.clock, stored: stored, logger: context.logger)
    var additions = FileWorker.Additions()
    additions.migrations = migrations
    additions.handler = { committed in
      RequestHandler(profiles: profiles, clock: context.clock, stored: stored, committed: committed)
    }
    additions.loops = { parts in
      let outbox = DocumentOutbox(
        folder: context.folder.appendingPathComponent(PayerEDIWorker.outbox), database: parts.database,
        clock: context.clock,
        stored: stored, logger: context.logger)
      return [WorkerLoop("outbox") { try await outbox.run() }]
    }
    return try await FileWorker.make(
      context, translator: PayerEDITranslator(tenant: context.tenant, profiles: profiles, answers: answers),
      additions: additions)
  }
}

/// X12 files behind the adapters' common face.
public struct PayerEDITranslator: FileTranslator {
  private let translator: RemittanceTranslator
  private let answers: Answers?

  /// Creates it.
  /// - Parameter checksGuides: whether advices are checked against their guide as all other sets are. It changes no
  ///   event and takes time, so it is for people who ask what is wrong with a file.
  /// - Parameter answers: what answers the files; nil: nobody does.
  public init(tenant: String, checksGuides: Bool = false, answers: Answers? = nil) {
    translator = RemittanceTranslator(tenant: tenant, checksGuides: checksGuides)
    self.answers = answers
  }

  /// Creates it with what is agreed with payers.
  package init(tenant: String, checksGuides: Bool = false, profiles: PayerProfiles, answers: Answers? = nil) {
    translator = RemittanceTranslator(tenant: tenant, checksGuides: checksGuides, profiles: profiles)
    self.answers = answers
  }

  /// Who may get what wrong, as text.
  public var fingerprint: String { translator.profiles.fingerprint }

  public func translate(file: URL, digest: String, emit: (EncodedEvent) throws -> Void) throws -> FileReport {
    let report = try translator.translate(file: file, digest: digest, correlationID: digest, emit: emit)
    let rejections = rejections(report, digest)
    let isRejectedWhole = rejections.contains { $0.scope == "file" }  // and has all the findings then
    return FileReport(
      format: report.isX12 ? "x12" : "unknown", events: report.eventCount, rejections: rejections,
      warnings: isRejectedWhole ? [] : warnings(report), followUp: answers?.followUp(report, digest: digest))
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
