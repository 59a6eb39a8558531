// A failed delivery, as its headers tell of it.

import Messaging

/// What a worker says about a delivery that failed. Written to headers by the worker, read by the router.
public struct FailedDelivery: Sendable, Equatable {
  /// The most attempts that a header is believed.
  public static let maximumAttempts: Int64 = 1_000
  /// The most characters of a reason; longer ones are cut.
  public static let maximumReasonLength = 2_000
  /// The most characters of a code, a pointer or a rule; longer ones are cut.
  public static let maximumNameLength = 512

  /// The queue where it failed.
  public var originQueue: String
  /// How often it has failed, this time included.
  public var attempt: Int
  /// Why.
  public var failure: Failure

  /// Creates it; see the properties.
  public init(originQueue: String, attempt: Int, failure: Failure) {
    self.originQueue = originQueue
    self.attempt = attempt
    self.failure = failure
  }

  /// Reads it from headers.
  /// - Throws: `Failure` (permanent, `malformed-failure`) naming the header that is missing or no such value.
  public init(headers: [String: HeaderValue]) throws(Failure) {
    guard let queue = headers[HeaderName.originQueue]?.stringValue, !queue.isEmpty,
      queue.utf8.count <= TopicPattern.maximumBytes
    else { throw FailedDelivery.malformed(HeaderName.originQueue) }
    guard let attempt = headers[HeaderName.attempt]?.integerValue,
      (1...FailedDelivery.maximumAttempts).contains(attempt)
    else { throw FailedDelivery.malformed(HeaderName.attempt) }
    guard let text = headers[HeaderName.failureClass]?.stringValue, let failureClass = FailureClass(rawValue: text)
    else { throw FailedDelivery.malformed(HeaderName.failureClass) }
    let cut = { (name: String, length: Int) in headers[name]?.stringValue.map { String($0.prefix(length)) } }
    let names = FailedDelivery.maximumNameLength
    self.init(
      originQueue: queue, attempt: Int(attempt),
      failure: Failure(
        failureClass, code: cut(HeaderName.failureCode, names) ?? "unnamed",
        reason: cut(HeaderName.failureReason, FailedDelivery.maximumReasonLength) ?? "the worker gave no reason",
        pointer: cut(HeaderName.failurePointer, names), rule: cut(HeaderName.failureRule, names)))
  }

  /// The headers that say it.
  public var headers: [String: HeaderValue] {
    var headers: [String: HeaderValue] = [
      HeaderName.originQueue: .string(originQueue), HeaderName.attempt: .integer(Int64(attempt)),
    ]
    headers.merge(FailedDelivery.headers(of: failure)) { _, new in new }
    return headers
  }

  /// The headers that say why, alone: those of a message that goes straight to the dead letters.
  public static func headers(of failure: Failure) -> [String: HeaderValue] {
    var headers: [String: HeaderValue] = [
      HeaderName.failureClass: .string(failure.failureClass.rawValue),
      HeaderName.failureCode: .string(String(failure.code.prefix(maximumNameLength))),
      HeaderName.failureReason: .string(String(failure.reason.prefix(maximumReasonLength))),
    ]
    if let pointer = failure.pointer {
      headers[HeaderName.failurePointer] = .string(String(pointer.prefix(maximumNameLength)))
    }
    if let rule = failure.rule { headers[HeaderName.failureRule] = .string(String(rule.prefix(maximumNameLength))) }
    return headers
  }

  private static func malformed(_ header: String) -> Failure {
    Failure(
      .permanent, code: "malformed-failure",
      reason: "the header \(header) of a failed message is missing or holds no such value; it is not retried")
  }
}
