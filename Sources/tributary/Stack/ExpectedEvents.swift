// What was published by hand, and what is to become of it: also where the router makes another event of it.

import AdapterKit
import CashApplication
import Foundation
import Messaging
import Operations
import PaymentEvents
import Routing
import RouterService
import SchemaValidation

/// A message that was published, and the event that comes of it.
struct ExpectedEvent: Sendable, Hashable {
  /// The message's id: what the router refuses is filed under it.
  let message: String
  /// The event's id: the message's own, or that of the event which its translation makes.
  let event: String
  /// The event's full type, as far as it can be read.
  let type: String
  /// The translation that makes the event; nil for canonical events and for what no translation can be made of.
  var translation: String?
  /// Whether the id is taken by another content already: then it can only become a dead letter.
  var isConflict = false

  /// Whether cash application is to apply it. Of other events, operations knows that they were passed on.
  var isForCashApplication: Bool {
    let key = type.hasPrefix(SchemaRegistry.typePrefix) ? String(type.dropFirst(SchemaRegistry.typePrefix.count)) : type
    return (PaymentTopology.subscriptions[Queue.cashApplication] ?? []).contains { TopicPattern($0).matches(key) }
  }
}

/// What became of a message.
struct EventOutcome: Encodable, Hashable {
  let message: String
  let event: String
  let type: String
  let translation: String?
  /// `applied` by cash application, `passed on` to those who are bound to its type, or `refused`; nil: not known yet.
  var outcome: String?
  /// Of a refused one: the dead letter's number and code.
  var deadLetter: Int64?
  var code: String?
}

/// Works out what is to come of messages, and what came of them.
struct EventOutlook {
  let cash: CashReader
  let operations: OperationsReader

  /// What is to come of messages, before they are published.
  /// - Parameters:
  ///   - user: who publishes them; the router has translations for some.
  ///   - setup: the router's rules; nil: every message is taken for the event that it says it is.
  func expect(_ messages: [Message], from user: String, _ setup: RouterSetup?) async throws -> [ExpectedEvent] {
    let foreign = ForeignEvents(translations: setup?.rules.translations ?? [:], tenant: setup?.tenant ?? "")
    let names = setup?.rules.allowList.translations(of: user) ?? []
    var expected: [ExpectedEvent] = []
    for message in messages {
      // What cannot be translated becomes a dead letter under the message's id.
      let made = try? foreign.canonical(message.body, by: names)
      expected.append(try await expect(message, made?.body ?? message.body, made?.translation.name))
    }
    return expected
  }

  private struct Head: Decodable {
    let id: String
    let source: String
    let type: String
  }

  private func expect(_ message: Message, _ body: [UInt8], _ translation: String?) async throws -> ExpectedEvent {
    guard let head = try? EventCoding.decoder().decode(Head.self, from: Data(body)) else {
      return ExpectedEvent(message: message.id, event: message.id, type: message.type)
    }
    var expected = ExpectedEvent(message: message.id, event: head.id, type: head.type, translation: translation)
    if let digest = try? CanonicalJSON.contentDigest(body) {
      expected.isConflict =
        expected.isForCashApplication
        ? try await cash.isConflict(id: head.id, source: head.source, type: head.type, digest: digest)
        : try await operations.isConflict(id: head.id, source: head.source, digest: digest)
    }
    return expected
  }

  /// What came of messages so far. - Parameter failure: the newest failure when they were published.
  func outcomes(_ expected: [ExpectedEvent], after failure: Int64) async throws -> [EventOutcome] {
    let sound = expected.filter { !$0.isConflict }
    let applied = try await cash.applied(sound.filter(\.isForCashApplication).map(\.event))
    let passed = try await operations.passed(sound.filter { !$0.isForCashApplication }.map(\.event))
    let open = expected.filter { $0.isConflict || !applied.contains($0.event) && !passed.contains($0.event) }
    let refused = try await operations.refusals(of: Set(open.flatMap { [$0.message, $0.event] }), after: failure)
    return expected.map { expected in
      var outcome = EventOutcome(
        message: expected.message, event: expected.event, type: expected.type, translation: expected.translation)
      if !expected.isConflict, applied.contains(expected.event) {
        outcome.outcome = "applied"
      } else if !expected.isConflict, passed.contains(expected.event) {
        outcome.outcome = "passed on"
      } else if let letter = refused[expected.message] ?? refused[expected.event] {
        (outcome.outcome, outcome.deadLetter, outcome.code) = ("refused", letter.number, letter.code)
      }
      return outcome
    }
  }
}
