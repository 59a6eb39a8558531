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
      on. Numbers must not repeat between two partners: keep the last one used. Nothing is written for \
      acknowledgements themselves. The worker payer-edi writes the same into its outbox, under numbers of its own.
      """)

  @Argument(help: "Files.", completion: .file())
  var files: [String]

  @Option(help: "The first interchange control number (ISA13), 1 to 999999999.")
  var controlNumber: Int

  func validate() throws {
    guard (1...999_999_999).contains(controlNumber) else {
      throw ValidationError("--control-number must be from 1 to 999999999")
    }
  }

  func run() async throws {
    try await reporting {
      let parts = Calendar(identifier: .gregorian).dateComponents(in: .gmt, from: Date())
      let date = (parts.year ?? 1970) * 10_000 + (parts.month ?? 1) * 100 + (parts.day ?? 1)
      let writer = AcknowledgementWriter(date: date, time: (parts.hour ?? 0) * 100 + (parts.minute ?? 0))
      let translator = RemittanceTranslator(tenant: "acknowledge", checksGuides: true)
      var numbers = RunningNumbers(from: controlNumber)
      for path in files {
        let report = try translator.validate(file: URL(fileURLWithPath: path))
        for document in try writer.write(report, numbers: &numbers) {
          try FileHandle.standardOutput.write(contentsOf: document.bytes + [UInt8(ascii: "\n")])
        }
      }
    }
  }
}
