// tributary documents calibration: how well fields are read, by what people confirmed and corrected, over time.

import AdapterKit
import ArgumentParser
import DocumentExtractionAdapter
import Documents
import Foundation
import TerminalText

struct CalibrationReport: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "calibration",
    abstract: "How well fields are read and how well confidence tells it, by what people confirmed.",
    discussion: """
      Only documents that waited for a person are in it: they are the difficult ones. The calibration error is how far \
      confidence is from the share of right fields, on average. Status 65 with --alert when a field of a template that \
      was confirmed at least 20 times is right less often than that: for a watch over drift.
      """)

  @Option(help: "Alert below this share of right fields, in per cent.")
  var alert: Int?

  @Flag(help: "Print JSON.")
  var json = false

  @OptionGroup var options: DataOptions

  private struct Line: Encodable {
    let month: String
    let template: String
    let field: String
    let count: Int
    let right: Double
    let confidence: Double
    let calibrationError: Double
    let wrongButSure: Int
  }

  /// Fewer say too little to wake somebody.
  private static let fewest = 20

  func run() async throws {
    try await reporting {
      let lines = try await lines()
      if json {
        try printJSON(lines)
      } else if lines.isEmpty {
        print("Nobody has confirmed or corrected a document yet.")
      } else {
        print(Self.table(lines))
      }
      let poor = lines.filter { line in
        alert.map { line.count >= Self.fewest && line.right * 100 < Double($0) } ?? false
      }
      for line in poor { printError("\(line.month) \(line.template): \(line.field) is read worse than that") }
      if !poor.isEmpty { throw ExitCode.badData }
    }
  }

  /// One for each month, template and field.
  private func lines() async throws -> [Line] {
    let reader = try options.documentsReader()
    var tallies: [[String]: ReviewTally] = [:]
    for (digest, at) in try await reader.confirmed() {
      guard let read = try await reader.extraction(of: digest, revision: 1),
        let truth = try await reader.extraction(of: digest)
      else { continue }
      for review in read.reviewed(against: truth) {
        tallies[[String(at.prefix(7)), read.template, review.field], default: ReviewTally()].add([review])
      }
    }
    return tallies.sorted { $0.key.joined(separator: "\t") < $1.key.joined(separator: "\t") }.map { key, tally in
      Line(
        month: key[0], template: key[1], field: key[2], count: tally.reviews.count, right: tally.accuracy,
        confidence: tally.meanConfidence, calibrationError: tally.calibrationError,
        wrongButSure: tally.wrong(above: 0.99))
    }
  }

  private static func table(_ lines: [Line]) -> String {
    var table = TextTable([
      ("month", .left), ("template", .left), ("field", .left), ("confirmed", .right), ("right, %", .right),
      ("sure, %", .right), ("calibration error, %", .right), ("wrong though sure", .right),
    ])
    for line in lines {
      table.add([
        line.month, line.template, line.field, "\(line.count)", ExtractionView.percent(line.right),
        ExtractionView.percent(line.confidence), ExtractionView.percent(line.calibrationError), "\(line.wrongButSure)",
      ])
    }
    return table.text()
  }
}
