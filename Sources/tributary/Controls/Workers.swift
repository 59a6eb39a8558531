// tributary workers: stop a worker from taking anything more, and let it go on.

import ArgumentParser
import Operations

struct Workers: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Pause a worker, and resume it.",
    discussion: """
      A paused worker finishes what it has in hand and takes nothing more from its queue or its inbox, also after a
      restart of it or of anything else, until somebody resumes it. What is for it waits in its queue or inbox: no
      attempt is used up. The router and operations cannot be paused.
      """, subcommands: [List.self, Pause.self, Resume.self])

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Workers that can be paused: what each is, who wanted it so, and why.")

    @Flag(help: "Print JSON.")
    var json = false

    @OptionGroup var options: DataOptions

    func run() async throws { try await reporting { try await Controls.list(.worker, json: json, options) } }
  }

  struct Pause: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Stops a worker from taking anything more.")

    @Argument(help: "payer-edi, lockbox, cash-application or erp-posting.")
    var worker: String

    @Option(help: "Why; without patient data.")
    var reason: String

    @OptionGroup var controls: ControlOptions

    func run() async throws {
      try await reporting { try await controls.ask(.pause, .worker, worker, reason: reason) }
    }
  }

  struct Resume: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Lets a paused worker go on.")

    @Argument(help: "payer-edi, lockbox, cash-application or erp-posting.")
    var worker: String

    @Option(help: "Why; without patient data.")
    var reason: String?

    @OptionGroup var controls: ControlOptions

    func run() async throws {
      try await reporting { try await controls.ask(.resume, .worker, worker, reason: reason) }
    }
  }
}
