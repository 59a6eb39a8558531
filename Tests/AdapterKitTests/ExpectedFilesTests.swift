// Files that did not come: which days count, who keeps which promise, and that each broken one is told once.

import AdapterKit
import Foundation
import PaymentEvents
import Storage
import TestSupport
import Testing

@Suite struct ExpectedFilesTests {
  // MARK: - The promise

  @Test func aPromiseIsReadWithItsDefaults() throws {
    let file = try expected("- {name: era, files: 'era-*.835'}")
    #expect(file.weekdays == [0, 1, 2, 3, 4] && file.minute == 18 * 60 && file.except.isEmpty)
    #expect(file.isKept(by: "era-1.835") && file.isKept(by: "day.zip/era-1.835"))
    #expect(!file.isKept(by: "era-1.txt") && !file.isKept(by: "other-era-1.835"))
  }

  @Test func daysAndExceptionsDecide() throws {
    let file = try expected("- {name: era, files: '*', days: [saturday], except: [2026-03-07]}")
    #expect(!file.isDue(on: try day("2026-03-06")))
    #expect(!file.isDue(on: try day("2026-03-07")))
    #expect(file.isDue(on: try day("2026-03-14")))
  }

  @Test(arguments: [
    ("- {name: era, files: '*', by: '24:00'}", "write HH:MM"), ("- {name: era, files: '*', by: '9:00'}", "write HH:MM"),
    ("- {name: era, files: '*', except: [tomorrow]}", "write YYYY-MM-DD"), ("- {files: '*'}", "needs a name"),
    ("- {name: era}", "files, a pattern"), ("- {name: era, files: a}\n- {name: era, files: b}", "two are called"),
    ("- {name: era, files: a, days: [mon]}", "one of monday"),
  ])
  func whatIsWrongIsNamed(_ yaml: String, _ words: String) {
    #expect { try expectedFiles(yaml) } throws: { "\($0)".contains(words) }
  }

  /// 2026-03-08, 02:30 does not exist in New York; 2026-11-01, 01:30 is there twice.
  @Test(arguments: [
    ("2026-03-07", 18 * 60, "2026-03-07T23:00:00Z"), ("2026-03-08", 90, "2026-03-08T06:30:00Z"),
    ("2026-03-08", 150, "2026-03-08T07:30:00Z"), ("2026-03-08", 195, "2026-03-08T07:15:00Z"),
    ("2026-03-08", 18 * 60, "2026-03-08T22:00:00Z"), ("2026-11-01", 90, "2026-11-01T05:30:00Z"),
    ("2026-11-01", 18 * 60, "2026-11-01T23:00:00Z"),
  ])
  func minutesOfDaysAreFoundAroundClockChanges(_ date: String, _ minute: Int, _ expected: String) throws {
    let time = try #require(BusinessTime(zone: "America/New_York"))
    #expect(time.instant(on: try day(date), minute: minute) == Instant(rfc3339: expected))
  }

  // MARK: - The watch

  /// Monday 2026-03-02 to Wednesday: kept, broken (and told once), and kept again by two files, one of them late.
  @Test func eachBrokenPromiseIsToldOnce() async throws {
    try await withWatch("- {name: era, files: 'era-*', by: '18:00'}", from: "2026-03-02T12:00:00Z") { scene in
      try await scene.check()
      try await scene.arrive("era-1", "2026-03-02T20:00:00Z")
      try await scene.check(at: "2026-03-02T23:00:00Z")
      #expect(try await scene.missing() == [])
      try await scene.arrive("other", "2026-03-03T20:00:00Z")
      for time in ["2026-03-03T22:59:59Z", "2026-03-03T23:00:00Z", "2026-03-03T23:05:00Z"] {
        try await scene.check(at: time)
      }
      #expect(try await scene.missing().map(\.dueOn.iso) == ["2026-03-03"])
      try await scene.arrive("era-2", "2026-03-04T09:00:00Z")
      try await scene.arrive("era-3", "2026-03-04T19:00:00Z")
      try await scene.check(at: "2026-03-05T00:00:00Z")
      #expect(try await scene.missing().count == 1)
    }
  }

  @Test func aLateFileDoesNotKeepTheNextPromise() async throws {
    try await withWatch("- {name: era, files: 'era-*', by: '18:00'}", from: "2026-03-02T12:00:00Z") { scene in
      try await scene.check()
      try await scene.check(at: "2026-03-02T23:30:00Z")
      try await scene.arrive("era-late", "2026-03-03T01:00:00Z")
      try await scene.check(at: "2026-03-03T23:30:00Z")
      #expect(try await scene.missing().map(\.dueOn.iso) == ["2026-03-02", "2026-03-03"])
    }
  }

  /// What the pages show: missing until a file comes, which counts once, and only as long as it is expected.
  @Test func whatIsNotHereIsListedUntilItComes() async throws {
    try await withWatch("- {name: era, files: 'era-*', by: '18:00'}", from: "2026-03-02T12:00:00Z") { scene in
      func listed() async throws -> [String] {
        try await scene.database.read { try MissingFile.all(in: $0).map(\.dueOn) }
      }
      try await scene.check()
      try await scene.check(at: "2026-03-03T23:30:00Z")
      #expect(try await listed() == ["2026-03-02", "2026-03-03"])
      try await scene.arrive("era-late", "2026-03-04T01:00:00Z")
      for time in ["2026-03-04T01:01:00Z", "2026-03-04T01:02:00Z"] { try await scene.check(at: time) }
      #expect(try await listed() == ["2026-03-03"], "the file keeps the oldest promise, and one only")
      try await scene.check(at: "2026-03-04T23:30:00Z")
      #expect(try await listed() == ["2026-03-03", "2026-03-04"])
      #expect(try await scene.missing().count == 3, "an event is no list: each is told once")
      try await scene.watching([]).check()
      #expect(try await listed() == [])
    }
  }

  @Test func theSameBytesAgainKeepNothing() async throws {
    try await withWatch("- {name: era, files: 'era-*', by: '18:00'}", from: "2026-03-02T12:00:00Z") { scene in
      try await scene.check()
      try await scene.arrive("era-1", "2026-03-02T20:00:00Z", duplicate: true)
      try await scene.check(at: "2026-03-02T23:30:00Z")
      #expect(try await scene.missing().count == 1)
    }
  }

  /// After a standstill every due date in between is judged by what had come until then; none before the first look.
  @Test func aStandstillIsCaughtUpWith() async throws {
    try await withWatch("- {name: era, files: '*', by: '18:00'}", from: "2026-03-02T12:00:00Z") { scene in
      try await scene.check()
      try await scene.arrive("era-1", "2026-03-04T12:00:00Z")
      try await scene.arrive("era-2", "2026-03-04T13:00:00Z")
      try await scene.arrive("era-3", "2026-03-04T14:00:00Z")
      try await scene.check(at: "2026-03-09T12:00:00Z")
      // Two of the three are for Monday and Tuesday.
      #expect(
        try await scene.missing().map(\.dueOn.iso) == ["2026-03-02", "2026-03-03", "2026-03-05", "2026-03-06"])
    }
  }

  // MARK: - Support

  private func expectedFiles(_ yaml: String) throws -> [ExpectedFile] {
    let file = FileManager.default.temporaryDirectory.appendingPathComponent("expected-\(UUID().uuidString).yaml")
    defer { try? FileManager.default.removeItem(at: file) }
    try Data("expectedFiles:\n\(yaml)\n".utf8).write(to: file)
    return try ExpectedFile.all(Configuration(file: file, keys: FileWorker.keys))
  }

  private func expected(_ yaml: String) throws -> ExpectedFile { try #require(try expectedFiles(yaml).first) }

  private func day(_ text: String) throws -> LocalDate { try #require(LocalDate(iso: text)) }

  private func withWatch(
    _ yaml: String, from start: String, _ body: (WatchScene) async throws -> Void
  ) async throws {
    let instant = try #require(Instant(rfc3339: start))
    let files = try expectedFiles(yaml)
    try await withTemporaryFolder { folder in
      let database = try testStore(of: "w", in: folder).open(FileWorker.migrations)
      let clock = ManualClock(milliseconds: instant.milliseconds)
      let time = try #require(BusinessTime(zone: "America/New_York"))
      try await body(WatchScene(database: database, clock: clock, time: time, files: files))
      try await database.close()
    }
  }
}

/// A watch and the arrivals it looks at.
private struct WatchScene {
  let database: any Database
  let clock: ManualClock
  let time: BusinessTime
  var files: [ExpectedFile]

  /// The same under another configuration.
  func watching(_ files: [ExpectedFile]) -> WatchScene {
    WatchScene(database: database, clock: clock, time: time, files: files)
  }

  func check() async throws {
    try await ExpectedFilesWatch(
      adapter: "lines", tenant: "clinic", files: files, time: time, database: database, clock: clock,
      committed: Signal(), logger: quietLogger
    ).check()
  }

  func check(at time: String) async throws {
    clock.advance(to: try #require(Instant(rfc3339: time)))
    try await check()
  }

  func arrive(_ name: String, _ time: String, duplicate: Bool = false) async throws {
    try await database.write { connection in
      _ = try connection.execute(
        "INSERT INTO intakes (intake, digest, name, arrived_at, duplicate) VALUES (?, ?, ?, ?, ?)",
        [.text(UUID().uuidString), .text(name), .text(name), .text(time), .integer(duplicate ? 1 : 0)])
    }
  }

  func missing() async throws -> [FileMissing] {
    try await database.outbox().filter { $0.message.type == FileMissing.type }
      .map { try Event<FileMissing>(json: $0.message.body).data }
  }
}
