// "Something new is there": the wake-up of a loop that would otherwise poll.

/// A signal with memory of one: raising it while nobody waits wakes the next waiter at once.
public struct Signal: Sendable {
  private let stream: AsyncStream<Void>
  private let continuation: AsyncStream<Void>.Continuation

  /// Creates it, not raised.
  public init() {
    (stream, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
  }

  /// Wakes the waiter.
  public func raise() { continuation.yield() }

  /// Ends the sequence of wake-ups.
  public func finish() { continuation.finish() }

  /// The wake-ups, for one waiter.
  public var raised: AsyncStream<Void> { stream }
}
