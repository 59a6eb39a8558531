// What every file adapter must do, whatever its format: the suite that a new adapter runs before anything else.

import AdapterKit
import Foundation
import Messaging
import PaymentEvents
import Storage

/// The conformance suite of file adapters. Each check throws ``Failed`` with what is wrong.
public struct FileAdapterConformance: Sendable {
  /// The adapter's translator for a tenant.
  public var translator: @Sendable (_ tenant: String) -> any FileTranslator
  /// A correct file.
  public var good: [UInt8]
  /// The total of the good file, in cents, worked out by hand.
  public var goodTotal: Int64
  /// The good file with one set damaged, and the total of what is left; nil where the format has no sets.
  public var damaged: (bytes: [UInt8], total: Int64)?
  /// Bytes that are not of the format.
  public var foreign: [UInt8]
  /// The total of some events, in cents.
  public var total: @Sendable ([EncodedEvent]) throws -> Int64

  /// Creates it; see the properties.
  public init(
    translator: @escaping @Sendable (_ tenant: String) -> any FileTranslator, good: [UInt8], goodTotal: Int64,
    damaged: (bytes: [UInt8], total: Int64)?, foreign: [UInt8],
    total: @escaping @Sendable ([EncodedEvent]) throws -> Int64
  ) {
    self.translator = translator
    self.good = good
    self.goodTotal = goodTotal
    self.damaged = damaged
    self.foreign = foreign
    self.total = total
  }

  /// What does not conform.
  public struct Failed: Error, CustomStringConvertible {
    /// The rule that is broken.
    public let description: String
  }

  private func require(_ condition: Bool, _ rule: String) throws {
    if !condition { throw Failed(description: rule) }
  }

  /// A translation's outcome.
  private struct Outcome {
    var events: [EncodedEvent]
    var report: FileReport
  }

  private func translate(_ bytes: [UInt8], name: String = "file", tenant: String = "clinic") async throws -> Outcome {
    try await withTemporaryFolder { folder in
      let file = folder.appendingPathComponent(name)
      try Data(bytes).write(to: file)
      let digest = try ClaimCheckStore(folder: folder.appendingPathComponent("checks")).store(file).digest
      var events: [EncodedEvent] = []
      let report = try translator(tenant).translate(file: file, digest: digest) { events.append($0) }
      return Outcome(events: events, report: report)
    }
  }

  // MARK: - The checks

  /// The same bytes give the same events and report, whatever the file is called and however often it is read.
  public func outputIsDeterministic() async throws {
    let first = try await translate(good)
    for name in ["other name.dat", "sub-2026-03-01.835"] {
      let again = try await translate(good, name: name)
      try require(again.events == first.events, "the same bytes must give the same events, byte for byte")
      try require(again.report == first.report, "the same bytes must give the same report")
    }
    let ids = first.events.map(\.id)
    try require(!ids.isEmpty, "a good file must give events")
    try require(Set(ids).count == ids.count, "no two events of a file may share an id")
    let other = try await translate(good, tenant: "other")
    try require(Set(other.events.map(\.id)).isDisjoint(with: ids), "the tenant must be part of every id")
  }

  /// Events say who they are, whose they are and what started them, and fit into a message.
  public func envelopesAreWhole() async throws {
    let outcome = try await translate(good)
    for event in outcome.events {
      let envelope = try EventCoding.decoder().decode(EventEnvelope.self, from: Data(event.body))
      try require(envelope.id == event.id && envelope.type == event.type, "the envelope must repeat id and type")
      try require(envelope.tenant == "clinic", "the envelope must name the tenant")
      try require(envelope.correlationid == event.correlationID, "the envelope must repeat the correlation id")
      try require(envelope.source.hasPrefix("/adapters/"), "the source must be the adapter's")
      try require(event.body.count <= maximumEventBytes, "an event must fit into a message")
    }
  }

  /// What comes out adds up to what went in.
  public func amountsAreConserved() async throws {
    let outcome = try await translate(good)
    try require(outcome.report.rejections.isEmpty, "nothing of a good file may be rejected")
    try require(outcome.report.events == outcome.events.count, "the report must count the events")
    let sum = try total(outcome.events)
    try require(sum == goodTotal, "the events of the good file must add up to \(goodTotal), not \(sum)")
  }

  /// A bad set is rejected with the reason while its neighbours go on.
  public func aBadSetIsRejectedAlone() async throws {
    guard let damaged else { return }
    let outcome = try await translate(damaged.bytes)
    try require(outcome.report.rejections.count == 1, "one damaged set must give one rejection")
    try requireReasons(outcome.report)
    try require(outcome.report.rejections.allSatisfy { $0.scope == "set" }, "a set's rejection must have scope set")
    try require(!outcome.report.isRejected, "a file with good sets must go on")
    let sum = try total(outcome.events)
    try require(sum == damaged.total, "the other sets must add up to \(damaged.total), not \(sum)")
  }

  /// Bytes of another format are rejected as a whole, with the reason.
  public func foreignBytesAreRejected() async throws {
    for bytes in [foreign, [], [0], Array(good.prefix(good.count / 3))] {
      let outcome = try await translate(bytes)
      try require(outcome.report.isRejected, "a file that cannot be read must be rejected")
      try require(outcome.events.isEmpty, "a rejected file must give no events")
      try requireReasons(outcome.report)
    }
  }

  private func requireReasons(_ report: FileReport) throws {
    for rejection in report.rejections {
      try require(!rejection.reason.isEmpty, "a rejection must give its reason")
      try require(rejection.findingCount >= rejection.findings.count, "the count must cover the findings listed")
    }
  }

  /// An error of the consumer stops the translation and is passed on.
  public func anErrorOfTheConsumerStopsIt() async throws {
    struct Stop: Error {}
    try await withTemporaryFolder { folder in
      let file = folder.appendingPathComponent("file")
      try Data(good).write(to: file)
      var taken = 0
      do {
        _ = try translator("clinic").translate(file: file, digest: String(repeating: "0", count: 64)) { _ in
          taken += 1
          throw Stop()
        }
        throw Failed(description: "an error thrown by emit must be passed on")
      } catch is Stop {}
      try require(taken == 1, "nothing may be emitted after an error")
    }
  }

  /// The same bytes twice through the whole intake: content events once, and a second arrival marked as a duplicate.
  public func theSameFileTwiceGivesNoSecondEvent() async throws {
    let expected = try await translate(good).events.map(\.id)
    try await withTemporaryFolder { folder in
      let folders = try FileFolders(root: folder.appendingPathComponent("adapter"))
      let database = try testStore(of: "intake", in: folder).open(FileWorker.migrations)
      let intake = FileIntake(
        adapter: "conformance", tenant: "clinic", folders: folders,
        store: try ClaimCheckStore(folder: folder.appendingPathComponent("checks")), database: database,
        translator: translator("clinic"), clock: FixedClock(Instant(milliseconds: 0)), committed: Signal(),
        logger: quietLogger)
      try await running({ try await intake.run() }) {
        for (index, name) in ["first", "second"].enumerated() {
          let part = folders.inbox.appendingPathComponent("\(name).part")
          try Data(good).write(to: part)
          try FileManager.default.moveItem(at: part, to: folders.inbox.appendingPathComponent(name))
          try await eventually("\(name) is announced") { try await arrivals(database).count == index + 1 }
        }
      }
      let content = try await messages(database).filter { $0.type != FileReceived.type }.map(\.id)
      try require(content == expected, "every event must be in the outbox once, in document order")
      try require(try await arrivals(database) == [false, true], "the second arrival must be marked as a duplicate")
      try await database.close()
    }
  }

  private func messages(_ database: any Database) async throws -> [Message] {
    try await database.read { try Outbox.pending(after: 0, limit: 100_000, in: $0).map(\.outgoing.message) }
  }

  private func arrivals(_ database: any Database) async throws -> [Bool] {
    try await messages(database).filter { $0.type == FileReceived.type }
      .map { try Event<FileReceived>(json: $0.body).data.duplicate }
  }
}
