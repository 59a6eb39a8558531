// Templates and payers, as the worker and the commands about documents need them.

import AdapterKit
import Documents
import Foundation
import JSONRules

package enum ExtractionSetup {
  private static let folder = "config/documents"
  /// The template that fits everything, and so comes last.
  private static let generic = "generic.yaml"

  /// Reads templates and payers. - Throws: `ConfigurationError`.
  package static func extractor(home: URL) throws -> Extractor {
    Extractor(templates: try templates(home: home), payers: try payers(home: home), model: try model(home: home))
  }

  /// What `tributary documents train` writes.
  private static let model = "\(folder)/kinds.model"

  /// The model of kinds; nil where there is none. - Throws: `ConfigurationError` for a file that is no model.
  package static func model(home: URL) throws -> KindModel? {
    let file = home.appendingPathComponent(model)
    guard FileManager.default.fileExists(atPath: file.path) else { return nil }
    guard let text = try? String(contentsOf: file, encoding: .utf8), let model = KindModel(text: text) else {
      throw ConfigurationError("\(model): is no model of kinds of version 1; make it with `tributary documents train`")
    }
    return model
  }

  /// Reads all templates; those of payers come first. - Throws: `ConfigurationError` with all that is wrong.
  package static func templates(home: URL) throws -> [ExtractionTemplate] {
    let path = home.appendingPathComponent(folder).path
    let names = ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).filter { $0.hasSuffix(".yaml") }
    guard !names.isEmpty else { throw ConfigurationError("\(folder): there is no template; restore \(generic)") }
    let ordered = names.sorted { ($0 == generic ? 1 : 0, $0) < ($1 == generic ? 1 : 0, $1) }
    var (templates, faults) = ([ExtractionTemplate](), [any Error]())
    for name in ordered {
      do {
        templates.append(try ExtractionTemplate(read(name, home)))
      } catch {
        faults.append(error)
      }
    }
    if !faults.isEmpty { throw ConfigurationError(faults) }
    return templates
  }

  /// A template's keys, over those of the one that it extends.
  private static func read(_ name: String, _ home: URL) throws -> RuleNode {
    let file = "\(folder)/\(name)"
    let own = try RuleFile.read(home.appendingPathComponent(file), as: file)
    guard let base = try own.entry("extends") else { return own }
    let path = home.appendingPathComponent("\(folder)/\(try base.text()).yaml")
    guard name != generic, try base.text() == "generic", FileManager.default.fileExists(atPath: path.path) else {
      throw base.error("a payer's template extends 'generic', the one of \(folder)/\(generic)")
    }
    return try own.over(RuleFile.read(path, as: "\(folder)/\(generic)"))
  }

  private static func payers(home: URL) throws -> [Extractor.Payer] {
    let list = try Configuration(file: home.appendingPathComponent(PayerList.path), keys: PayerList.keys)
    return list.sections("payers").map { Extractor.Payer(key: $0.text("key"), names: $0.texts("names")) }
  }

  /// Reads all pages of a document.
  package static func pages(_ document: any ReadableDocument) throws(DocumentRefusal) -> [Page] {
    var pages: [Page] = []
    for number in 1...document.pageCount { pages.append(try document.page(number)) }
    return pages
  }

  /// Reads and extracts a document, with a second reading of what is in doubt.
  package static func read(
    _ document: any ReadableDocument, _ extractor: Extractor
  ) throws(DocumentRefusal) -> (pages: [Page], extraction: Extraction?) {
    var pages = try pages(document)
    for (index, doubts) in extractor.doubts(pages) { pages[index] = try document.readAgain(pages[index], doubts) }
    return (pages, extractor.extract(pages))
  }
}
