// A folder belongs to one process at a time; what a killed owner left running is stopped first.

import Foundation

/// Holds a folder for this process. The kernel lets go of it however the process ends.
final class FolderLock: Sendable {
  private let descriptor: Int32

  init(_ settings: PrivateBrokerSettings) throws {
    descriptor = open(settings.path("lock"), O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw PrivateBrokerError("cannot write to \(settings.folder.path)") }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      close(descriptor)
      throw PrivateBrokerError(
        "\(settings.folder.path) is in use by another process: stop that one, or choose another folder")
    }
  }

  deinit { close(descriptor) }
}

/// A process by id and start time, so that another one that got the same id later is never meant.
struct KnownProcess: Equatable {
  var id: pid_t
  var startTime: String

  /// The node, the port mapper and the watchdog of a folder, if written there.
  static func inFolder(_ settings: PrivateBrokerSettings) -> [KnownProcess] {
    guard let text = try? String(contentsOfFile: settings.path("pids"), encoding: .utf8) else { return [] }
    return text.split(separator: "\n").compactMap { line in
      let words = line.split(separator: " ")
      guard words.count == 2, let id = pid_t(words[0]), id > 1 else { return nil }
      return KnownProcess(id: id, startTime: String(words[1]))
    }
  }

  /// Whether it still runs. A dead child that nobody has waited for does not count.
  var isRunning: Bool {
    guard let stat = try? String(contentsOfFile: "/proc/\(id)/stat", encoding: .utf8),
      let end = stat.lastIndex(of: ")")
    else { return false }
    // After the name in parentheses come the state (field 3) … and the start time (field 22); see proc(5).
    let fields = stat[stat.index(after: end)...].split(separator: " ")
    return fields.count > 19 && fields[0] != "Z" && fields[19] == startTime
  }

  /// Ends all of a folder that still run. To be called only while holding the folder's lock.
  static func endStale(_ settings: PrivateBrokerSettings) async throws {
    let stale = inFolder(settings)
    for process in stale.prefix(2) where process.isRunning { kill(process.id, SIGKILL) }
    try await Condition.wait(for: .seconds(10), "the node left behind in \(settings.folder.path) to end") {
      stale.allSatisfy { !$0.isRunning }
    }
    try? FileManager.default.removeItem(atPath: settings.path("pids"))
  }
}
