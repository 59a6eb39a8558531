// How long to wait before the next attempt.

/// Exponential back-off with jitter, so that a hundred workers do not return to a restarted broker in the same instant.
package struct Backoff {
  /// The first wait, before jitter.
  package static let first = Duration.milliseconds(200)
  /// The longest wait, before jitter.
  private let longest: Duration
  private var current: Duration

  package init(longest: Duration) {
    self.longest = longest
    current = min(Self.first, longest)
  }

  /// The next wait: between half and all of the current step, which then doubles.
  package mutating func next(using generator: inout some RandomNumberGenerator) -> Duration {
    let step = current
    current = min(step * 2, longest)
    let percent = Int.random(in: 50...100, using: &generator)
    return step * percent / 100
  }

  /// Success: the next failure starts over.
  package mutating func reset() { current = min(Self.first, longest) }
}
