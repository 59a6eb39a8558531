// schemas/asyncapi.yaml says what is: the same channels as the topology, the same messages as the schemas.

import AdapterKit
import Foundation
import JSONRules
import Testing

@Suite struct AsyncAPITests {
  private let schemas = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appendingPathComponent("schemas")
  private let channels: [String: RuleNode]
  private let messages: [String: RuleNode]
  private let topology = PaymentTopology.topology(virtualHost: "tributary")

  init() throws {
    let document = try RuleFile.read(schemas.appendingPathComponent("asyncapi.yaml"), as: "asyncapi.yaml")
    channels = try document.members("channels")
    messages = try document.members("components", "messages")
  }

  /// The types that have a schema, without their prefix.
  private func types() throws -> Set<String> {
    let names = try FileManager.default.contentsOfDirectory(atPath: schemas.path)
    return Set(names.filter { $0.hasSuffix(".json") }.map { String($0.dropLast(5)) })
  }

  @Test func everySchemaIsAMessageAndEveryMessageHasASchema() throws {
    var described: Set<String> = []
    for message in messages.values {
      let name = try message.text(at: "name").dropFirst("tributary.".count)
      #expect(try message.text(at: "payload", "schema", "$ref") == "./\(name).json")
      described.insert(String(name))
    }
    let types = try types()
    #expect(described == types)
  }

  @Test func everyTypeHasItsChannelOfCanonicalEvents() throws {
    var found: Set<String> = []
    for (name, channel) in channels {
      guard try channel.find("bindings", "amqp", "exchange")?.text(at: "name") == Exchange.events else { continue }
      let type = try channel.text(at: "address")
      let references = try channel.members("messages").values.map { try $0.text(at: "$ref") }
      let message = try #require(messages[name], "a channel of canonical events is called like its message")
      let described = try message.text(at: "name")
      #expect(references == ["#/components/messages/\(name)"] && described == "tributary.\(type)", "\(name)")
      found.insert(type)
    }
    let types = try types()
    #expect(found == types)
  }

  @Test func exchangesAndQueuesAreThoseOfTheTopology() throws {
    var exchanges: [String: String] = [:]
    var queues: Set<String> = []
    for channel in channels.values {
      if let exchange = try channel.find("bindings", "amqp", "exchange") {
        exchanges[try exchange.text(at: "name")] = try exchange.text(at: "type")
      } else {
        queues.insert(try channel.text(at: "bindings", "amqp", "queue", "name"))
      }
    }
    #expect(exchanges == Dictionary(uniqueKeysWithValues: topology.exchanges.map { ($0.name, $0.kind.rawValue) }))
    #expect(queues == Set(topology.queues.map(\.name) + ["\(EnterpriseSystem.queuePrefix){system}"]))
  }

  /// Systems may publish and get any event; the list of publishers says which.
  @Test(arguments: ["ingress", "subscription"])
  func whatSystemsWriteAndReadIsAnyMessage(_ name: String) throws {
    let channel = try #require(channels[name])
    let names = Set(try channel.members("messages").keys)
    #expect(names == Set(messages.keys))
  }

  @Test func systemsHaveQueuesBindingsAndLimits() throws {
    let system = EnterpriseSystem(name: "lab", types: ["tributary.charge.*.v1"], maximumBytes: 1 << 20)
    let silent = EnterpriseSystem(name: "ehr", publishes: true, subscribes: false, usesManagement: true)
    // Both name a version: should a newer one come, they get copies in theirs.
    let versioned = EnterpriseSystem(name: "old", types: ["tributary.charge.posted.v1"])
    let topology = PaymentTopology.topology(virtualHost: "v", systems: [system, silent, versioned])
    let older = topology.bindings.filter { $0.exchange == Exchange.older }
    #expect(
      older == [
        .init(exchange: Exchange.older, queue: "sub.lab", routingKey: "charge.*.v1"),
        .init(exchange: Exchange.older, queue: "sub.old", routingKey: "charge.posted.v1"),
      ])
    let current = topology.bindings.filter { $0.queue == "sub.lab" && $0.exchange == Exchange.events }
    #expect(current.map(\.routingKey) == ["charge.*.v1", "sub.lab"])
    let policy = try #require(topology.policies.first { $0.name == "sub.lab" })
    #expect(policy.definition["overflow"] == "drop-head" && policy.definition["max-length-bytes"] == 1_048_576)
    #expect(!topology.queues.contains { $0.name == "sub.ehr" })
    #expect(system.role.permissions == .init(write: "^$", read: "^sub\\.lab$") && system.role.tags.isEmpty)
    #expect(silent.role.permissions == .init(write: "^pay\\.ingress$", read: "^$"))
    #expect(silent.role.tags == ["management"])
  }
}

extension RuleNode {
  fileprivate func find(_ path: String...) throws -> RuleNode? { try find(path) }

  private func find(_ path: [String]) throws -> RuleNode? {
    guard let name = path.first else { return self }
    return try entries().first { (try? $0.key.text()) == name }?.value
      .find(Array(path.dropFirst()))
  }

  fileprivate func text(at path: String...) throws -> String {
    let node = try find(path)
    return try #require(node, "\(path.joined(separator: ".")) is missing").text()
  }

  fileprivate func members(_ path: String...) throws -> [String: RuleNode] {
    let node = try find(path)
    var members: [String: RuleNode] = [:]
    for (key, value) in try #require(node, "\(path.joined(separator: ".")) is missing").entries() {
      members[try key.text()] = value
    }
    return members
  }
}
