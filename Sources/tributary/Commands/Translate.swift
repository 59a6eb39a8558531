// tributary translate: a file in, the events of its content out. No broker, no store.

import AdapterKit
import ArgumentParser
import Foundation
import LockboxAdapter
import PayerEDIAdapter
import PaymentEvents

struct Translate: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Translates files, or other systems' events, to canonical events, one JSON document a line.",
    discussion: """
      --as names an adapter (payer-edi, lockbox) or a translation of config/translations. Findings go to standard error.
      """)

  @Argument(help: "Files.", completion: .file())
  var files: [String]

  @Flag(help: "Print control totals only.")
  var summary = false

  @Option(name: .customLong("as"), help: "An adapter, where the format is not to be detected; or a translation.")
  var name: String?

  @Option(help: "The tenant; part of every event's id.")
  var tenant = "demo"

  @Option(help: "The folder with schemas, adapters and configuration; found by itself when the program lies below it.")
  var home: String?

  @Flag(help: "Print the summary as JSON.")
  var json = false

  func run() async throws {
    try await reporting {
      var rejected = false
      if let name, !FileAdapters.all.contains(where: { $0.name == name }) {
        let events = try EventTranslation(setup: try RouterSetup(home: try Home.find(home), tenant: tenant), name: name)
        for path in files { rejected = try events.run(path: path) || rejected }
        if rejected { throw ExitCode.badData }
        return
      }
      let setup = try AdapterSetup.find(home)
      let areOpened = try OpenedFiles.each(files) { opened in
        for file in opened {
          let isRejected = try FileTranslation(file, adapter: name, tenant: tenant, setup: setup)
            .run(printsEvents: !summary, printsSummary: summary, json: json)
          rejected = rejected || isRejected
        }
      }
      if rejected || !areOpened { throw ExitCode.badData }
    }
  }
}

/// One file, translated to standard output.
struct FileTranslation {
  let file: URL
  let name: String
  let adapter: FileAdapters.Adapter
  let tenant: String
  let setup: AdapterSetup

  init(_ opened: OpenedFile, adapter name: String?, tenant: String, setup: AdapterSetup) throws {
    self.setup = setup
    file = opened.file
    self.name = opened.name
    if let name {
      guard let known = FileAdapters.all.first(where: { $0.name == name }) else {
        throw CommandFailure(.badData, "there is no adapter '\(name)'; use payer-edi, lockbox or document-extraction")
      }
      adapter = known
    } else {
      adapter = try setup.adapter(forPlain: file)
    }
    self.tenant = tenant
  }

  /// Returns whether something of the file was rejected.
  func run(printsEvents: Bool, printsSummary: Bool, json: Bool) throws -> Bool {
    let digest = try FileDigest.sha256(of: file)
    let output = LineWriter()
    var totals = EventTotals()
    let report = try setup.translator(adapter, tenant: tenant).translate(file: file, digest: digest) { event in
      if printsEvents { try output.write(event.body) }
      if printsSummary { try totals.add(event) }
    }
    try output.flush()
    for finding in report.warnings { printError("\(name): \(finding.line(of: report.format))") }
    for rejection in report.rejections { explain(rejection, report.format) }
    if printsSummary { try print(totals, report, json: json) }
    return !report.rejections.isEmpty
  }

  private func explain(_ rejection: FileRejected, _ format: String) {
    let place = rejection.position.map { " (\($0))" } ?? ""
    printError("\(name)\(place): rejected: \(rejection.reason)")
    for finding in rejection.findings { printError("  \(finding.line(of: format))") }
  }

  private func print(_ totals: EventTotals, _ report: FileReport, json: Bool) throws {
    if json {
      try printJSON(FileSummary(file: name, report, totals))
    } else {
      Swift.print(
        """
        \(name): \(report.format), \(report.events) events, \(report.rejections.count) rejected
          advices \(totals.advices), claims \(totals.claims), payment \(money(totals.payment)), \
        charged \(money(totals.charged)), paid \(money(totals.paid)), patient \(money(totals.patient)), \
        provider adjustments \(money(totals.providerAdjustments)), out of balance \(totals.unbalanced)
          deposits \(totals.deposits), \(money(totals.deposited)), taken back \(totals.returned), \
        \(money(totals.returnedAmount))
        """)
      if let kept = KeptTotal.line(report.kept) { Swift.print("  \(kept)") }
    }
  }
}

extension FileRejected.Finding {
  /// One line for people. X12 counts segments, the banks' formats count records.
  func line(of format: String) -> String {
    let unit = format == "x12" ? "segment" : "record"
    let record = [segment.map { "\(unit) \($0)" }, element].compactMap { $0 }.joined(separator: " ")
    let place = [record, byteOffset.map { "byte \($0)" } ?? ""].filter { !$0.isEmpty }.joined(separator: ", ")
    return "\(severity) \(rule)\(place.isEmpty ? "" : ": \(place)"): \(message)"
  }
}

/// Sums over the events of a file.
struct EventTotals {
  var advices = 0
  var claims = 0
  var payment: Int64 = 0
  var charged: Int64 = 0
  var paid: Int64 = 0
  var patient: Int64 = 0
  var providerAdjustments: Int64 = 0
  var unbalanced = 0
  var deposits = 0
  var deposited: Int64 = 0
  var returned = 0
  var returnedAmount: Int64 = 0

  mutating func add(_ event: EncodedEvent) throws {
    switch event.type {
    case RemittanceReceived.type: try add(Event<RemittanceReceived>(json: event.body).data)
    case DepositReceived.type:
      deposits += 1
      deposited += try Event<DepositReceived>(json: event.body).data.amount.cents
    case DepositReturned.type:
      returned += 1
      returnedAmount += try Event<DepositReturned>(json: event.body).data.amount.cents
    default: break
    }
  }

  private mutating func add(_ advice: RemittanceReceived) throws {
    advices += 1
    claims += advice.claimCount
    payment += advice.payment.amount.cents
    charged += advice.totals.charge.cents
    paid += advice.totals.paid.cents
    patient += advice.totals.patientResponsibility.cents
    providerAdjustments += try advice.providerAdjustments.map(\.amount).total().cents
    if !advice.balance.balanced { unbalanced += 1 }
  }
}

/// The summary as JSON.
private struct FileSummary: Encodable {
  let file: String
  let format: String
  let events: Int
  let advices: Int
  let claims: Int
  let payment: Int64
  let charged: Int64
  let paid: Int64
  let patient: Int64
  let providerAdjustments: Int64
  let unbalanced: Int
  let deposits: Int
  let deposited: Int64
  let returned: Int
  let returnedAmount: Int64
  let kept: [KeptTotal]
  let rejections: [FileRejected]

  init(file: String, _ report: FileReport, _ totals: EventTotals) {
    self.file = file
    format = report.format
    events = report.events
    advices = totals.advices
    claims = totals.claims
    payment = totals.payment
    charged = totals.charged
    paid = totals.paid
    patient = totals.patient
    providerAdjustments = totals.providerAdjustments
    unbalanced = totals.unbalanced
    deposits = totals.deposits
    deposited = totals.deposited
    returned = totals.returned
    returnedAmount = totals.returnedAmount
    kept = report.kept
    rejections = report.rejections
  }
}

/// Lines to standard output through one buffer.
final class LineWriter {
  private var buffer: [UInt8] = []
  /// Bytes written at once.
  private static let limit = 1 << 18

  func write(_ line: [UInt8]) throws {
    if line.count >= LineWriter.limit {
      try flush()
      try FileHandle.standardOutput.write(contentsOf: line)
    } else {
      buffer += line
    }
    buffer.append(UInt8(ascii: "\n"))
    if buffer.count >= LineWriter.limit { try flush() }
  }

  func flush() throws {
    try FileHandle.standardOutput.write(contentsOf: buffer)
    buffer.removeAll(keepingCapacity: true)
  }
}
