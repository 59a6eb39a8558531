// tributary config: is the configuration right, before anything starts?

import ArgumentParser

struct ConfigCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "config", abstract: "Configuration.", subcommands: [Check.self])

  struct Check: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "check",
      abstract: "Checks every configuration file as its reader does; names file, line and key of all that is wrong.")

    @OptionGroup var options: DataOptions

    func run() async throws {
      try await reporting {
        var check = ConfigurationCheck(home: try options.homeFolder())
        check.run(options)
        for line in check.lines { print(line) }
        for fault in check.faults { printError(fault) }
        if !check.faults.isEmpty { throw ExitCode.badData }
      }
    }
  }
}
