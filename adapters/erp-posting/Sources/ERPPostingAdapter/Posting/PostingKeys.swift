// The keys of the configuration that say when and how fast journals are posted, and when the ERP is read and compared.

import AdapterKit
import PaymentEvents

/// Posting, master data and reconciliation.
enum PostingKeys {
  private static let weekdays = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
  private static let modes = PostingMode.allCases.map(\.rawValue)

  static let all = [
    ConfigurationKey("posting", .section(posting), "When journals are posted, and how fast."),
    ConfigurationKey("masterData", .section(masterData), "Reading accounts, cost centres, parties and periods."),
    ConfigurationKey("reconciliation", .section(reconciliation), "Comparing the ERP's books with ours."),
  ]

  private static let posting = [
    ConfigurationKey("mode", .choice(modes), default: "bulk", "bulk: as fast as the ERP takes; trickle: evenly."),
    ConfigurationKey("batch", .integer(1...1_000), default: "200", "The most journals of one call."),
    ConfigurationKey("tricklePerMinute", .integer(1...60_000), default: "60", "Journals a minute in trickle."),
    ConfigurationKey("timeZone", .text, "Whose hours the windows name (an IANA name); by default the tenant's."),
    ConfigurationKey("windows", .list(.section(window)), "When journals are posted; without any, always."),
    ConfigurationKey("holidays", .list(.text), "Days (YYYY-MM-DD) on which no window begins."),
    ConfigurationKey(
      "pendingSeconds", .integer(1...86_400), default: "30",
      "How often a target that answers later is asked what became of what it has."),
  ]

  private static let window = [
    ConfigurationKey("days", .list(.choice(weekdays)), "Days of the week, by default all."),
    ConfigurationKey("from", .text, default: "00:00", "When it begins, HH:MM."),
    ConfigurationKey("until", .text, default: "24:00", "When it ends; not after the beginning: on the next day."),
    ConfigurationKey("mode", .choice(modes), "bulk or trickle in this window; by default that of posting."),
  ]

  private static let masterData = [
    ConfigurationKey(
      "everyMinutes", .integer(0...10_080), default: "15", "How often it is read; 0: only when somebody asks."),
    ConfigurationKey("check", .boolean, default: "true", "Whether journals are checked against it before posting."),
    ConfigurationKey(
      "trustSeconds", .integer(0...86_400), default: "60",
      "A refusal rests on a reading no older than this: what is older is read again first."),
  ]

  private static let reconciliation = [
    ConfigurationKey("at", .text, "When the books are compared each day, HH:MM; absent: only when somebody asks."),
    ConfigurationKey("days", .integer(1...366), default: "7", "How many days back, today included."),
  ]

  /// Minutes from midnight.
  private static func minute(_ text: String, _ key: String, _ own: Configuration) throws -> Int {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 2, parts.allSatisfy({ $0.count == 2 }), let hour = Int(parts[0]), let minute = Int(parts[1]),
      (0...24).contains(hour), (0...59).contains(minute), hour < 24 || minute == 0
    else { throw own.fault(key, "'\(text)' is no time of day; write it as 06:30 or 24:00") }
    return hour * 60 + minute
  }

  /// The time zone of the books.
  private static func time(_ own: Configuration, tenantZone: String) throws -> BusinessTime {
    let zone = own.optionalText("posting.timeZone") ?? tenantZone
    guard let time = BusinessTime(zone: zone) else {
      throw own.fault("posting.timeZone", "'\(zone)' is no IANA time zone, for instance Europe/Berlin")
    }
    return time
  }

  /// When journals are posted. - Throws: ``ConfigurationError``.
  static func calendar(_ own: Configuration, tenantZone: String) throws -> PostingCalendar {
    let windows = try own.sections("posting.windows").map { section in
      let days = section.texts("days").compactMap { weekdays.firstIndex(of: $0) }
      let from = try minute(section.text("from"), "from", section)
      guard from < 24 * 60 else { throw section.fault("from", "a window begins before 24:00") }
      return PostingCalendar.Window(
        weekdays: days.isEmpty ? Set(0...6) : Set(days), from: from,
        until: try minute(section.text("until"), "until", section),
        mode: section.optionalText("mode").flatMap(PostingMode.init))
    }
    let holidays = try own.texts("posting.holidays").map { text in
      guard let day = LocalDate(iso: text) else {
        throw own.fault("posting.holidays", "'\(text)' is no day; write it as 2026-12-25")
      }
      return day
    }
    return PostingCalendar(
      windows: windows, holidays: Set(holidays), time: try time(own, tenantZone: tenantZone),
      mode: PostingMode(rawValue: own.text("posting.mode")) ?? .bulk)
  }

  /// The periods in which the built-in ledger takes nothing. - Throws: ``ConfigurationError``.
  static func closedPeriods(_ own: Configuration) throws -> Set<String> {
    let periods = own.texts("closedPeriods")
    for text in periods where LocalDate(iso: "\(text)-01") == nil {
      throw own.fault("closedPeriods", "'\(text)' is not a period; write YYYY-MM")
    }
    return Set(periods)
  }

  /// When the ERP is read and compared. - Throws: ``ConfigurationError``.
  static func timetable(_ own: Configuration, tenantZone: String) throws -> JobTimetable {
    let at = try own.optionalText("reconciliation.at").map { text in
      let minute = try minute(text, "reconciliation.at", own)
      guard minute < 24 * 60 else { throw own.fault("reconciliation.at", "the day ends before 24:00; write 00:00") }
      return minute
    }
    // All that the built-in ledger can tell is what this configuration says.
    let everyMinutes = own.text("target") == "built-in" ? 0 : own.integer("masterData.everyMinutes")
    return JobTimetable(
      time: try time(own, tenantZone: tenantZone), readEveryMinutes: everyMinutes,
      reconcileAt: at, reconcileDays: own.integer("reconciliation.days"))
  }
}
