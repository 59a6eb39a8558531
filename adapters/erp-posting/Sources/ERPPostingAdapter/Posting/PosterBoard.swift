// Why no journal is posted at the moment, for whoever looks at the worker's health.

import Synchronization

/// What stands in the way, by kind.
package final class PosterBoard: Sendable {
  package enum Obstacle: Int, Sendable {
    case target, window, jobs
  }

  private let lines = Mutex<[Obstacle: String]>([:])

  package init() {}

  func set(_ obstacle: Obstacle, _ line: String?) { lines.withLock { $0[obstacle] = line } }

  /// All of it, in one line; nil when nothing stands in the way.
  package var remark: String? {
    let lines = lines.withLock { $0.sorted { $0.key.rawValue < $1.key.rawValue }.map(\.value) }
    return lines.isEmpty ? nil : lines.joined(separator: "; ")
  }
}
