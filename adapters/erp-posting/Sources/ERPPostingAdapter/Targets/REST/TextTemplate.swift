// Texts with placeholders: addresses, header values and query values of a profile.

import Foundation
import JSONRules

/// A text in which `{/pointer}` stands for a value of the request's document.
struct TextTemplate: Sendable {
  private enum Part: Sendable {
    case text(String)
    case value(JSONPointer)
  }

  private let parts: [Part]
  private let place: String

  /// Reads a text.
  /// - Parameter scope: what its placeholders may name.
  /// - Throws: `RuleError`.
  init(_ node: RuleNode, _ scope: ProfileScope) throws(RuleError) {
    var parts: [Part] = []
    var rest = try node.text()[...]
    while let open = rest.firstIndex(of: "{") {
      if open > rest.startIndex { parts.append(.text(String(rest[..<open]))) }
      guard let close = rest[open...].firstIndex(of: "}") else {
        throw node.error("a placeholder has no end; write {/name}")
      }
      let text = String(rest[rest.index(after: open)..<close])
      guard let pointer = JSONPointer(text), !pointer.tokens.isEmpty else {
        throw node.error("'{\(text)}' is no placeholder; write a JSON pointer, as in {/key}")
      }
      try scope.check(pointer, at: node)
      parts.append(.value(pointer))
      rest = rest[rest.index(after: close)...]
    }
    if !rest.isEmpty { parts.append(.text(String(rest))) }
    self.parts = parts
    place = node.path
  }

  /// The pointers of its placeholders.
  var pointers: [JSONPointer] {
    parts.compactMap { if case .value(let pointer) = $0 { pointer } else { nil } }
  }

  /// The text for a document.
  /// - Parameter isEncoded: whether values are percent-encoded, for an address (RFC 3986, section 2.3).
  /// - Throws: ``RESTError/profile(_:)`` where a value is missing.
  func text(_ document: JSONValue, isEncoded: Bool) throws(RESTError) -> String {
    var out = ""
    for part in parts {
      switch part {
      case .text(let text): out += text
      case .value(let pointer):
        let text: String
        switch pointer.value(in: document) {
        case .string(let value), .number(let value): text = value
        default: throw .profile("\(place): the request has no value at \(pointer)")
        }
        out += isEncoded ? TextTemplate.encoded(text) : text
      }
    }
    return out
  }

  static func encoded(_ text: String) -> String {
    text.addingPercentEncoding(withAllowedCharacters: unreserved) ?? ""
  }

  private static let unreserved = CharacterSet(
    charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
}

/// What the placeholders of one part of a profile may name.
struct ProfileScope: Sendable {
  /// Members of the request's document.
  let names: Set<String>
  /// What the installation gives as `rest.settings`.
  let settings: Set<String>

  func check(_ pointer: JSONPointer, at node: RuleNode) throws(RuleError) {
    let name = pointer.tokens[0]
    if name == "settings" {
      guard pointer.tokens.count == 2, settings.contains(pointer.tokens[1]) else {
        throw node.error("there is no setting \(pointer); give it under rest.settings of config.yaml")
      }
      return
    }
    guard names.contains(name) else {
      let known = (names.sorted() + ["settings"]).map { "/\($0)" }.joined(separator: ", ")
      throw node.error("there is no value /\(name) here; known are \(known)")
    }
  }
}
