// How long the oldest message of a queue has waited, worked out from counts: the broker does not say it.

import PaymentEvents

/// Follows one queue. It is told now and then how many messages there are and how many were acknowledged, and knows
/// from that when the one at the head arrived at the latest.
///
/// Queues are first in, first out: when as many messages have left as had arrived at some look, all of that look are
/// gone. What was there at the first look counts from then on, so the age is never too high.
package struct QueueAge: Sendable, Equatable {
  private struct Look: Equatable {
    var at: Instant
    /// All that had arrived by then, since the first look.
    var arrivals: Int64
  }

  /// The most looks that are remembered; then every second one is forgotten, which makes ages a little lower.
  static let maximumLooks = 4_096

  private var looks: [Look] = []
  private var arrivals: Int64 = 0
  private var departures: Int64 = 0
  private var depth: Int64 = 0
  private var acknowledged: Int64 = 0

  /// Creates it.
  package init() {}

  /// Takes a look.
  /// - Parameters:
  ///   - depth: messages in the queue, unsettled ones too.
  ///   - acknowledged: acknowledged so far, as the broker counts; it begins anew when the broker does.
  /// - Returns: how long the oldest message has waited at least, in milliseconds; 0 for an empty queue.
  package mutating func look(depth: Int64, acknowledged: Int64, at now: Instant) -> Int64 {
    let settled = acknowledged >= self.acknowledged ? acknowledged - self.acknowledged : acknowledged
    let isFirst = looks.isEmpty && arrivals == 0 && departures == 0
    let growth = depth - self.depth
    // What left in another way (expired, dropped) shows as a queue that shrank by more than was acknowledged.
    let arrived = isFirst ? depth : max(0, growth + settled)
    arrivals += arrived
    departures += arrived - growth
    (self.depth, self.acknowledged) = (depth, acknowledged)
    if arrived > 0 { looks.append(Look(at: now, arrivals: arrivals)) }
    looks.removeAll { $0.arrivals <= departures }
    if looks.count > QueueAge.maximumLooks {
      looks = looks.enumerated().filter { $0.offset % 2 == 1 || $0.offset == 0 }.map(\.element)
    }
    guard depth > 0, let head = looks.first else { return 0 }
    return max(0, now.milliseconds - head.at.milliseconds)
  }
}
