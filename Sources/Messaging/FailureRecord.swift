// One failure of a message among several, and the header that carries them all.

/// What is remembered of each time that a message failed. Never holds payload text.
public struct FailureRecord: Sendable, Equatable {
  /// The most records that a message carries; the oldest go first.
  public static let limit = 20

  /// The number of the attempt, from 1.
  public var attempt: Int64
  /// When, RFC 3339.
  public var time: String
  /// The worker.
  public var worker: String
  /// The worker's version.
  public var version: String
  /// The class of the failure.
  public var failureClass: String
  /// Its code.
  public var code: String

  /// Creates it; see the properties.
  public init(
    attempt: Int64, time: String, worker: String, version: String, failureClass: String, code: String
  ) {
    self.attempt = attempt
    self.time = time
    self.worker = worker
    self.version = version
    self.failureClass = failureClass
    self.code = code
  }

  /// The records of a header: one a line, six words each. Lines that are none are left out.
  public static func read(_ header: String?) -> [FailureRecord] {
    (header ?? "").split(separator: "\n").suffix(limit).compactMap { line in
      let words = line.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
      guard words.count == 6, let attempt = Int64(words[0]), attempt >= 1 else { return nil }
      return FailureRecord(
        attempt: attempt, time: words[1], worker: words[2], version: words[3], failureClass: words[4], code: words[5])
    }
  }

  /// The header that carries these records.
  public static func header(_ records: [FailureRecord]) -> String {
    records.suffix(limit).map(\.line).joined(separator: "\n")
  }

  private var line: String {
    [String(attempt), time, worker, version, failureClass, code]
      .map { $0.isEmpty ? "-" : String($0.map { $0.isWhitespace ? "-" : $0 }.prefix(128)) }.joined(separator: " ")
  }
}

extension Message {
  /// A copy that says why its handling failed, on its way to the router's retry policy.
  /// - Parameters:
  ///   - version: of the worker.
  ///   - time: now, RFC 3339.
  public func failed(
    _ failure: Failure, queue: String, worker: String, version: String = "", at time: String
  ) -> Message {
    var copy = self
    let attempt = (headers[HeaderName.attempt]?.integerValue ?? 0) + 1
    copy.userID = nil
    copy.headers[HeaderName.attempt] = .integer(attempt)
    copy.headers[HeaderName.originQueue] = .string(queue)
    copy.headers[HeaderName.failureClass] = .string(failure.failureClass.rawValue)
    copy.headers[HeaderName.failureCode] = .string(failure.code)
    copy.headers[HeaderName.failureReason] = .string(failure.reason)
    copy.headers[HeaderName.failurePointer] = failure.pointer.map(HeaderValue.string)
    copy.headers[HeaderName.failureRule] = failure.rule.map(HeaderValue.string)
    copy.headers[HeaderName.failedWorker] = .string(worker)
    copy.headers[HeaderName.failedVersion] = .string(version)
    copy.headers[HeaderName.failedAt] = .string(time)
    if headers[HeaderName.firstFailedAt] == nil { copy.headers[HeaderName.firstFailedAt] = .string(time) }
    let record = FailureRecord(
      attempt: attempt, time: time, worker: worker, version: version, failureClass: failure.failureClass.rawValue,
      code: failure.code)
    let known = FailureRecord.read(headers[HeaderName.failureHistory]?.stringValue)
    copy.headers[HeaderName.failureHistory] = .string(FailureRecord.header(known + [record]))
    return copy
  }
}
