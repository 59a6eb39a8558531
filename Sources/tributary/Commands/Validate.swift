// tributary validate: what is wrong with a file, as a report.

import AdapterKit
import ArgumentParser
import Foundation
import PayerEDIAdapter
import PaymentEvents
import TerminalText

struct Validate: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Says whether files can be read and whether they add up, with every finding.")

  @Argument(help: "Files.", completion: .file())
  var files: [String]

  @Flag(help: "Print JSON.")
  var json = false

  @Flag(help: "Print one HTML page, to be sent to the sender of the files.")
  var html = false

  @OptionGroup var configuration: HomeOption

  func validate() throws {
    if json && html { throw ValidationError("--json and --html contradict each other; leave one of them out") }
  }

  func run() async throws {
    try await reporting {
      let setup = try AdapterSetup.find(configuration.home)
      var reports: [ValidationReport] = []
      _ = try OpenedFiles.each(files) { opened in
        reports += try opened.map {
          try ValidationReport(FileTranslation($0, adapter: nil, tenant: "validate", setup: setup))
        }
      } failed: { path, failure in
        reports.append(ValidationReport(unopened: path, failure.description))
      }
      if html { print(try ValidationPage.html(reports)) }
      for report in reports where !html {
        if json { try printJSON(report) } else { print(report.text) }
      }
      guard reports.allSatisfy(\.isGood) else { throw ExitCode.badData }
    }
  }
}

/// What is to be said about one file.
struct ValidationReport: Encodable {
  let file: String
  let digest: String
  let format: String
  let events: Int
  let rejections: [FileRejected]
  let warnings: [FileRejected.Finding]
  let balance: [Imbalance]
  /// What was read and becomes no event.
  let kept: [KeptTotal]

  /// A sum that is not what it should be.
  struct Imbalance: Encodable {
    let traceNumber: String
    let level: String
    let segment: Int
    let expected: Int64
    let found: Int64
  }

  init(_ translation: FileTranslation) throws {
    var balance: [Imbalance] = []
    let digest = try FileDigest.sha256(of: translation.file)
    let report = try translation.setup.translator(
      translation.adapter, tenant: translation.tenant, checksGuides: true
    ).translate(file: translation.file, digest: digest) { event in
        guard event.type == RemittanceReceived.type else { return }
        let advice = try Event<RemittanceReceived>(json: event.body).data
        balance += advice.balance.findings.map {
          Imbalance(
            traceNumber: advice.traceNumber, level: $0.level, segment: $0.segment, expected: $0.expected.cents,
            found: $0.found.cents)
        }
      }
    file = translation.name
    self.digest = digest
    format = report.format
    events = report.events
    rejections = report.rejections
    warnings = report.warnings
    self.balance = balance
    kept = report.kept
  }

  /// Of a file or an archive that cannot be opened.
  init(unopened path: String, _ reason: String) {
    let url = URL(fileURLWithPath: path)
    file = url.lastPathComponent
    digest = (try? FileDigest.sha256(of: url)) ?? ""
    format = "unknown"
    events = 0
    rejections = [
      FileRejected(
        digest: digest, format: format, scope: "file", position: nil, reason: reason, findings: [], findingCount: 0)
    ]
    warnings = []
    balance = []
    kept = []
  }

  /// Warnings alone are no objection: what they are about could be read all the same.
  var isGood: Bool { rejections.isEmpty && balance.isEmpty }

  var verdict: String {
    isGood ? (warnings.isEmpty ? "no objection" : "readable, with findings") : "see below"
  }

  var text: String {
    var lines = ["\(file): \(format), \(events) events; \(verdict)"]
    if let kept = KeptTotal.line(kept) { lines.append("  \(kept)") }
    lines += warnings.map { "  \($0.line(of: format))" }
    for rejection in rejections {
      lines.append("  rejected \(rejection.position ?? "as a whole"): \(rejection.reason)")
      lines += rejection.findings.map { "    \($0.line(of: format))" }
    }
    for sum in balance {
      lines.append(
        "  out of balance at \(sum.level) level, trace \(sum.traceNumber), segment \(sum.segment): the parts give "
          + "\(money(sum.expected)), the document says \(money(sum.found))")
    }
    return lines.map(printable).joined(separator: "\n")  // they quote the file
  }
}
