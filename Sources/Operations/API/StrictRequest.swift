// Requests over HTTP are taken by the letter: what nobody here knows is refused, not passed over. A filter with a
// misspelt name would else choose everything.

import Foundation
import PaymentEvents

extension Call {
  /// Goes on where the query has no other parameters. - Throws: ``DeskRefusal`` naming those that it has.
  func require(parameters known: Set<String>) throws {
    let unknown = Set(query.keys).subtracting(known).sorted()
    guard !unknown.isEmpty else { return }
    let names = unknown.map { "'\($0)'" }.joined(separator: ", ")
    throw DeskRefusal(
      .invalid,
      "there is no parameter \(names) here; "
        + (known.isEmpty ? "none is taken" : "known are \(known.sorted().joined(separator: ", "))"))
  }

  /// A parameter that is a whole number; nil where it is not given. - Throws: ``DeskRefusal``.
  func number(_ name: String) throws -> Int64? {
    guard let text = query[name] else { return nil }
    guard let number = Int64(text), number >= 0 else {
      throw DeskRefusal(.invalid, "\(name): '\(text)' is no whole number")
    }
    return number
  }

  /// What stands in the path at a name. - Throws: ``DeskRefusal``, where the endpoint's path has no such name.
  func place(_ name: String) throws -> String {
    guard let text = places[name], !text.isEmpty else {
      throw DeskRefusal(.missing, "there is nothing at this address")
    }
    return text
  }

  /// The same as a number. - Throws: ``DeskRefusal``.
  func placeNumber(_ name: String) throws -> Int64 {
    let text = try place(name)
    guard let number = Int64(text), number >= 0 else { throw DeskRefusal(.invalid, "'\(text)' is no number") }
    return number
  }

  /// The body as a value. - Throws: ``DeskRefusal`` naming keys that the value does not have; `DecodingError`.
  func decoded<Value: Decodable>(as type: Value.Type = Value.self) throws -> Value {
    let value = try EventCoding.decoder().decode(Value.self, from: Data(body))
    let document = try JSONSerialization.jsonObject(with: Data(body), options: .fragmentsAllowed)
    let unknown = StrictBody.unknown(in: document, beside: value, at: "")
    guard unknown.isEmpty else {
      let names = unknown.prefix(10).map { "'\($0)'" }.joined(separator: ", ")
      throw DeskRefusal(.invalid, "the request has keys that are not known here: \(names); nothing was done")
    }
    return value
  }
}

/// Compares a document with the value that was read from it.
enum StrictBody {
  /// The keys of the document that the value has no property for, with their places.
  static func unknown(in document: Any, beside value: Any, at place: String) -> [String] {
    let mirror = Mirror(reflecting: value)
    if mirror.displayStyle == .optional {
      return mirror.children.first.map { unknown(in: document, beside: $0.value, at: place) } ?? []
    }
    if let object = document as? [String: Any], mirror.displayStyle == .struct {
      let properties = Dictionary(
        mirror.children.compactMap { child in child.label.map { ($0, child.value) } },
        uniquingKeysWith: { first, _ in first })
      return object.sorted { $0.key < $1.key }.flatMap { key, inner in
        properties[key].map { unknown(in: inner, beside: $0, at: "\(place)\(key).") } ?? ["\(place)\(key)"]
      }
    }
    if let list = document as? [Any], mirror.displayStyle == .collection {
      return zip(list, mirror.children).enumerated().flatMap { index, pair in
        unknown(in: pair.0, beside: pair.1.value, at: "\(place)[\(index)].")
      }
    }
    return []
  }
}
