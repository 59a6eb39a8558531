// What the worker answers to a file: stored when the file is done, in the same transaction.

import AdapterKit
import Logging
import PaymentEvents
import Storage
import X12

/// Answers files.
public struct Answers: Sendable {
  let profiles: PayerProfiles
  let clock: any WallClock
  let stored: Signal
  let logger: Logger

  package init(profiles: PayerProfiles, clock: any WallClock, stored: Signal, logger: Logger) {
    self.profiles = profiles
    self.clock = clock
    self.stored = stored
    self.logger = logger
  }

  /// What follows from a file; nil where there is nobody to answer.
  func followUp(_ report: TranslationReport, digest: String) -> FollowUp? {
    guard !report.interchanges.isEmpty else { return nil }
    if report.unlistedInterchanges > 0 {
      logger.warning(
        "the last \(report.unlistedInterchanges) interchanges of a file are not acknowledged; it should be split",
        metadata: ["file": "\(digest)"])
    }
    let now = clock.now()
    let writer = AcknowledgementWriter(date: now.dateNumber, time: now.timeNumber, profiles: profiles)
    return FollowUp(
      store: { connection, attempt in
        let cause = attempt == 1 ? digest : "\(digest) try \(attempt)"
        // The file was done before, by a process that did not live to say so.
        guard try !DocumentBook.knows(cause, in: connection) else { return }
        for index in report.interchanges.indices {
          try answer(report, index, writer, cause: cause, at: now, in: connection)
        }
      }, didEnd: { stored.raise() })
  }

  /// One interchange that cannot be answered does not keep the others, or the file, from going on.
  private func answer(
    _ report: TranslationReport, _ index: Int, _ writer: AcknowledgementWriter, cause: String, at now: Instant,
    in connection: any SQLConnection
  ) throws {
    do {
      try connection.savepoint {
        var numbers = StoredNumbers(connection: connection)
        for document in try writer.write(report, interchange: index, numbers: &numbers) {
          try DocumentBook.append(document, cause: cause, at: now, in: connection)
        }
      }
    } catch let error as X12WriteError {
      logger.warning("interchange \(index + 1) of a file is not acknowledged: \(error)", metadata: ["file": "\(cause)"])
    } catch let error as ControlNumbersUsedUp {
      logger.error("interchange \(index + 1) of a file is not acknowledged: \(error)", metadata: ["file": "\(cause)"])
    }
  }
}

extension Instant {
  /// The day in UTC as `YYYYMMDD`.
  var dateNumber: Int {
    let day = utcDate.components
    return day.year * 10_000 + day.month * 100 + day.day
  }

  /// The time of day in UTC as `HHMM`.
  var timeNumber: Int {
    let minute = Int(milliseconds - Instant(startOf: utcDate).milliseconds) / 60_000
    return minute / 60 * 100 + minute % 60
  }
}
