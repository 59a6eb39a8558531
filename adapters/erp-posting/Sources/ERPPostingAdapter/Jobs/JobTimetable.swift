// When the ERP's master data are read and its books compared without anybody asking.

import AdapterKit
import PaymentEvents
import Storage

/// The timetable of jobs. Pure: it is told the time and when jobs were asked for last.
package struct JobTimetable: Sendable {
  let time: BusinessTime
  /// 0: never.
  let readEveryMinutes: Int
  /// Minutes from midnight; nil: never.
  let reconcileAt: Int?
  let reconcileDays: Int

  package init(time: BusinessTime, readEveryMinutes: Int = 15, reconcileAt: Int? = nil, reconcileDays: Int = 7) {
    self.time = time
    self.readEveryMinutes = readEveryMinutes
    self.reconcileAt = reconcileAt
    self.reconcileDays = reconcileDays
  }

  /// When master data are read next; nil: never.
  /// - Parameter last: when the target was read last; nil: not yet.
  func nextReading(after last: Instant?, now: Instant) -> Instant? {
    guard readEveryMinutes > 0 else { return nil }
    guard let last else { return now }
    return Instant(milliseconds: last.milliseconds + Int64(readEveryMinutes) * 60_000)
  }

  /// When books are compared next; nil: never.
  /// - Parameter last: when the timetable asked for it last; nil: not yet.
  func nextReconciliation(after last: Instant?, now: Instant) -> Instant? {
    guard let reconcileAt else { return nil }
    let start = last ?? now
    let day = time.date(of: start)
    let today = time.instant(on: day, minute: reconcileAt)
    return today > start ? today : time.instant(on: day.adding(days: 1), minute: reconcileAt)
  }

  /// The days that are compared on a day.
  func span(at now: Instant) -> ClosedRange<LocalDate> {
    let today = time.date(of: now)
    return today.adding(days: Int32(1 - reconcileDays))...today
  }
}

/// Asks for jobs when it is time.
package struct JobSchedule: Sendable {
  let timetable: JobTimetable
  let target: any ERPTarget
  let database: any Database
  let asked: Signal
  let clock: any WallClock
  let pause: @Sendable (Duration) async throws -> Void
  /// The longest wait before the time is looked at again.
  private static let longestWait: Int64 = 60_000

  /// Creates it. `pause` waits for the time of a job, which nobody calls out.
  package init(
    timetable: JobTimetable, target: any ERPTarget, database: any Database, asked: Signal, clock: any WallClock,
    pause: @escaping @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) }
  ) {
    self.timetable = timetable
    self.target = target
    self.database = database
    self.asked = asked
    self.clock = clock
    self.pause = pause
  }

  /// Asks until the task is cancelled.
  package func run() async throws {
    let started = clock.now()
    while !Task.isCancelled {
      let wait = try await ask(since: started)
      try await pause(.milliseconds(min(max(wait ?? Self.longestWait, 1), Self.longestWait)))
    }
  }

  /// Asks for what is due; returns the milliseconds until something is due next, nil for never.
  private func ask(since started: Instant) async throws -> Int64? {
    let (timetable, name, capabilities) = (timetable, target.name, target.capabilities)
    let now = clock.now()
    let (due, next) = try await database.write { connection in
      var due = false
      var times: [Instant] = []
      if capabilities.contains(.masterData) {
        let last = try JobSchedule.lastReading(of: name, connection)
        if var time = timetable.nextReading(after: last, now: now) {
          if time <= now {
            try TargetJobs.ask(.reading, for: .schedule, at: now, in: connection)
            due = true
            time = timetable.nextReading(after: now, now: now) ?? time
          }
          times.append(time)
        }
      }
      if capabilities.contains(.entries) {
        let last = try JobSchedule.lastReconciliation(connection) ?? started
        if var time = timetable.nextReconciliation(after: last, now: now) {
          if time <= now {
            try TargetJobs.ask(.reconciliation(timetable.span(at: now)), for: .schedule, at: now, in: connection)
            due = true
            time = timetable.nextReconciliation(after: now, now: now) ?? time
          }
          times.append(time)
        }
      }
      return (due, times.min())
    }
    if due { asked.raise() }
    return next.map { $0.milliseconds - clock.now().milliseconds }
  }

  /// When the target was read last, or the timetable asked for it: one that cannot be read is not asked for again and
  /// again.
  private static func lastReading(of target: String, _ connection: any SQLConnection) throws -> Instant? {
    if try connection.first("SELECT 1 FROM target_jobs WHERE state = 'open' AND kind = 'reading' LIMIT 1") != nil {
      return Instant(milliseconds: .max / 2)
    }
    return try MasterDataBook.lastReading(of: target, in: connection).map { Instant(milliseconds: $0.at) }
  }

  private static func lastReconciliation(_ connection: any SQLConnection) throws -> Instant? {
    try connection.first(
      "SELECT asked_at FROM target_jobs WHERE kind = ? AND event IS NULL ORDER BY number DESC LIMIT 1",
      [.text(TargetJob.reconciliationName)]
    ).map { Instant(milliseconds: $0.integer(0)) }
  }
}
