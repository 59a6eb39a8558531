// The application headers that Tributary's own messages carry.

/// Names of message headers. None ever carries patient data.
public enum HeaderName {
  /// What every header of ours starts with.
  public static let prefix = "tributary-"
  /// SHA-256 over the canonical JSON (RFC 8785) of the event's `data`, set by the router.
  public static let contentDigest = "tributary-content-digest"
  /// The event's `source`, set by the router: ids are unique within a source.
  public static let source = "tributary-source"
  /// The event's `subject`, set by the router.
  public static let subject = "tributary-subject"
  /// The event's `causationid`, set by the router.
  public static let causation = "tributary-causation"
  /// The event's `time`, set by the router.
  public static let time = "tributary-time"
  /// The broker user who first published it; believed only from the router and operations.
  public static let firstPublisher = "tributary-first-publisher"
  /// How often handling it has failed.
  public static let attempt = "tributary-attempt"
  /// The queue where it failed.
  public static let originQueue = "tributary-origin-queue"
  /// The ``FailureClass``.
  public static let failureClass = "tributary-failure-class"
  /// The failure's code.
  public static let failureCode = "tributary-failure-code"
  /// The failure's reason, without patient data.
  public static let failureReason = "tributary-failure-reason"
  /// Where in the event, as a JSON pointer.
  public static let failurePointer = "tributary-failure-pointer"
  /// The rule that was broken.
  public static let failureRule = "tributary-failure-rule"
  /// When it first failed, RFC 3339.
  public static let firstFailedAt = "tributary-first-failed-at"
  /// The worker where it failed.
  public static let failedWorker = "tributary-failed-worker"
  /// The translation that made the event of another system's own form.
  public static let translation = "tributary-translation"
  /// Which routes the event took besides those of its type, and why.
  public static let route = "tributary-route"
  /// W3C trace context.
  public static let traceParent = "traceparent"
}

extension Message {
  /// A copy that says why its handling failed, on its way to the router's retry policy.
  public func failed(_ failure: Failure, queue: String, worker: String, at time: String) -> Message {
    var copy = self
    copy.userID = nil
    copy.headers[HeaderName.attempt] = .integer((headers[HeaderName.attempt]?.integerValue ?? 0) + 1)
    copy.headers[HeaderName.originQueue] = .string(queue)
    copy.headers[HeaderName.failureClass] = .string(failure.failureClass.rawValue)
    copy.headers[HeaderName.failureCode] = .string(failure.code)
    copy.headers[HeaderName.failureReason] = .string(failure.reason)
    copy.headers[HeaderName.failurePointer] = failure.pointer.map(HeaderValue.string)
    copy.headers[HeaderName.failureRule] = failure.rule.map(HeaderValue.string)
    copy.headers[HeaderName.failedWorker] = .string(worker)
    if headers[HeaderName.firstFailedAt] == nil { copy.headers[HeaderName.firstFailedAt] = .string(time) }
    return copy
  }
}
