// Which files of an inbox have arrived whole. Half a file would be a wrong file: it must never be read.

import Foundation

/// What the system told of an inbox since it was last asked.
package struct InboxChanges: Sendable, Equatable {
  /// Names that came by a rename: whole at once.
  package var moved: Set<String> = []
  /// Names that a program on this machine has open for writing.
  package var open: Set<String> = []

  package init(moved: Set<String> = [], open: Set<String> = []) {
    self.moved = moved
    self.open = open
  }
}

/// Decides by what is seen of files, look by look. A file has arrived whole when it came by a rename, or when nobody
/// is known to be writing it and it has not changed for the settle time; never at the first look, which may be before
/// the system has told of its writer.
package struct InboxArrivals {
  private let settleTime: Duration
  private var seen: [String: Seen] = [:]

  private struct Seen: Equatable {
    var state: FileState
    var since: ContinuousClock.Instant
  }

  package init(settleTime: Duration) { self.settleTime = settleTime }

  /// Whether files are there that have not arrived whole.
  package var isWaiting: Bool { !seen.isEmpty }

  /// Those of the files in the inbox that have arrived whole, in the given order.
  package mutating func whole(_ files: [URL], _ changes: InboxChanges, at now: ContinuousClock.Instant) -> [URL] {
    let before = seen
    seen = [:]
    return files.filter { file in
      let name = file.lastPathComponent
      if changes.moved.contains(name) { return true }
      guard let state = FileState(of: file) else { return false }  // gone meanwhile: another worker's, perhaps
      let isOpen = changes.open.contains(name)
      if let last = before[name], last.state == state, !isOpen {
        if now - last.since >= settleTime { return true }
        seen[name] = last
      } else {
        seen[name] = Seen(state: state, since: now)
      }
      return false
    }
  }
}

/// What changes when a file is written.
private struct FileState: Equatable {
  let size: Int64
  let seconds: Int
  let nanoseconds: Int

  init?(of file: URL) {
    var status = stat()
    guard lstat(file.path, &status) == 0 else { return nil }
    size = Int64(status.st_size)
    seconds = status.st_mtim.tv_sec
    nanoseconds = status.st_mtim.tv_nsec
  }
}
