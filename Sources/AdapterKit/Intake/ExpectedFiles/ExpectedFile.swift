// Files that a sender has promised: which, on which days, by when. Pure.

import Foundation
import PaymentEvents

/// One promise, for instance "Larkspur's remittance file, Monday to Friday, by 18:00".
public struct ExpectedFile: Sendable, Equatable {
  /// What people call it; part of the event's id, so never change it.
  public let name: String
  /// The names of the files, as a shell pattern (POSIX fnmatch, section 2.13): `larkspur-*.835`.
  public let pattern: String
  /// 0 for Monday up to 6 for Sunday.
  public let weekdays: Set<Int>
  /// Minutes after midnight, in the tenant's time zone.
  public let minute: Int
  /// Days on which none comes though the weekday says so.
  public let except: Set<LocalDate>

  /// The keys of one, in the list `expectedFiles` of a file adapter's configuration.
  static let keys: [ConfigurationKey] = [
    ConfigurationKey("name", .text, "What people call it; part of the event's identity: never change it."),
    ConfigurationKey("files", .text, "The names of the files, as a shell pattern, for instance larkspur-*.835."),
    ConfigurationKey(
      "days", .list(.choice(words)), "The weekdays on which one comes; by default Monday to Friday."),
    ConfigurationKey("by", .text, default: "18:00", "The time of day by which it has come, in the tenant's time zone."),
    ConfigurationKey("except", .list(.text), "Days (YYYY-MM-DD) on which none comes, for instance holidays."),
  ]
  private static let words = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]

  /// Reads one. - Throws: ``ConfigurationError``.
  public init(_ section: Configuration) throws(ConfigurationError) {
    name = section.text("name")
    pattern = section.text("files")
    guard !name.isEmpty, name.utf8.count <= 100, !pattern.isEmpty else {
      throw section.fault("name", "each needs a name (at most 100 bytes) and files, a pattern of names")
    }
    let days = section.texts("days").compactMap(ExpectedFile.words.firstIndex)
    weekdays = days.isEmpty ? [0, 1, 2, 3, 4] : Set(days)
    let by = section.text("by")
    guard let minute = ExpectedFile.minute(by) else {
      throw section.fault("by", "'\(by)' is no time of day; write HH:MM, for instance 18:00")
    }
    self.minute = minute
    var except: Set<LocalDate> = []
    for text in section.texts("except") {
      guard let day = LocalDate(iso: text) else {
        throw section.fault("except", "'\(text)' is not a day; write YYYY-MM-DD")
      }
      except.insert(day)
    }
    self.except = except
  }

  /// All of a configuration. - Throws: ``ConfigurationError``, also where two have the same name.
  public static func all(_ configuration: Configuration) throws(ConfigurationError) -> [ExpectedFile] {
    var all: [ExpectedFile] = []
    for section in configuration.sections("expectedFiles") { all.append(try ExpectedFile(section)) }
    if let twice = all.first(where: { file in all.count { $0.name == file.name } > 1 }) {
      throw ConfigurationError("expectedFiles: two are called '\(twice.name)'; give one another name")
    }
    return all
  }

  /// Whether a file of this name keeps the promise. A member of a container may do so by its own name.
  public func isKept(by fileName: String) -> Bool {
    let own = fileName.split(separator: "/").last.map(String.init) ?? fileName
    return fnmatch(pattern, own, 0) == 0 || fnmatch(pattern, fileName, 0) == 0
  }

  /// Whether one is due on a day.
  public func isDue(on day: LocalDate) -> Bool { weekdays.contains(day.weekday) && !except.contains(day) }

  private static func minute(_ text: String) -> Int? {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 2, parts.allSatisfy({ $0.utf8.count == 2 }), let hour = Int(parts[0]),
      let minute = Int(parts[1]), (0...23).contains(hour), (0...59).contains(minute)
    else { return nil }
    return hour * 60 + minute
  }
}
