// tributary trace: the whole life of one payment, event by event.

import ArgumentParser
import Foundation
import Operations

struct Trace: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Shows everything that happened around a trace number, file digest, journal or event id.")

  @Argument(help: "A trace number, a file's SHA-256, a journal's or an event's id.")
  var key: String

  @Flag(help: "Print JSON.")
  var json = false

  @OptionGroup var options: DataOptions

  func run() async throws {
    try await reporting {
      try options.requireDatabase(of: "operations")
      let events = try await OperationsReader(data: options.dataFolder).trace(key)
      guard !events.isEmpty else { throw CommandFailure(.badData, "no event is known for this key") }
      if json { return try printJSON(events) }
      var table = TextTable([
        ("seen", .left), ("event", .left), ("subject", .left), ("id", .left), ("caused by", .left),
      ])
      for event in events {
        table.add([
          event.seenAt, event.type.replacing("tributary.", with: ""), String(event.subject.prefix(36)),
          String(event.id.prefix(8)), event.causationID.map { String($0.prefix(8)) } ?? "—",
        ])
      }
      print(table.text())
    }
  }
}
