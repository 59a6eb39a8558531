// tributary extract: what a document on paper or as PDF says. Nothing needs to run, nothing is stored or published.

import AdapterKit
import ArgumentParser
import DocumentExtractionAdapter
import DocumentReading
import Documents
import Foundation
import PaymentEvents
import TerminalText

struct Extract: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Shows what a PDF, TIFF, PNG or JPEG says: payment, claims, amounts, each with its confidence.",
    discussion: """
      Templates are in config/documents, payers in config/payers.yaml. The page that --html writes shows where each \
      value stands; it holds what the document holds, patients' names too. Status 65: it was refused, or a person has \
      to look.
      """)

  @Argument(help: "A document.", completion: .file(extensions: ["pdf", "tif", "tiff", "png", "jpg", "jpeg"]))
  var file: String

  @Option(help: "Write a page for the browser here, with the values marked on the document.", completion: .file())
  var html: String?

  @Flag(help: "Print JSON.")
  var json = false

  @OptionGroup var options: HomeOption

  func run() async throws {
    try await reporting {
      let extractor = try ExtractionSetup.extractor(home: try Home.find(options.home))
      if let remark = ConfinedProgram.remark { printError(remark) }
      let view = try look(extractor)
      if json { try printJSON(view) } else { print(view.text) }
      if !view.reasons.isEmpty { throw ExitCode.badData }
    }
  }

  private func look(_ extractor: Extractor) throws -> ExtractionView {
    do throws(DocumentRefusal) {
      let document = try OpenDocument(file: URL(fileURLWithPath: file))
      let (pages, extraction) = try ExtractionSetup.read(document, extractor)
      let view = ExtractionView(extraction, pages: pages)
      if let html { try write(view, document, pages, to: html) }
      return view
    } catch {
      let code: ExitCode = error.code == .unavailable ? .unavailable : .badData
      throw CommandFailure(code, "\(file): refused (\(error.code.rawValue)): \(error.reason)")
    }
  }

  private func write(
    _ view: ExtractionView, _ document: OpenDocument, _ pages: [Page], to path: String
  ) throws(DocumentRefusal) {
    var pictures: [(page: Page, image: GrayImage)] = []
    for page in pages {
      let (image, resolution) = try document.picture(page.number, turned: page.turnedDegrees)
      pictures.append((page, image.scaled(by: min(1, 110 / resolution))))
    }
    do {
      try Data(ExtractionPage.html(view, name: URL(fileURLWithPath: file).lastPathComponent, pictures).utf8)
        .write(to: URL(fileURLWithPath: path))
    } catch {
      throw DocumentRefusal(.unavailable, "\(path) cannot be written: \(SystemWords.text(error))")
    }
  }
}
