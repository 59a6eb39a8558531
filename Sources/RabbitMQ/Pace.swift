// How long a subscriber's thread may let things gather, so that it does more at once without anybody waiting for it.

/// What a prefetch allows. Pure.
///
/// Each turn of the thread costs system calls and wakes a task, whatever it carries. With many deliveries under way the
/// broker goes on sending meanwhile; with few it would stand still, so there nothing is gathered.
package struct Pace: Equatable {
  /// Gathering only pays, and only costs no time, from this prefetch on.
  package static let minimumPrefetch: UInt16 = 64
  /// So many deliveries in one turn show that more are under way.
  package static let floodCount = 8

  /// How long deliveries may stay in the socket after a turn that brought many: a microsecond for each that may be
  /// under way, so that this alone allows a million a second, but no more than a millisecond.
  package let rest: Duration
  /// How long settlements are gathered after some were sent, so that the next ones go out together.
  package let gathering: Duration
  /// So many settlements are sent before that: a quarter of what may be unsettled, so that the broker never waits.
  package let gatherCount: Int

  /// Returns nil if nothing may be gathered.
  package init?(prefetch: UInt16) {
    guard prefetch >= Self.minimumPrefetch else { return nil }
    let microseconds = Int(prefetch)
    rest = .microseconds(min(microseconds, 1_000))
    gathering = .microseconds(min(max(microseconds * 5, 1_000), 5_000))
    gatherCount = Int(prefetch) / 4
  }
}
