// Templates and payers, as the commands about documents need them.

import AdapterKit
import CashApplication
import DocumentReading
import Documents
import Foundation

enum ExtractionSetup {
  private static let folder = "config/documents"
  /// The template that fits everything, and so comes last.
  private static let generic = "generic.yaml"

  /// Reads templates and payers. - Throws: `ConfigurationError`.
  static func extractor(home: URL) throws -> Extractor {
    Extractor(templates: try templates(home: home), payers: try payers(home: home))
  }

  static func templates(home: URL) throws -> [ExtractionTemplate] {
    let path = home.appendingPathComponent(folder).path
    let names = ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).filter { $0.hasSuffix(".yaml") }
    guard !names.isEmpty else { throw ConfigurationError("\(folder): there is no template; restore \(generic)") }
    let ordered = names.sorted { ($0 == generic ? 1 : 0, $0) < ($1 == generic ? 1 : 0, $1) }
    var (templates, faults) = ([ExtractionTemplate](), [any Error]())
    for name in ordered {
      let file = "\(folder)/\(name)"
      do {
        templates.append(try ExtractionTemplate(RuleFile.read(home.appendingPathComponent(file), as: file)))
      } catch {
        faults.append(error)
      }
    }
    if !faults.isEmpty { throw ConfigurationError(faults) }
    return templates
  }

  private static func payers(home: URL) throws -> [Extractor.Payer] {
    let list = try Configuration(
      file: home.appendingPathComponent("config/payers.yaml"), keys: CashConfiguration.payerListKeys)
    return list.sections("payers").map { Extractor.Payer(key: $0.text("key"), names: $0.texts("names")) }
  }

  /// Reads all pages of a document.
  static func pages(_ document: OpenDocument) throws(DocumentRefusal) -> [Page] {
    var pages: [Page] = []
    for number in 1...document.pageCount { pages.append(try document.page(number)) }
    return pages
  }
}
