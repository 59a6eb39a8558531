// One request to the broker and the task that waits for its answer.

/// Resolved once, by the connection's thread, or by the caller who gives up.
struct AdministrationCall: Sendable {
  let request: AdministrationRequest
  /// When the caller's patience ends.
  let deadline: ContinuousClock.Instant
  let answer = Promise<AdministrationAnswer>()
}
