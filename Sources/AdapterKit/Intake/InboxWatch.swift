// inotify(7): hearing of a new file at once, and of how it came.

import Dispatch
import Foundation
import Logging
import Synchronization

/// Watches one folder. Where the system cannot watch it (no watches left, or a file system that does not report),
/// ``wait(atMost:)`` just waits, and files are taken when they have settled.
package final class InboxWatch: Sendable {
  private let descriptor: Int32
  /// Dispatch's objects may be used from any thread, though they do not say so.
  private nonisolated(unsafe) let source: (any DispatchSourceRead)?
  private let state = Mutex(State())
  private let changed = Signal()

  fileprivate struct State {
    var changes = InboxChanges()
    /// Names that were made and not yet opened. A name that is never opened is a link to a whole file.
    var made: Set<String> = []
    /// Whether there is a reason to look at the folder again.
    var hasNews = false
  }

  package init(folder: URL, logger: Logger) {
    let descriptor = inotify_init1(Int32(IN_NONBLOCK) | Int32(IN_CLOEXEC))
    let events =
      IN_CREATE | IN_OPEN | IN_MODIFY | IN_CLOSE_WRITE | IN_MOVED_TO | IN_MOVED_FROM | IN_DELETE | IN_ONLYDIR
    let isWatching = descriptor >= 0 && inotify_add_watch(descriptor, folder.path, UInt32(events)) >= 0
    self.descriptor = descriptor
    guard isWatching else {
      let reason = String(cString: strerror(errno))
      logger.warning("the inbox cannot be watched (\(reason)); it is looked at every second instead")
      source = nil
      return
    }
    let source = DispatchSource.makeReadSource(fileDescriptor: descriptor)
    self.source = source
    source.setEventHandler { [weak self] in
      guard let self else { return }
      read()
      if state.withLock({ $0.hasNews }) { changed.raise() }
    }
    source.setCancelHandler { close(descriptor) }
    source.activate()
  }

  deinit {
    if let source {
      source.cancel()
    } else if descriptor >= 0 {
      close(descriptor)
    }
  }

  /// What happened since it was last asked. To be asked before the folder is looked at.
  package func changes() -> InboxChanges {
    if source != nil { read() }
    return state.withLock { state in
      defer { (state.changes.moved, state.hasNews) = ([], false) }
      return state.changes
    }
  }

  /// Waits until something changes, `limit` has passed, or the task is cancelled. Returns whether something changed.
  @discardableResult
  package func wait(atMost limit: Duration) async -> Bool {
    // Some changes are never told of. A cancelled task would end the stream for good, hence no task group.
    let timer = DispatchWorkItem { [changed] in changed.raise() }
    DispatchQueue.global().asyncAfter(deadline: .now() + limit / .seconds(1), execute: timer)
    for await _ in changed.raised { break }
    timer.cancel()
    return state.withLock { $0.hasNews }
  }

  /// Reads what there is, without waiting. Two at a time would note events out of order, hence the lock around it.
  private func read() {
    state.withLock { state in
      var buffer = [UInt8](repeating: 0, count: 1 << 14)
      while true {
        let count = Glibc.read(descriptor, &buffer, buffer.count)
        guard count > 0 else { return }
        InboxWatch.note(buffer[..<count], in: &state)
      }
    }
  }

  /// Each event is a head (watch, mask, cookie, length: four bytes each) and a name, filled up with NULs.
  private static func note(_ bytes: ArraySlice<UInt8>, in state: inout State) {
    var rest = bytes
    while rest.count >= 16 {
      let words = rest.prefix(16).withUnsafeBytes { head in
        [4, 12].map { head.loadUnaligned(fromByteOffset: $0, as: UInt32.self) }
      }
      rest = rest.dropFirst(16)
      let name = String(decoding: rest.prefix(Int(words[1])).prefix { $0 != 0 }, as: UTF8.self)
      rest = rest.dropFirst(Int(words[1]))
      state.note(mask: words[0], name)
    }
  }
}

extension InboxWatch.State {
  fileprivate mutating func note(mask: UInt32, _ name: String) {
    func isSet(_ event: Int32) -> Bool { mask & UInt32(event) != 0 }
    // What was missed is told by the files themselves.
    if isSet(IN_Q_OVERFLOW) { self = InboxWatch.State() }
    // The folder itself, which is opened whenever it is looked at: to look again for that would never end.
    guard !name.isEmpty || isSet(IN_Q_OVERFLOW) else { return }
    hasNews = true
    if isSet(IN_CREATE) { made.insert(name) }
    if isSet(IN_MODIFY) || (isSet(IN_OPEN) && made.contains(name)) {
      made.remove(name)
      changes.moved.remove(name)
      changes.open.insert(name)
    }
    if isSet(IN_CLOSE_WRITE) || isSet(IN_MOVED_FROM) || isSet(IN_DELETE) || isSet(IN_MOVED_TO) {
      made.remove(name)
      changes.open.remove(name)
    }
    if isSet(IN_MOVED_TO) { changes.moved.insert(name) }
  }
}
