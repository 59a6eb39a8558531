// How many may watch events as they pass.

import Synchronization

/// Places for those who watch: each holds a connection and reads the database once a second.
final class LivePlaces: Sendable {
  /// How many there are.
  static let number = 32
  /// After how many seconds a watcher has to ask again.
  static let longestSeconds = 15 * 60

  private let taken = Mutex(0)

  /// Whether one is free.
  var isFree: Bool { taken.withLock { $0 < LivePlaces.number } }

  /// Takes a place; false where none is free.
  func take() -> Bool {
    taken.withLock { taken in
      guard taken < LivePlaces.number else { return false }
      taken += 1
      return true
    }
  }

  /// Gives it back.
  func give() { taken.withLock { $0 -= 1 } }
}
