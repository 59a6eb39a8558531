// tributary documents train: a model of kinds from folders of labelled documents.

import AdapterKit
import ArgumentParser
import DocumentExtractionAdapter
import DocumentReading
import Documents
import Foundation
import TerminalText

struct TrainKinds: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train", abstract: "Learns to tell kinds of documents from folders of them, one folder a kind.",
    discussion: """
      The folders' names are the kinds: eob, denial-letter, refund-request, check, invoice, other. The model is a text \
      file with a weight for each word and kind; put it to config/documents/kinds.model and restart \
      document-extraction. With --test the model is measured on documents that it has not seen.
      """)

  @Argument(help: "A folder with a folder for each kind.", completion: .directory)
  var folder: String

  @Option(help: "Where to write the model.", completion: .file())
  var to: String

  @Option(help: "A folder like it, to measure the model on.", completion: .directory)
  var test: String?

  @OptionGroup var options: HomeOption

  func run() async throws {
    try await reporting {
      let template = try ExtractionSetup.templates(home: Home.find(options.home)).last
      let examples = try Self.examples(folder, template?.kinds ?? [:])
      guard let model = KindTrainer().model(examples) else {
        throw CommandFailure(.badData, "\(folder): there must be documents of at least two kinds")
      }
      try Data(model.text.utf8).write(to: URL(fileURLWithPath: to))
      print("\(examples.count) documents, \(model.kinds.count) kinds, \(model.weights.count) words and signs → \(to)")
      guard let test else { return }
      print(Self.measured(model, try Self.examples(test, template?.kinds ?? [:])))
    }
  }

  /// The documents below a folder; what cannot be read is said and passed over.
  private static func examples(_ path: String, _ kinds: [String: [Label]]) throws -> [KindTrainer.Example] {
    let manager = FileManager.default
    var examples: [KindTrainer.Example] = []
    for kind in try manager.contentsOfDirectory(atPath: path).sorted() {
      let folder = URL(fileURLWithPath: path).appendingPathComponent(kind)
      for name in ((try? manager.contentsOfDirectory(atPath: folder.path)) ?? []).sorted()
      where !name.hasSuffix(".json") {
        do throws(DocumentRefusal) {
          let page = try OpenDocument(file: folder.appendingPathComponent(name)).page(1)
          examples.append(.init(kind: kind, features: KindFeatures.of(PageLine.lines(page), kinds: kinds)))
        } catch {
          printError("\(kind)/\(name): passed over: \(error.reason)")
        }
      }
    }
    return examples
  }

  private static func measured(_ model: KindModel, _ examples: [KindTrainer.Example]) -> String {
    var table = TextTable([
      ("kind", .left), ("documents", .right), ("right", .right), ("other", .right), ("wrong", .right),
    ])
    for kind in Set(examples.map(\.kind)).sorted() {
      let verdicts = examples.filter { $0.kind == kind }.map { model.verdict($0.features).kind }
      let other = kind == KindModel.other ? 0 : verdicts.count { $0 == KindModel.other }
      let right = verdicts.count { $0 == kind }
      table.add([kind, "\(verdicts.count)", "\(right)", "\(other)", "\(verdicts.count - right - other)"])
    }
    return table.text()
  }
}
