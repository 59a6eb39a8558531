// An answer that the broker owes, and for how long it may owe it. Pure.

/// A request that was sent and is not answered yet.
package struct AwaitedReply: Equatable, Sendable {
  /// Told apart from every other request of the same channel number.
  package var step: UInt64
  /// The request's name in AMQP.
  package var method: String
  /// Where it was sent.
  package var channel: ChannelNumber

  package init(step: UInt64, method: String, channel: ChannelNumber) {
    self.step = step
    self.method = method
    self.channel = channel
  }
}

/// Gives each request its own deadline. A connection on which one passes is of no use any more, whatever else arrives:
/// AMQP has no way to ask again.
package struct ReplyWatch: Sendable {
  private var current: (step: UInt64, deadline: ContinuousClock.Instant)?

  package init() {}

  /// Looks at what is awaited now. Returns when to look again at the latest; nil if nothing is awaited.
  /// - Throws: ``RabbitError`` with code `timedOut`.
  package mutating func check(
    _ awaited: AwaitedReply?, at now: ContinuousClock.Instant, limit: Duration
  ) throws(RabbitError) -> ContinuousClock.Instant? {
    guard let awaited else {
      current = nil
      return nil
    }
    if let current, current.step == awaited.step {
      guard now >= current.deadline else { return current.deadline }
      self.current = nil
      throw RabbitError(
        .timedOut, "the broker did not answer \(awaited.method) on channel \(awaited.channel) within \(limit)")
    }
    current = (awaited.step, now + limit)
    return now + limit
  }
}
