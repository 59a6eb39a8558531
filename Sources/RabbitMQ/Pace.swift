// How long a subscriber's thread may let things gather, so that it does more at once without anybody waiting for it.

/// What a prefetch allows. Pure.
///
/// Each turn of the thread costs system calls and wakes a task, whatever it carries. With many deliveries under way the
/// broker goes on sending meanwhile; with few it would stand still, so there nothing is gathered.
package struct Pace: Equatable {
  /// Gathering only pays, and only costs no time, from this prefetch on.
  package static let minimumPrefetch: UInt16 = 64

  /// How long deliveries may stay in the socket after a turn that brought any: long enough to bring many more, short
  /// beside the time in which the broker sends all that may be under way. What comes after a pause never waits.
  package let rest: Duration
  /// How long settlements are gathered after some were sent, so that the next ones go out together.
  package let gathering: Duration
  /// So many settlements are sent before that: a small part of what may be unsettled, so that the broker never waits.
  package let gatherCount: Int

  /// Returns nil if nothing may be gathered.
  package init?(prefetch: UInt16) {
    guard prefetch >= Self.minimumPrefetch else { return nil }
    let size = Int(prefetch)
    rest = .microseconds(min(size / 2, 500))
    gathering = .microseconds(min(max(size * 5, 1_000), 5_000))
    gatherCount = min(size / 8, 64)
  }
}
