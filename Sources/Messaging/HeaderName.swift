// The names of our own message headers, shared by those who write them and those who read them.

/// Names of application headers. All of ours start with ``prefix``; none ever carries patient data.
public enum HeaderName {
  /// What every header of ours starts with.
  public static let prefix = "tributary-"
  /// How often the message has failed, this time included (an integer, at least 1).
  public static let attempt = "tributary-attempt"
  /// The queue where it failed and to which a retry returns it.
  public static let originQueue = "tributary-origin-queue"
  /// ``FailureClass``, its raw value.
  public static let failureClass = "tributary-failure-class"
  /// ``Failure/code``.
  public static let failureCode = "tributary-failure-code"
  /// ``Failure/reason``.
  public static let failureReason = "tributary-failure-reason"
  /// ``Failure/pointer``, where there is one.
  public static let failurePointer = "tributary-failure-pointer"
  /// ``Failure/rule``, where there is one.
  public static let failureRule = "tributary-failure-rule"
  /// The broker user who first published the message; believed only from the router and operations.
  public static let firstPublisher = "tributary-first-publisher"
  /// SHA-256 over the canonical form of the event's `data`, lower-case hexadecimal, set by the router.
  public static let contentDigest = "tributary-content-digest"
  /// When the message failed for the first time, RFC 3339 in UTC.
  public static let firstFailedAt = "tributary-first-failed-at"
}
