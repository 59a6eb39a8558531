// An ERP that imports files: journals are handed over in files, and posted when it says so.

import AdapterKit
import Foundation
import Ledger
import Logging
import Metrics
import PaymentEvents
import Storage
import Synchronization

/// Hands journals over in files, one a batch, each journal in one file.
///
/// A file is written aside, then noted as handed over with its journals, then renamed. Whatever ends in between, a file
/// that is noted is renamed by the next process, and one that is not is written over. What the ERP says comes back in
/// files of acknowledgements; until then a journal is pending.
package struct HandOffTarget: ERPTarget {
  /// How files are handed over.
  package struct Settings: Sendable {
    package var format: HandOffFormat
    /// The folder with `outgoing` and `acknowledgements`.
    package var folder: URL
    /// What the files' names begin with.
    package var prefix = "journals"
    /// How the ERP answers; nil when it does not, and what is handed over counts as posted.
    package var acknowledgements: HandOffAcknowledgements?
    package var accounts: [String: String] = [:]
    /// For how long an acknowledgement file must not have changed before it is read.
    package var settleTime = Duration.seconds(5)
    /// After how long an answer that did not come is warned of.
    package var warnAfter = Duration.seconds(24 * 3_600)

    package init(format: HandOffFormat, folder: URL) {
      self.format = format
      self.folder = folder
    }
  }

  package let name = "files"
  package let capabilities: TargetCapabilities = [.reversal]
  private let settings: Settings
  private let codes: AccountCodes
  private let folder: HandOffFolder
  private let book: HandOffBook
  private let clock: any WallClock
  private let logger: Logger
  /// Faulty files of acknowledgements that have been told of, and what was wrong.
  private let told = Told()
  private let unacknowledged = Gauge(label: "tributary_journals_unacknowledged")
  private let oldest = Gauge(label: "tributary_journals_unacknowledged_oldest_seconds")

  private final class Told: Sendable {
    let faults = Mutex<[String: [String]]>([:])
    let lateSince = Mutex<Instant?>(nil)
  }

  /// The tables of its database.
  package static let migrations = HandOffBook.migrations

  /// - Parameter store: where its database is.
  package init(
    _ settings: Settings, store: StoreLocation, clock: any WallClock = SystemClock(), logger: Logger
  ) throws {
    self.settings = settings
    codes = AccountCodes(settings.accounts)
    folder = try HandOffFolder(settings.folder)
    book = HandOffBook(database: try store.open(HandOffBook.migrations))
    self.clock = clock
    self.logger = logger
  }

  package func code(of account: Account) -> String {
    switch settings.format {
    case .hledger: account.path
    case .beancount: Export.beancount(account)
    case .csv, .fixed: codes.code(of: account)
    }
  }

  package func close() async { try? await book.database.close() }

  package func find(_ keys: [String]) async throws -> [String: String] {
    try await readAnswers()
    return try await book.standings(keys).compactMapValues { standing in
      if case .accepted(let reference) = standing { reference } else { nil }
    }
  }

  package func post(_ journals: [Journal]) async throws -> [PostingOutcome] {
    try await finish()
    try await readAnswers()
    let standings = try await book.standings(journals.map(\.id))
    var outcomes: [String: PostingOutcome] = [:]
    var fresh: [Journal] = []
    for journal in journals {
      switch standings[journal.id] {
      case .accepted(let reference): outcomes[journal.id] = .posted(reference: reference)
      case .rejected(let code, let reason): outcomes[journal.id] = .rejected(code: code, reason: reason)
      case .waiting: outcomes[journal.id] = .pending
      case nil:
        if let fault = settings.format.fault(journal, codes: codes) {
          outcomes[journal.id] = .rejected(code: "other", reason: fault)
        } else {
          fresh.append(journal)
        }
      }
    }
    if !fresh.isEmpty {
      let file = try await handOver(fresh)
      for (index, journal) in fresh.enumerated() {
        let reference = Self.reference(file, index + 1)
        outcomes[journal.id] = settings.acknowledgements == nil ? .posted(reference: reference) : .pending
      }
    }
    try await watch()
    return journals.compactMap { outcomes[$0.id] }
  }

  /// From here on, who posts one of these again has been told of its rejection: it goes into another file.
  package func settled(refused keys: [String]) async throws { try await book.told(keys) }

  /// A reversal is handed over like any journal: files know no more.
  package func reverse(_ key: String, by reversal: Journal) async throws -> PostingOutcome {
    try await readAnswers()
    guard case .accepted? = try await book.standings([key])[key] else {
      return PostingOutcome(cannotReverse: key, because: "the ERP has not accepted it")
    }
    guard let outcome = try await post([reversal]).first else {
      return PostingOutcome(cannotReverse: key, because: "it was not handed over")
    }
    return outcome
  }

  private static func reference(_ file: String, _ number: Int) -> String { "\(file)#\(number)" }

  private func handOver(_ journals: [Journal]) async throws -> String {
    let number = try await book.nextNumber()
    let digits = String(number)
    let padded = String(repeating: "0", count: max(0, 6 - digits.count)) + digits
    let file = "\(settings.prefix)-\(padded).\(settings.format.suffix)"
    let text = try settings.format.text(journals, file: file, codes: codes, opened: try await book.opened())
    try folder.write(text, as: file)
    var reference: (@Sendable (Int) -> String)?
    if settings.acknowledgements == nil { reference = { Self.reference(file, $0) } }
    try await book.release(number, file, journals, at: clock.now(), reference: reference)
    try await finish()
    return file
  }

  /// Gives their names to files that are handed over and have them not yet.
  private func finish() async throws {
    for file in try await book.unnamed() {
      try folder.release(file.name)
      try await book.named(file.number)
    }
  }

  private func readAnswers() async throws {
    guard let form = settings.acknowledgements else { return }
    try await book.forgetWords(notIn: folder.answerNames())
    let now = clock.now().milliseconds / 1_000
    for file in try folder.answers(at: now, settled: settings.settleTime.components.seconds) {
      let size = (try? file.resourceValues(forKeys: [.fileSizeKey]).fileSize) ?? 0
      guard size <= SeparatedValues.maximumBytes, let text = try? String(contentsOf: file, encoding: .utf8) else {
        tell(file, ["it cannot be read, is no UTF-8, or is larger than 16 MiB"])
        continue
      }
      let reading = form.read(text)
      let kept = try await book.keep(reading.words, from: file.lastPathComponent)
      for alarm in kept.alarms { logger.error("acknowledgements/\(file.lastPathComponent): \(alarm)") }
      let faults = reading.faults + kept.strange
      tell(file, faults)
      // What cannot be understood stays where it is until somebody has looked at it, or the ERP has written its rest.
      if faults.isEmpty { try folder.putAside(file) }
    }
  }

  private func tell(_ file: URL, _ faults: [String]) {
    let name = file.lastPathComponent
    let isNew = told.faults.withLock { told in
      defer { told[name] = faults.isEmpty ? nil : faults }
      return !faults.isEmpty && told[name] != faults
    }
    if isNew {
      let more = faults.count > 1 ? " (and \(faults.count - 1) more)" : ""
      logger.warning("acknowledgements/\(name): \(faults[0])\(more); correct it")
    }
  }

  /// Shows how much waits for an answer, and warns of what waits too long, once for each oldest.
  private func watch() async throws {
    let waiting = try await book.waiting()
    let age = waiting.since.map { (clock.now().milliseconds - $0.milliseconds) / 1_000 } ?? 0
    unacknowledged.record(waiting.count)
    oldest.record(age)
    guard let since = waiting.since, .seconds(age) > settings.warnAfter else { return }
    let isNew = told.lateSince.withLock { late in
      defer { late = since }
      return late != since
    }
    if isNew {
      logger.warning(
        "the ERP has not acknowledged \(waiting.count) journals, the oldest handed over at \(since.rfc3339); ask it")
    }
  }
}

extension HandOffTarget {
  /// How many journals wait for an answer, and since when the oldest does.
  package var waiting: (count: Int, since: Instant?) {
    get async throws { try await book.waiting() }
  }
}
