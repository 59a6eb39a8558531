// tributary documents: made-up documents with known truth, and how well they are extracted.

import AdapterKit
import ArgumentParser
import DocumentExtractionAdapter
import DocumentReading
import Documents
import Foundation
import SyntheticDocuments
import TerminalText

struct DocumentsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "documents",
    abstract: "Documents on paper: those that wait for a person; made-up ones, and how well they are extracted.",
    subcommands: [
      ListDocuments.self, ShowDocument.self, CorrectDocument.self, CalibrationReport.self, TrainKinds.self,
      Generate.self, Accuracy.self,
    ])

  struct Generate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Draws advices, letters and checks of invented payers, each with a JSON file of what it says.",
      discussion: "The same seed makes the same documents.")

    @Option(help: "The folder to write to; made where it is not there.")
    var to: String

    @Option(help: "How many of each layout.")
    var count = 1

    @Option(help: "The first seed.")
    var seed: UInt64 = 1

    @Option(help: "Scans of this quality as TIFF, instead of PDF with text: clean, noisy, skewed, poor.")
    var scan: ScanQuality?

    @Flag(help: "Somebody has stamped them.")
    var stamped = false

    @Option(help: "Instead: the one document that a JSON file like theirs describes, in the name of its payer.")
    var truth: String?

    @Flag(help: "Into a folder for each kind, as `train` wants them.")
    var byKind = false

    @Option(help: "Only layouts of this group: known or unknown.")
    var group: LayoutBook.Group?

    func run() async throws {
      try await reporting {
        let folder = URL(fileURLWithPath: to)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        if let truth { return try draw(truth, to: folder) }
        for layout in group.map(LayoutBook.layouts) ?? LayoutBook.all {
          let folder = byKind ? folder.appendingPathComponent(layout.kind.rawValue) : folder
          try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
          for number in 0..<UInt64(max(count, 0)) {
            let made = SyntheticDocument(layout, seed: seed &+ number, isStamped: stamped)
            let name = "\(layout.name)-\(seed &+ number)"
            let file = scan == nil ? "\(name).pdf" : "\(name)-\(scan?.rawValue ?? "").tiff"
            try Data(bytes(made, seed: seed &+ number)).write(to: folder.appendingPathComponent(file))
            try Data(jsonText(made.truth).utf8).write(to: folder.appendingPathComponent("\(name).json"))
          }
        }
      }
    }

    private func draw(_ path: String, to folder: URL) throws {
      let file = URL(fileURLWithPath: path)
      let said = try JSONDecoder().decode(DocumentTruth.self, from: Data(contentsOf: file))
      guard let layout = LayoutBook.all.first(where: { $0.name == said.layout }) else {
        throw CommandFailure(.badData, "\(path): there is no layout '\(said.layout)'")
      }
      let made = SyntheticDocument(layout, truth: said, isStamped: stamped)
      let name = file.deletingPathExtension().lastPathComponent + (scan == nil ? ".pdf" : ".tiff")
      try Data(bytes(made, seed: seed)).write(to: folder.appendingPathComponent(name))
    }

    private func bytes(_ made: SyntheticDocument, seed: UInt64) throws -> [UInt8] {
      guard let scan else { return made.pdf }
      let pages = try AccuracyRun.pictures(made.pdf)
      return TIFFWriter.file(
        SyntheticDocument.scans(pages, quality: scan, seed: seed), resolution: Int(scan.resolution))
    }
  }

  struct Accuracy: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Extracts made-up advices and compares with what they say.",
      discussion: """
        Layouts in two groups: known ones, which templates were written by, on documents of seeds below 1,000, so \
        that other seeds measure; and unknown ones, which nothing was written for. Confidence is measured beside: the \
        calibration error is how far it is from the share of right fields, on average. The columns before it count \
        the fields that are wrong or missing in documents that passed the gate.
        """)

    @Option(help: "How many of each layout as PDF with text.")
    var texts = 15

    @Option(help: "How many of each layout in each quality of scan.")
    var scans = 4

    @Option(help: "The first seed.")
    var seed: UInt64 = 1_000

    @Option(help: "Only layouts of this group: known or unknown.")
    var group: LayoutBook.Group?

    @Option(parsing: .upToNextOption, help: "Only scans of these qualities.")
    var quality: [ScanQuality] = ScanQuality.allCases

    @Flag(help: "Name each document with a wrong field or that does not pass.")
    var verbose = false

    @OptionGroup var options: HomeOption

    func run() async throws {
      try await reporting {
        var extractor = try ExtractionSetup.extractor(home: try Home.find(options.home))
        extractor.payers = LayoutBook.advices.map { Extractor.Payer(key: $0.name, names: [$0.payer]) }
        let run = AccuracyRun(extractor: extractor, seed: seed, isVerbose: verbose)
        var table = TextTable([
          ("layouts", .left), ("form", .left), ("documents", .right), ("fields, %", .right), ("amounts, %", .right),
          ("passed", .right), ("amounts wrong", .right), ("others wrong", .right), ("not found", .right),
          ("calibration error", .right),
        ])
        for (name, layouts) in [("known", LayoutBook.known), ("unknown", LayoutBook.unknown)]
        where group == nil || group?.rawValue == name {
          for quality in [nil] + quality.map(Optional.some) {
            let tally = try await run.tally(layouts, quality: quality, count: quality == nil ? texts : scans)
            guard tally.documents > 0 else { continue }
            table.add([
              name, quality.map { "scan, \($0.rawValue)" } ?? "text", "\(tally.documents)",
              percent(tally.accuracy(amounts: false)), percent(tally.accuracy(amounts: true)), "\(tally.passed)",
              "\(tally.wrongAmountsPassed)", "\(tally.wrongOthersPassed)", "\(tally.missingPassed)",
              percent(tally.calibrationError),
            ])
          }
        }
        print(table.text())
      }
    }

    private func percent(_ share: Double?) -> String { share.map { ExtractionView.percent($0) } ?? "" }
  }
}

extension ScanQuality: ExpressibleByArgument {}
extension LayoutBook.Group: ExpressibleByArgument {}
