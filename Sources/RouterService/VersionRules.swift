// Versions on their way through the router: up to the current one, and down for subscribers of an older one.

import AdapterKit
import JSONRules
import Messaging
import Routing
import SchemaValidation
import Translation

/// Brings events from version to version.
package struct VersionRules: Sendable {
  /// The steps.
  package let versions: Versions
  /// Older types that systems subscribe to, by current type, sorted.
  package let older: [String: [String]]

  /// No steps and nobody who wants an older version.
  package static let none = VersionRules(versions: .none, older: [:])

  private init(versions: Versions, older: [String: [String]]) {
    self.versions = versions
    self.older = older
  }

  /// Works out which older versions are wanted.
  /// - Throws: `RuleError` where no steps lead down to one of them.
  init(_ versions: Versions, systems: [EnterpriseSystem], types: [String]) throws(RuleError) {
    var older: [String: Set<String>] = [:]
    for system in systems {
      for pattern in system.versionedPatterns.map(TopicPattern.init) {
        for type in types {
          let current = versions.current(of: type)
          guard current != type, pattern.matches(VersionRules.key(type)) else { continue }
          guard versions.path(from: current, to: type) != nil else {
            throw RuleError(
              file: EnterpriseSystem.file, key: "systems.\(system.name).types",
              reason: "\(type) is an older version, and config/versions has no steps from \(current) down to it")
          }
          older[current, default: []].insert(type)
        }
      }
    }
    self.init(versions: versions, older: older.mapValues { $0.sorted() })
  }

  static func key(_ type: String) -> String { String(type.dropFirst(SchemaRegistry.typePrefix.count)) }

  /// A checked event's body in the current version; nil where it is in it.
  /// - Throws: `Failure` (invalid).
  package func current(_ body: [UInt8], type: String) throws(Failure) -> [UInt8]? {
    let current = versions.current(of: type)
    return current == type ? nil : try convert(body, type, current, direction: "upcast")
  }

  /// A body in another version.
  func convert(_ body: [UInt8], _ type: String, _ target: String, direction: String) throws(Failure) -> [UInt8] {
    do {
      let members = (try? JSONValue(json: body))?.members ?? [:]
      return Array(try versions.event(members, from: type, to: target).text.utf8)
    } catch {
      throw Failure(
        .invalid, code: "\(direction)-\(error.code)", reason: "on the way to \(target): \(error)",
        pointer: error.pointer, rule: error.rule)
    }
  }
}

extension EventRouter {
  /// Where a message goes, and the copies for subscribers of older versions.
  package func routes(_ message: Message, from queue: String) -> [OutgoingMessage] {
    let first = route(message, from: queue)
    guard first.exchange == Exchange.events else { return [first] }
    return [first] + (rules.versions.older[first.message.type] ?? []).map { older(first.message, type: $0) }
  }

  /// A subscriber's version, or why it cannot be made.
  private func older(_ message: Message, type: String) -> OutgoingMessage {
    var copy = message
    copy.type = type
    copy.routingKey = VersionRules.key(type)
    copy.headers["BCC"] = nil
    copy.headers[HeaderName.route] = nil
    do {
      let (body, digest) = try downcast(message, to: type)
      copy.body = body
      copy.headers[HeaderName.contentDigest] = .string(digest)
      return OutgoingMessage(exchange: Exchange.older, message: copy)
    } catch {
      return OutgoingMessage(
        exchange: Exchange.dead,
        message: copy.failed(error, queue: Exchange.older, worker: "router", at: clock.now().rfc3339))
    }
  }

  /// The body in an older version, checked like everything that leaves the router, and the digest of its data.
  private func downcast(_ message: Message, to type: String) throws(Failure) -> ([UInt8], String) {
    let body = try rules.versions.convert(message.body, message.type, type, direction: "downcast")
    do {
      return (body, try schemas.check(body).contentDigest)
    } catch {
      throw Failure(
        .invalid, code: "downcast-\(error.code)", reason: "for subscribers of \(type): \(error)",
        pointer: error.pointer, rule: error.rule)
    }
  }
}
