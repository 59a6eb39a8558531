// tributary doctor: is this installation in order, and if not, what is wrong and what to do?

import ArgumentParser

struct Doctor: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Examines this installation and says what is wrong with it, and what to do.",
    discussion: """
      Configuration, programs, folders, certificates, databases, claim checks, workers, broker and books. It changes \
      nothing, and may be run whenever you like. It ends with 0, or with 1 where something is wrong; what is only worth
      knowing (!) does not count.
      """)

  @Flag(help: "Print JSON.")
  var json = false

  @Flag(help: "Show what is in order, too.")
  var all = false

  @OptionGroup var broker: BrokerOptions

  func run() async throws {
    try await reporting {
      var checkup = Checkup(broker: broker)
      await checkup.run()
      if json {
        try printJSON(checkup.findings)
      } else {
        for finding in checkup.findings where all || finding.level != .fine { print(finding.text) }
        print(checkup.summary)
      }
      if checkup.findings.contains(where: { $0.level == .wrong }) { throw ExitCode(1) }
    }
  }
}
