// The paper behind a payment: the document, and the page and box of each of its values.

import DocumentExtractionAdapter
import Documents
import Foundation
import Operations
import PaymentEvents

/// A document that a payment was read from.
struct TracedDocument: Encodable {
  let digest: String
  let state: ExtractionBook.State
  let template: String
  /// Files of the pages' pictures.
  let pictures: [String]
  let fields: [DocumentExtracted.Field]
  /// The same for the terminal.
  let text: String

  private enum Key: String, CodingKey {
    case digest, state, template, pictures, fields
  }

  func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: Key.self)
    try values.encode(digest, forKey: .digest)
    try values.encode(state, forKey: .state)
    try values.encode(template, forKey: .template)
    try values.encode(pictures, forKey: .pictures)
    try values.encode(fields, forKey: .fields)
  }

  /// The documents of a trail: those that the key names, and those whose events are in it.
  static func all(_ key: String, _ trail: OperationsReader.Trail, _ options: DataOptions) async throws
    -> [TracedDocument]
  {
    guard let reader = try? options.documentsReader() else { return [] }
    var names: [String] = [key]
    for event in trail.events where event.type == DocumentExtracted.type && !names.contains(event.subject) {
      names.append(event.subject)
    }
    var documents: [TracedDocument] = []
    for name in names {
      for entry in try await reader.documents(called: name)
      where !documents.contains(where: { $0.digest == entry.digest }) {
        let fields = try await reader.extraction(of: entry.digest)?.fields ?? []
        let pictures = entry.images.map { DocumentPlaces.path(of: $0, options) }
        let lines =
          ["On paper, document \(entry.digest.prefix(12)) (\(entry.state.rawValue), template \(entry.template)):"]
          + pictures.map { "  page picture: \($0)" }
        documents.append(
          TracedDocument(
            digest: entry.digest, state: entry.state, template: entry.template, pictures: pictures,
            fields: fields.map(DocumentExtracted.Field.init),
            text: lines.joined(separator: "\n") + "\n" + DocumentPlaces.table(fields)))
      }
    }
    return documents
  }
}

/// A trail with its paper, as JSON: the trail's own keys, and `documents`.
struct PaperTrail: Encodable {
  let trail: OperationsReader.Trail
  let documents: [TracedDocument]

  private enum Key: String, CodingKey {
    case documents
  }

  func encode(to encoder: any Encoder) throws {
    try trail.encode(to: encoder)
    var values = encoder.container(keyedBy: Key.self)
    try values.encode(documents, forKey: .documents)
  }
}
