// When journals may be posted, and how fast: windows of the week in the books' time zone. Pure: it is told the time.

import AdapterKit
import PaymentEvents

/// How journals are posted.
package enum PostingMode: String, Sendable, CaseIterable {
  /// As many and as fast as the target takes them.
  case bulk
  /// A few a minute, evenly, so that people who work in the ERP do not notice.
  case trickle
}

/// The windows in which journals are posted. Without any it is always open.
package struct PostingCalendar: Sendable {
  /// A span of the day on some days of the week.
  package struct Window: Sendable {
    /// 0 is Monday.
    var weekdays: Set<Int>
    /// Minutes from midnight. An end that is not after the beginning is on the next day.
    var from: Int
    var until: Int
    var mode: PostingMode?

    package init(weekdays: Set<Int>, from: Int, until: Int, mode: PostingMode? = nil) {
      self.weekdays = weekdays
      self.from = from
      self.until = until
      self.mode = mode
    }
  }

  /// What holds at a moment.
  package enum State: Sendable, Equatable {
    case open(PostingMode)
    /// Nothing is posted before that.
    case closed(until: Instant)
  }

  private let windows: [Window]
  private let holidays: Set<LocalDate>
  private let time: BusinessTime
  private let mode: PostingMode
  /// How far the next window is looked for, in days.
  private static let horizon: Int32 = 400

  /// Creates it.
  /// - Parameters:
  ///   - holidays: days on which no window begins.
  ///   - mode: how journals are posted in windows that do not say.
  package init(
    windows: [Window] = [], holidays: Set<LocalDate> = [], time: BusinessTime, mode: PostingMode = .bulk
  ) {
    self.windows = windows
    self.holidays = holidays
    self.time = time
    self.mode = mode
  }

  /// Whether journals may be posted now, and how; of windows that overlap the first counts.
  package func state(at now: Instant) -> State {
    guard !windows.isEmpty else { return .open(mode) }
    let today = time.date(of: now)
    var next: Instant?
    for offset in -1...PostingCalendar.horizon {
      let day = today.adding(days: offset)
      for window in windows where window.weekdays.contains(day.weekday) && !holidays.contains(day) {
        let (start, end) = span(of: window, on: day)
        if start <= now && now < end { return .open(window.mode ?? mode) }
        if start > now { next = min(next ?? start, start) }
      }
      if offset >= 0, let next { return .closed(until: next) }
    }
    return .closed(until: Instant(startOf: today.adding(days: PostingCalendar.horizon)))
  }

  private func span(of window: Window, on day: LocalDate) -> (Instant, Instant) {
    let midnight = 24 * 60
    let isOvernight = window.until <= window.from
    let end = isOvernight || window.until == midnight ? day.adding(days: 1) : day
    return (time.instant(on: day, minute: window.from), time.instant(on: end, minute: window.until % midnight))
  }
}

/// How many journals go now, and when the next may.
package struct PostingPace: Sendable {
  /// The most journals of one call.
  package var batch: Int
  /// Journals a minute in the mode trickle.
  package var perMinute: Int
  private var notBefore = Instant(milliseconds: .min)
  /// The most journals of one call for now: fewer than ``batch`` after calls that failed.
  private var most: Int

  package init(batch: Int = 200, perMinute: Int = 60) {
    self.batch = max(batch, 1)
    self.perMinute = max(perMinute, 1)
    most = self.batch
  }

  /// The most journals of the next call: in trickle a second's worth.
  package func limit(_ mode: PostingMode) -> Int {
    mode == .bulk ? most : min(most, max(1, perMinute / 60))
  }

  /// Milliseconds until the next call; nil for at once.
  package func wait(_ mode: PostingMode, at now: Instant) -> Int64? {
    mode == .trickle && now < notBefore ? notBefore.milliseconds - now.milliseconds : nil
  }

  /// So many went.
  package mutating func sent(_ count: Int, at now: Instant) {
    notBefore = Instant(milliseconds: now.milliseconds + Int64(count) * 60_000 / Int64(perMinute))
    most = min(batch, most * 2)
  }

  /// A call failed: perhaps what was asked for takes longer than an answer may take. The next one asks for half.
  package mutating func failed() { most = max(1, most / 2) }
}
