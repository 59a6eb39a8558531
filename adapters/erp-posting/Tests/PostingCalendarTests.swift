// Windows of the week, holidays, clocks that change, bulk and trickle.

import AdapterKit
import ERPPostingAdapter
import Foundation
import PaymentEvents
import TestSupport
import Testing

@Suite struct PostingCalendarTests {
  private struct NoSuchTime: Error {}

  private func at(_ text: String) throws -> Instant {
    guard let instant = Instant(rfc3339: text) else { throw NoSuchTime() }
    return instant
  }

  private func calendar(_ windows: PostingCalendar.Window..., holidays: [String] = []) throws -> PostingCalendar {
    guard let time = BusinessTime(zone: "America/New_York") else { throw NoSuchTime() }
    return PostingCalendar(windows: windows, holidays: Set(holidays.compactMap { LocalDate(iso: $0) }), time: time)
  }

  private static let week = Set(0...4)

  @Test func itIsOpenInItsHoursAndSaysWhenItOpens() throws {
    let calendar = try calendar(.init(weekdays: Self.week, from: 6 * 60, until: 22 * 60))
    // 2026-03-06 is a Friday; New York is five hours behind UTC.
    #expect(calendar.state(at: try at("2026-03-06T10:59:59Z")) == .closed(until: try at("2026-03-06T11:00:00Z")))
    #expect(calendar.state(at: try at("2026-03-06T11:00:00Z")) == .open(.bulk))
    #expect(calendar.state(at: try at("2026-03-07T02:59:59Z")) == .open(.bulk))
    // Over the weekend clocks go forward: on Monday it is four hours.
    #expect(calendar.state(at: try at("2026-03-07T03:00:00Z")) == .closed(until: try at("2026-03-09T10:00:00Z")))
  }

  @Test func aWindowMayGoOverMidnightAndHaveAModeOfItsOwn() throws {
    let calendar = try calendar(
      .init(weekdays: [4], from: 22 * 60, until: 4 * 60),
      .init(weekdays: [5], from: 4 * 60, until: 24 * 60, mode: .trickle))
    #expect(calendar.state(at: try at("2026-03-07T08:59:59Z")) == .open(.bulk))
    #expect(calendar.state(at: try at("2026-03-07T09:00:00Z")) == .open(.trickle))
    #expect(calendar.state(at: try at("2026-03-08T05:00:00Z")) == .closed(until: try at("2026-03-14T02:00:00Z")))
  }

  @Test func noWindowBeginsOnAHoliday() throws {
    let calendar = try calendar(
      .init(weekdays: Set(0...6), from: 0, until: 24 * 60), holidays: ["2026-12-25", "2026-12-26"])
    #expect(calendar.state(at: try at("2026-12-25T04:59:59Z")) == .open(.bulk))
    #expect(calendar.state(at: try at("2026-12-25T05:00:00Z")) == .closed(until: try at("2026-12-27T05:00:00Z")))
  }

  @Test(.timeLimit(.minutes(1))) func outsideOfItsWindowsNothingIsPostedAndNoAttemptIsUsedUp() async throws {
    try await withPosting { scene async throws in
      let target = BookTarget()
      let clock = ManualClock(milliseconds: try at("2026-03-07T12:00:00Z").milliseconds)
      var rules = JournalPoster.Rules()
      rules.calendar = try calendar(.init(weekdays: Self.week, from: 6 * 60, until: 22 * 60))
      try await scene.receive(requested("j-1"))
      try await scene.postEverything(scene.poster(target, clock: clock, rules: rules))
      #expect(target.posts == [["j-1"]])
      #expect(clock.now() >= (try at("2026-03-09T10:00:00Z")), "it waited until Monday, six o'clock")
      #expect(clock.now() < (try at("2026-03-09T10:02:00Z")))
    }
  }

  @Test(.timeLimit(.minutes(1))) func inTrickleJournalsGoEvenly() async throws {
    try await withPosting { scene async throws in
      let target = BookTarget()
      let clock = ManualClock()
      let start = clock.now().milliseconds
      var rules = JournalPoster.Rules()
      guard let time = BusinessTime(zone: "UTC") else { throw NoSuchTime() }
      rules.calendar = PostingCalendar(time: time, mode: .trickle)
      rules.pace = PostingPace(batch: 200, perMinute: 120)
      for number in 1...9 { try await scene.receive(requested("j-\(number)")) }
      try await scene.postEverything(scene.poster(target, clock: clock, rules: rules))
      #expect(target.posts.map(\.count) == [2, 2, 2, 2, 1])
      #expect(clock.now().milliseconds - start >= 4_000, "120 a minute are two a second")
    }
  }

  @Test func theConfigurationIsRefusedWithItsKey() async throws {
    for (text, key) in [
      ("posting: {windows: [{from: '25:00'}]}", "from"), ("posting: {holidays: [christmas]}", "posting.holidays"),
      ("posting: {timeZone: Mars/Olympus}", "posting.timeZone"), ("reconciliation: {at: '24:00'}", "reconciliation.at"),
      ("posting: {windows: [{until: '7'}]}", "until"), ("closedPeriods: [March]", "closedPeriods"),
      ("closedPeriods: ['2026-13']", "closedPeriods"),
    ] {
      let configuration = try await configuration(text)
      do {
        try ERPPostingWorker.check(configuration, tenantZone: "UTC")
        Issue.record("\(text) is taken")
      } catch let error as ConfigurationError {
        #expect(error.description.contains(key), "\(error)")
      }
    }
    try ERPPostingWorker.check(
      try await configuration("posting: {windows: [{days: [mon, tue], from: '22:00', until: '04:00', mode: trickle}]}"),
      tenantZone: "America/New_York")
  }

  private func configuration(_ text: String) async throws -> Configuration {
    try await withTemporaryFolder { folder in
      let file = folder.appendingPathComponent("config.yaml")
      try Data(text.utf8).write(to: file)
      return try Configuration(file: file, keys: ERPPostingWorker.keys)
    }
  }
}
