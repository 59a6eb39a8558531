// tributary routes: where an event goes, and why. Needs nothing running.

import AdapterKit
import ArgumentParser
import Foundation
import JSONRules
import Messaging
import RouterService
import Routing
import SchemaValidation
import TerminalText

struct Routes: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "routes", abstract: "Where events go.", subcommands: [Explain.self])

  struct Explain: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Says which queues an event goes to, rule by rule, and why.")

    @Argument(help: "A file with one event; - for standard input.", completion: .file())
    var file: String

    @Option(name: .customLong("as"), help: "The translation, for an event in another system's own form.")
    var translation: String?

    @Flag(help: "Print JSON.")
    var json = false

    @Option(
      help: "The folder with schemas, adapters and configuration; found by itself when the program lies below it.")
    var home: String?

    func run() async throws {
      try await reporting {
        let setup = try RouterSetup(home: try Home.find(home))
        guard let document = try EventTranslation.documents(file).first else {
          throw CommandFailure(.badData, "\(file) holds no event")
        }
        var body = document
        do {
          if let translation {
            try setup.require(translation)
            body = try setup.event(of: document, by: translation)
          }
          var event = try setup.schemas.check(body)
          let published = event.type
          if let current = try setup.rules.versions.current(body, type: published) {
            body = current
            event = try setup.schemas.check(current)
          }
          let explanation = RouteExplanation(event, body, setup.rules, publishedAs: published)
          if json { try printJSON(explanation) } else { print(explanation.text) }
        } catch let failure as Failure {
          throw CommandFailure(.badData, "\(file): \(failure.code): \(failure.reason)")
        } catch let fault as EventFault {
          throw CommandFailure(.badData, "\(file): it goes to the dead letters: \(fault.code): \(fault)")
        }
      }
    }
  }
}

/// Where an event goes.
struct RouteExplanation: Encodable {
  struct Rule: Encodable {
    let name: String
    let matched: Bool
    let why: String
    let destinations: [String]
  }
  struct Destination: Encodable {
    let queue: String
    let because: String
    let required: Bool
  }
  let publishedAs: String
  let type: String
  let routingKey: String
  let rules: [Rule]
  let destinations: [Destination]

  init(_ event: CheckedEvent, _ body: [UInt8], _ rules: RouterRules, publishedAs: String) {
    self.publishedAs = publishedAs
    type = event.type
    let key = String(event.type.dropFirst(SchemaRegistry.typePrefix.count))
    routingKey = key
    let decision = rules.routes.decide(type: event.type) { try? JSONValue(json: body) }
    self.rules = decision.reasons.map {
      Rule(name: $0.rule, matched: $0.matched, why: $0.why, destinations: $0.destinations)
    }
    let required = rules.required.queues[key] ?? []
    var found: [String: String] = [:]
    let topology = PaymentTopology.topology(virtualHost: "", systems: rules.systems)
    for binding in topology.bindings where binding.exchange == Exchange.events {
      if TopicPattern(binding.routingKey).matches(key) { found[binding.queue] = "its type: \(binding.routingKey)" }
    }
    for older in rules.versions.older[event.type] ?? [] {
      let key = String(older.dropFirst(SchemaRegistry.typePrefix.count))
      for binding in topology.bindings where binding.exchange == Exchange.older && binding.routingKey == key {
        found[binding.queue] = "its type, brought down to \(key)"
      }
    }
    for reason in decision.reasons {
      for system in reason.destinations {
        let queue = EnterpriseSystem.queuePrefix + system
        found[queue] = (found[queue].map { $0 + "; " } ?? "") + "the rule \(reason.rule)"
      }
    }
    destinations = found.sorted { $0.key < $1.key }.map { queue, because in
      let isRequired = required.contains(queue) || queue.hasPrefix(EnterpriseSystem.queuePrefix)
      return Destination(queue: queue, because: because, required: isRequired)
    }
  }

  var text: String {
    var queues = TextTable([("queue", .left), ("gets it by", .left), ("required", .left)])
    for destination in destinations {
      queues.add([destination.queue, destination.because, destination.required ? "yes" : "no"])
    }
    let brought = type == publishedAs ? "" : "\(publishedAs), brought up to "
    let head = "\(brought)\(type), key \(routingKey)"
    guard !rules.isEmpty else { return "\(head)\n\n\(queues.text())" }
    var lines = TextTable([("rule", .left), ("", .left), ("to", .left), ("why", .left)])
    for rule in rules {
      lines.add([rule.name, rule.matched ? "matches" : "no", rule.destinations.joined(separator: ", "), rule.why])
    }
    return "\(head)\n\n\(lines.text())\n\n\(queues.text())"
  }
}
