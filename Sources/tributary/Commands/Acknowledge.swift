// tributary acknowledge: TA1 and 999 (997) for files that came in.

import ArgumentParser
import Foundation
import PayerEDIAdapter
import PaymentEvents

struct Acknowledge: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Writes the acknowledgements (TA1 and 999, or 997) of X12 files to standard output.",
    discussion: """
      Two interchanges for each that was received, a TA1 and its 999s (997s for 4010), numbered from --control-number \
      on, as the sender's profile in adapters/payer-edi/config.yaml wants them. Numbers must not repeat between two \
      partners: keep the last one used. Nothing is written for acknowledgements themselves; what cannot be answered is \
      said on standard error, with status 65. The worker payer-edi writes the same into its outbox, under numbers of \
      its own.
      """)

  @Argument(help: "Files.", completion: .file())
  var files: [String]

  @Option(help: "The first interchange control number (ISA13), 1 to 999999999.")
  var controlNumber: Int

  @OptionGroup var configuration: HomeOption

  func validate() throws {
    guard (1...999_999_999).contains(controlNumber) else {
      throw ValidationError("--control-number must be from 1 to 999999999")
    }
  }

  func run() async throws {
    try await reporting {
      let profiles = try AdapterSetup.find(configuration.home).payers
      let parts = Calendar(identifier: .gregorian).dateComponents(in: .gmt, from: Date())
      let date = (parts.year ?? 1970) * 10_000 + (parts.month ?? 1) * 100 + (parts.day ?? 1)
      var answering = Answering(
        writer: AcknowledgementWriter(
          date: date, time: (parts.hour ?? 0) * 100 + (parts.minute ?? 0), profiles: profiles),
        translator: RemittanceTranslator(tenant: "acknowledge", checksGuides: true, profiles: profiles),
        numbers: RunningNumbers(from: controlNumber))
      let areOpened = try OpenedFiles.each(files) { opened in
        for file in opened { try answering.answer(file) }
      }
      if !areOpened || answering.hasFailed { throw ExitCode.badData }
    }
  }
}

/// Answers one file after the other on standard output; what cannot be answered is said on standard error.
private struct Answering {
  let writer: AcknowledgementWriter
  let translator: RemittanceTranslator
  var numbers: RunningNumbers
  var hasFailed = false

  mutating func answer(_ file: OpenedFile) throws {
    let report = try translator.validate(file: file.file)
    guard !report.interchanges.isEmpty else { return fail(file, Answering.obstacle(report)) }
    var written = 0
    for index in report.interchanges.indices {
      let documents: [OutgoingDocument]
      do {
        documents = try writer.write(report, interchange: index, numbers: &numbers)
      } catch {
        fail(file, "interchange \(index + 1) cannot be acknowledged: \(error)")
        continue
      }
      for document in documents {
        try FileHandle.standardOutput.write(contentsOf: document.bytes + [UInt8(ascii: "\n")])
      }
      written += documents.count
    }
    if report.unlistedInterchanges > 0 {
      fail(file, "its last \(report.unlistedInterchanges) interchanges are not acknowledged: split the file")
    }
    if written == 0, !hasFailed {
      printError("\(file.name): nothing is to be answered: acknowledgements alone, or the sender's profile wants none")
    }
  }

  /// Why there is nobody to answer.
  private static func obstacle(_ report: TranslationReport) -> String {
    let reason = report.gravestFinding.map { ": \($0)" } ?? ""
    return "there is no ISA that can be read, and so nobody to acknowledge it to\(reason)"
  }

  private mutating func fail(_ file: OpenedFile, _ reason: String) {
    hasFailed = true
    printError("\(file.name): \(reason)")
  }
}
