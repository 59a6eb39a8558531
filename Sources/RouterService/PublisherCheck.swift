// The list of publishers beside schemas and translations: what the shape of the file cannot say.

import AdapterKit
import JSONRules
import Routing
import Translation

/// Everything that was found to be wrong with the rules.
final class RuleFaults {
  private var errors: [any Error] = []

  /// Notes one.
  func add(_ error: any Error) { errors.append(error) }

  /// The value of `body`; nil where it throws, which is noted.
  func value<Value>(_ body: () throws -> Value) -> Value? {
    do {
      return try body()
    } catch {
      errors.append(error)
      return nil
    }
  }

  /// Whether nothing was noted.
  var isEmpty: Bool { errors.isEmpty }

  /// All that was noted.
  var error: ConfigurationError { ConfigurationError(errors) }
}

/// Compares the list of publishers with what there is.
struct PublisherCheck {
  let allowList: PublisherAllowList
  /// Nil where they are wrong themselves: then nothing is said about them here.
  let translations: [String: Translation]?
  let types: [String]
  let faults: RuleFaults

  func check(_ file: RuleNode) throws(RuleError) {
    guard let node = try file.value("publishers") else { return }
    for (user, section) in try node.entries() {
      for item in try section.value("types")?.items() ?? [] {
        let text = try item.text()
        if !types.contains(where: TopicPattern(text).matches) {
          faults.add(item.error(TypeNames.unknown(text, known: types)))
        }
      }
      guard let translations else { continue }
      for item in try section.value("translations")?.items() ?? [] {
        try check(item, of: try user.text(), translations)
      }
    }
  }

  /// What a translation makes must be allowed to who uses it, or every event would be refused.
  private func check(
    _ item: RuleNode, of user: String, _ translations: [String: Translation]
  ) throws(RuleError) {
    let name = try item.text()
    guard let translation = translations[name] else {
      let known = translations.keys.sorted().joined(separator: ", ")
      return faults.add(
        item.error(
          "there is no config/translations/\(name).yaml; " + (known.isEmpty ? "there is none" : "known are \(known)")))
    }
    if let refusal = allowList.decide(user: user, type: translation.type, source: translation.source) {
      faults.add(item.error("it makes \(translation.type) of \(translation.source): \(refusal.reason)"))
    }
  }
}

extension RuleNode {
  /// The value of a key; nil where this is no mapping, or the key is not there.
  func value(_ name: String) throws(RuleError) -> RuleNode? {
    guard case .map(let entries) = content else { return nil }
    for (key, value) in entries where try key.text() == name { return value }
    return nil
  }
}
