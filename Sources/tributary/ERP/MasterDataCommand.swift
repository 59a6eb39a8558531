// tributary master-data: the ERP's accounts, cost centres, parties and periods as they were read last.

import ArgumentParser
import ERPPostingAdapter
import Foundation
import Operations
import PaymentEvents
import TerminalText

struct MasterDataCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "master-data", abstract: "The ERP's accounts, cost centres, parties and periods.",
    discussion: "Journals are checked against them before they are posted; changes are published as events.",
    subcommands: [List.self, Read.self])

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "What the ERP told at the last reading.")

    @Option(help: "account, cost-center, party or period.")
    var kind: String?

    @Flag(help: "Only what takes no entries.")
    var closed = false

    @Flag(help: "Print JSON.")
    var json = false

    @OptionGroup var options: DataOptions

    func run() async throws {
      try await reporting {
        let wanted = try kind.map { text in
          guard let kind = MasterDataChanged.Kind(rawValue: text) else {
            throw CommandFailure(
              .validationFailure, "'\(text)' is no kind; there are account, cost-center, party and period")
          }
          return kind
        }
        guard let (reading, entries) = try await options.journalReader().masterData() else {
          return print("The ERP's master data have not been read; see `tributary master-data read`.")
        }
        let shown = entries.filter { (wanted ?? $0.kind) == $0.kind && !(closed && $0.isOpen) }
        if json { return try printJSON(shown) }
        var table = TextTable([("kind", .left), ("code", .left), ("name", .left), ("state", .left), ("", .left)])
        for entry in shown {
          let days = [entry.from?.iso, entry.until?.iso].compactMap { $0 }.joined(separator: " to ")
          table.add([
            entry.kind.rawValue, entry.code, entry.name, entry.isOpen ? "open" : "closed",
            entry.needsParty ? "needs a party" : days,
          ])
        }
        if !table.isEmpty { print(table.text()) }
        print(MasterDataCommand.sentence(reading))
      }
    }
  }

  struct Read: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Reads them now.")

    @Option(help: "Why; without patient data.")
    var reason: String

    @OptionGroup var erp: ERPOptions

    func run() async throws {
      try await reporting {
        let job = try await erp.job(.readings, ERPDesk.Wish(key: UUID().uuidString, reason: reason))
        if erp.json { return try printJSON(job) }
        guard let (reading, _) = try await erp.options.journalReader().masterData() else { return }
        print(MasterDataCommand.sentence(reading))
      }
    }
  }

  fileprivate static func sentence(_ reading: MasterDataBook.Reading) -> String {
    "\(reading.target), read at \(Instant(milliseconds: reading.at).rfc3339): \(reading.entries) entries, "
      + "\(reading.changes) changed since the reading before."
  }
}
