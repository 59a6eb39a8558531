// One kind of request of a profile: method, address, headers and body.

import Foundation
import JSONRules
import Translation

/// A request that can be made of a document.
struct RESTRequest: Sendable {
  /// What is sent.
  struct Made: Sendable {
    var method: String
    /// Below the profile's url.
    var path: String
    var query: [(name: String, value: String)] = []
    var headers: [(name: String, value: String)] = []
    var body: [UInt8]?

    /// Path and query as one text.
    var target: String {
      guard !query.isEmpty else { return path }
      let joined = query.map { "\(TextTemplate.encoded($0.name))=\(TextTemplate.encoded($0.value))" }
      return path + (path.contains("?") ? "&" : "?") + joined.joined(separator: "&")
    }
  }

  static let keys = ["method", "path", "query", "headers", "body"]
  private static let methods = ["GET", "POST", "PUT", "PATCH"]

  let method: String
  private let path: TextTemplate
  private let query: [(name: String, value: TextTemplate)]
  private let headers: [(name: String, value: TextTemplate)]
  private let body: Template?
  /// The values of the document that the body's rules name.
  private let bodyNames: Set<String>

  /// Reads the keys of a section, and notes all faults in them.
  init?(_ section: [String: RuleNode], of node: RuleNode, _ reader: inout ProfileReader, _ scope: ProfileScope) {
    let found = reader.faults.count
    method = reader.text(section["method"]) ?? (section["body"] == nil ? "GET" : "POST")
    if let node = section["method"], !Self.methods.contains(method) {
      reader.note(node, "expected one of \(Self.methods.joined(separator: ", "))")
    }
    let path = reader.template(section["path"], in: node, scope, need: "path")
    query = reader.templates(section["query"], scope)
    headers = reader.templates(section["headers"], scope)
    body = section["body"].flatMap { reader.members($0) }
    bodyNames = section["body"].map(Self.names(in:)) ?? []
    guard let path, reader.faults.count == found else { return nil }
    self.path = path
  }

  /// Whether the ERP is asked for a part of the whole by this name.
  func names(_ name: String) -> Bool {
    bodyNames.contains(name)
      || (path.pointers + query.flatMap(\.value.pointers)).contains { $0.tokens.first == name }
  }

  /// The first parts of all pointers in a rule.
  private static func names(in node: RuleNode) -> Set<String> {
    switch node.content {
    case .scalar(let text, _): Set([JSONPointer(text)?.tokens.first].compactMap { $0 })
    case .list(let items): items.reduce(into: []) { $0.formUnion(names(in: $1)) }
    case .map(let entries): entries.reduce(into: []) { $0.formUnion(names(in: $1.value)) }
    case .empty: []
    }
  }

  /// The request for a document. - Throws: ``RESTError/profile(_:)``.
  func made(of document: JSONValue) throws(RESTError) -> Made {
    var made = Made(method: method, path: try path.text(document, isEncoded: true))
    for (name, value) in query { made.query.append((name, try value.text(document, isEncoded: false))) }
    for (name, value) in headers { made.headers.append((name, try value.text(document, isEncoded: false))) }
    if let body {
      do {
        made.body = Array((try body.value(of: document) ?? .object([:])).text.utf8)
      } catch {
        throw .profile("\(error)")
      }
    }
    return made
  }
}
