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
  /// The older type that the event was published as; only where it was brought up to the current version.
  public static let publishedType = "tributary-published-type"
  /// Which routes the event took besides those of its type, and why.
  public static let route = "tributary-route"
  /// The version of the worker where it failed.
  public static let failedVersion = "tributary-failed-version"
  /// When it last failed, RFC 3339.
  public static let failedAt = "tributary-failed-at"
  /// Every failure so far, see ``FailureRecord``.
  public static let failureHistory = "tributary-failure-history"
  /// Which retry of a dead letter this is, for instance `12.1`: the first one of letter 12. Set by operations;
  /// receivers answer for it.
  public static let retry = "tributary-retry"
  /// On a corrected message: the id of the original, by which receivers recognise it (`idempotencykey`).
  public static let idempotencyKey = "tributary-idempotency-key"
  /// W3C trace context.
  public static let traceParent = "traceparent"
}
