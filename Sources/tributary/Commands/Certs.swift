// tributary certs: the certificates and passwords of a deployment of containers.

import AdapterKit
import ArgumentParser
import Deployment
import Foundation

struct Certs: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Certificates and passwords of a deployment of containers.",
    discussion: """
      One folder a part, which holds what that part may know and nothing else; docker-compose.yml mounts them. The \
      folder `authority` signs the others: whoever has it can pretend to be any part, so keep it away from them.
      """, subcommands: [Init.self, Renew.self, List.self])

  struct Folder: ParsableArguments {
    @Option(help: "The folder with all secrets.")
    var secrets = "secrets"

    @Option(help: "The user and group, as numbers, that the containers run as: 10001:10001. Needs root.")
    var owner: String?

    @OptionGroup var home: HomeOption

    func open() throws -> DeploymentSecrets {
      let owner = try owner.map { text in
        guard let owner = DeploymentSecrets.Owner(text) else {
          throw CommandFailure(.validationFailure, "--owner: '\(text)' is no user and group; write 10001:10001")
        }
        return owner
      }
      let systems = try EnterpriseSystem.all(home: try Home.find(home.home))
      return DeploymentSecrets(folder: DataFolder.url(secrets), systems: systems, owner: owner)
    }
  }

  struct Init: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Makes what is missing and leaves what is there.",
      discussion: "Run it before the first start, and again when config/systems.yaml has a new system.")

    @OptionGroup var folder: Folder

    func run() async throws {
      try await reporting {
        let made = try folder.open().create()
        print(made.isEmpty ? "Everything is there; nothing was made." : made.map { "· \($0)" }.joined(separator: "\n"))
      }
    }
  }

  struct Renew: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Issues all certificates anew; the authority and the passwords stay.",
      discussion: "Parts take them at their next start, one by one: old and new ones are trusted side by side.")

    @OptionGroup var folder: Folder

    func run() async throws {
      try await reporting {
        try folder.open().renewCertificates()
        print("All certificates are new, valid for \(DeploymentSecrets.certificateDays) days. Start the parts again.")
      }
    }
  }

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Until when each certificate is valid.")

    @OptionGroup var folder: Folder

    @Flag(help: "Print JSON.")
    var json = false

    func run() async throws {
      try await reporting {
        let expiries = try folder.open().expiries().map { (part: $0.part, until: $0.until.formatted(.iso8601)) }
        if json {
          try printJSON(Dictionary(uniqueKeysWithValues: expiries.map { ($0.part, $0.until) }))
        } else {
          let width = expiries.map(\.part.count).max() ?? 0
          for (part, until) in expiries {
            print("\(part.padding(toLength: width, withPad: " ", startingAt: 0))  until \(until)")
          }
        }
      }
    }
  }
}
