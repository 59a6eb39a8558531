// tributary payers: hold all payments of a payer, and release them.

import ArgumentParser
import Operations

struct Payers: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Hold a payer's payments, and release them.",
    discussion: """
      While a payer is paused, its advices are held with the reason payer-paused; its deposits are booked and matched as
      ever, since the money is at the bank. When it is resumed, all that waited is looked at again.
      """, subcommands: [List.self, Pause.self, Resume.self])

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Payers that somebody has paused or resumed: what each is, who wanted it so, and why.")

    @Flag(help: "Print JSON.")
    var json = false

    @OptionGroup var options: DataOptions

    func run() async throws { try await reporting { try await Controls.list(.payer, json: json, options) } }
  }

  struct Pause: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Holds all advices of a payer.")

    @Argument(help: "The payer's key in config/payers.yaml, or unlisted-… as an advice has it.")
    var payer: String

    @Option(help: "Why; without patient data.")
    var reason: String

    @OptionGroup var controls: ControlOptions

    func run() async throws {
      try await reporting {
        try controls.options.requirePayer(payer)
        try await controls.ask(.pause, .payer, payer, reason: reason)
      }
    }
  }

  struct Resume: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Releases a payer's advices: they are looked at again.")

    @Argument(help: "The payer's key.")
    var payer: String

    @Option(help: "Why; without patient data.")
    var reason: String?

    @OptionGroup var controls: ControlOptions

    func run() async throws {
      try await reporting { try await controls.ask(.resume, .payer, payer, reason: reason) }
    }
  }
}

extension DataOptions {
  /// Refuses a key that is in no list, before it becomes a request that nobody can answer.
  fileprivate func requirePayer(_ key: String) throws {
    guard !key.hasPrefix("unlisted-") else { return }
    let listed = try cashConfiguration().rules.payers.keys.sorted()
    guard listed.contains(key) else {
      throw CommandFailure(
        .validationFailure, "'\(key)' is no key of config/payers.yaml; there are \(listed.joined(separator: ", "))")
    }
  }
}
