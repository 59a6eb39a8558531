// tributary topology: what has to be on the broker, whether it is, and making it so.

import AdapterKit
import ArgumentParser
import Foundation
import LocalStack
import RabbitMQ

struct TopologyCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "topology",
    abstract: "What has to be on the broker: print it, compare it, make it so, look for hazards.",
    discussion: """
      Exchanges, queues, bindings, policies and users are in Tributary itself and in config/systems.yaml. `diff`,
      `apply` and `check` ask the broker of a running `tributary up`, with the files that it was started with; or the
      one of --management, with those of --home. They end with 0, or with 1 where something differs, is refused or is a
      hazard. No message is ever deleted.
      """, subcommands: [Definitions.self, Diff.self, Apply.self, Check.self], defaultSubcommand: Definitions.self)

  struct Definitions: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "print",
      abstract: "Prints exchanges, queues, bindings and policies as RabbitMQ definitions of one virtual host.")

    @Option(help: "The virtual host.")
    var virtualHost = LocalStack.virtualHost

    @OptionGroup var options: DataOptions

    func run() async throws {
      try await reporting {
        let systems = try EnterpriseSystem.all(home: try options.homeFolder())
        let definitions = try PaymentTopology.topology(virtualHost: virtualHost, systems: systems)
          .virtualHostDefinitions()
        print(String(decoding: definitions, as: UTF8.self))
      }
    }
  }

  struct Diff: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Shows what the broker has otherwise: + missing, ~ different, - not in the file.")

    @Flag(help: "Print JSON.")
    var json = false

    @OptionGroup var broker: BrokerOptions

    func run() async throws {
      try await reporting {
        let (topology, client) = try broker.sides()
        let state = try await BrokerOptions.asking { try await client.state(of: topology.virtualHost) }
        let differences = topology.differences(from: state)
        if json {
          try printJSON(differences)
        } else if differences.isEmpty {
          print("The broker (RabbitMQ \(state.version)) is as the file says.")
        } else {
          print(differences.map(\.text).joined(separator: "\n"))
        }
        if !differences.isEmpty { throw ExitCode(1) }
      }
    }
  }

  struct Apply: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Makes the broker as the file says; deletes no queue, and says what it refuses and why.")

    @Flag(help: "Print JSON.")
    var json = false

    @OptionGroup var broker: BrokerOptions

    func run() async throws {
      try await reporting {
        let (topology, client) = try broker.sides()
        let drawn = try broker.drawPasswords()
        let outcome = try await BrokerOptions.asking {
          try await topology.apply(to: client) { try? broker.password(of: $0) }
        }
        if json {
          try printJSON(outcome)
        } else {
          let done = outcome.applied.map { "done: \($0.text)" } + drawn + outcome.remaining.map(\.text)
          print(done.isEmpty ? "The broker was as the file says." : done.joined(separator: "\n"))
        }
        if !outcome.isComplete { throw ExitCode(1) }
      }
    }
  }

  struct Check: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Compares, and looks for hazards: queues without consumer or policy, users who may too much, …")

    @Flag(help: "Print JSON.")
    var json = false

    @OptionGroup var broker: BrokerOptions

    func run() async throws {
      try await reporting {
        let report = try await broker.examine()
        if json {
          try printJSON(report)
        } else {
          let lines = report.differences.map(\.text) + report.hazards.map { "! \($0.subject): \($0.text)" }
          print(lines.isEmpty ? "RabbitMQ \(report.version): in order." : lines.joined(separator: "\n"))
        }
        if !report.differences.isEmpty || !report.hazards.isEmpty { throw ExitCode(1) }
      }
    }
  }
}

/// What is otherwise on the broker than it should be, and what is dangerous there.
struct TopologyReport: Encodable {
  let version: String
  let differences: [TopologyDifference]
  let hazards: [TopologyHazard]
}

/// Which broker is meant, and who asks it.
struct BrokerOptions: ParsableArguments {
  @Option(help: "The broker's management API, as http://127.0.0.1:15672; found by itself with `tributary up`.")
  var management: String?

  @Option(help: "A broker user with the tag administrator; its password is in the folder of passwords.")
  var user = BrokerUsers.administrator

  @Option(help: "A folder with one file a broker user, holding its password; <data>/secrets unless given.")
  var passwords: String?

  @Option(help: "The virtual host.")
  var virtualHost = LocalStack.virtualHost

  @OptionGroup var options: DataOptions

  /// What is to be there, and the broker. - Throws: ``CommandFailure``, `ConfigurationError`.
  func sides() throws -> (Topology, ManagementClient) {
    let systems = try EnterpriseSystem.all(home: try homeFolder())
    let own = Set(systems.map(\.name))
    let roles = BrokerUsers.all.filter { !own.contains($0.name) && $0.name != user } + systems.map(\.role)
    let users = roles.map {
      Topology.User($0.name, passwordHash: "", tags: $0.tags, permissions: $0.permissions)
    }
    let administrator = Topology.User(user, passwordHash: "", tags: ["administrator"], permissions: .all)
    let topology = PaymentTopology.topology(
      virtualHost: virtualHost, users: users + [administrator], systems: systems)
    return (topology, ManagementClient(base: try address(), user: user, password: try password(of: user)))
  }

  /// Compares the broker with what is to be there, and looks for hazards. - Throws: ``CommandFailure``.
  func examine() async throws -> TopologyReport {
    let (topology, client) = try sides()
    return try await BrokerOptions.asking {
      let state = try await client.state(of: topology.virtualHost)
      let queues = state.exists ? try await client.queues(of: topology.virtualHost) : []
      return TopologyReport(
        version: state.version, differences: topology.differences(from: state),
        hazards: topology.hazards(
          in: state, queues: queues, features: try await client.featureFlags(), open: [Exchange.ingress],
          external: Set(topology.queues.map(\.name).filter { $0.hasPrefix(EnterpriseSystem.queuePrefix) })))
    }
  }

  /// A broker user's password. - Throws: `ConfigurationError`.
  func password(of user: String) throws -> Secret {
    if let passwords { return try DataFolder.password(of: user, in: DataFolder.url(passwords)) }
    if management == nil { return try options.runningStack().password(of: user, data: options.dataFolder) }
    return try DataFolder.password(of: user, in: options.dataFolder.appendingPathComponent("secrets"))
  }

  /// Passwords for new systems: drawn where `tributary up` keeps its own, never in a folder that others keep.
  /// - Returns: a line for people about each.
  func drawPasswords() throws -> [String] {
    guard passwords == nil, management == nil else { return [] }
    let systems = try EnterpriseSystem.all(home: try homeFolder())
    return try StackSecrets(data: options.dataFolder, systems: systems).drawn.map {
      "drawn: the password of \($0), in \(options.dataFolder.path)/secrets/\($0)"
    }
  }

  /// The installation whose file it is. The wrong one would take other systems' bindings away, so none is guessed.
  private func homeFolder() throws -> URL {
    let isNamed = options.home != nil || ProcessInfo.processInfo.environment["TRIBUTARY_HOME"] != nil
    if options.home != nil || management != nil && isNamed { return try Home.find(options.home) }
    guard management == nil else {
      throw CommandFailure(
        .validationFailure,
        "with --management, say by --home (or TRIBUTARY_HOME) which installation's config/systems.yaml is meant")
    }
    guard try options.runningStack().home != nil else {
      throw CommandFailure(
        .validationFailure,
        "stack.json does not name the running stack's home folder; name it with --home, or start the stack again")
    }
    return try options.homeFolder()
  }

  private func address() throws -> URL {
    let text = try management ?? options.runningStack().management
    guard let url = URL(string: text), ["http", "https"].contains(url.scheme), url.host != nil else {
      throw CommandFailure(.validationFailure, "'\(text)' is no address; write it as http://127.0.0.1:15672")
    }
    return url
  }

  /// Turns what the broker refuses into a line for people.
  static func asking<Answer>(_ body: () async throws -> Answer) async throws -> Answer {
    do {
      return try await body()
    } catch let error as ManagementError {
      throw CommandFailure(.unavailable, "\(error)")
    }
  }
}
