// tributary topology: what has to be declared on the broker.

import AdapterKit
import ArgumentParser
import Foundation
import LocalStack

struct TopologyCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "topology",
    abstract: "Prints exchanges, queues, bindings and policies as RabbitMQ definitions of one virtual host.")

  @Option(help: "The virtual host.")
  var virtualHost = LocalStack.virtualHost

  @Option(help: "The folder with schemas, adapters and configuration; found by itself when the program lies below it.")
  var home: String?

  func run() async throws {
    try await reporting {
      let systems = try EnterpriseSystem.all(home: try Home.find(home))
      let definitions = try PaymentTopology.topology(virtualHost: virtualHost, systems: systems)
        .virtualHostDefinitions()
      print(String(decoding: definitions, as: UTF8.self))
    }
  }
}
