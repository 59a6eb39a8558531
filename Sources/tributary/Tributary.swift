// The command line: what operators, billers and integrators type.

import ArgumentParser

@main
struct Tributary: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tributary",
    abstract: "Healthcare payments from the payer's advice and the bank's file to balanced, posted journals.",
    discussion: """
      Exit status: 0 done, 64 wrong usage, 65 bad data, 69 something needed is not running, 70 internal error.
      Every command that prints a table prints JSON with --json.
      """,
    subcommands: [
      Up.self, Demo.self, Submit.self, Publish.self, Translate.self, Validate.self, Acknowledge.self, Status.self,
      Trace.self, Routes.self,
      LedgerCommand.self, Journals.self, MasterDataCommand.self, Reconcile.self, Replay.self, Report.self,
      WorkItems.self, DeadLetters.self, Workers.self, Payers.self, Files.self, Postings.self,
      TopologyCommand.self, ConfigCommand.self, Doctor.self, Certs.self,
      LockboxCommand.self, Contracts.self, OpeningBalances.self, DayEndCommand.self, Extract.self,
      DocumentsCommand.self, StoreCommand.self, Users.self, AuditCommand.self,
    ])
}
