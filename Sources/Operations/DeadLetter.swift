// A dead letter as it arrives, with what its headers say about the failure.

import AdapterKit
import Crypto
import Foundation
import Messaging
import PaymentEvents
import Routing
import Storage

/// Why the broker set a message aside without a worker's word.
private struct BrokerVerdict {
  let failureClass: FailureClass
  let code: String
  let reason: String

  init(_ delivery: Delivery) {
    if delivery.queue == Queue.unrouted {
      failureClass = .permanent
      code = "unrouted"
      reason = "no queue takes events of this type; bind the consumer that is missing, then retry"
    } else {
      failureClass = .crash
      code = "delivery-limit"
      reason = "the worker ended while it handled the message, again and again; look at the worker's log, then retry"
    }
  }
}

/// What the broker notes when it dead-letters a message itself. The router strips it from what passes through it, so
/// where it is, it is newer than any word of a worker.
private struct BrokerDeath {
  let queue: String?
  let time: String?

  init?(_ headers: [String: HeaderValue]) {
    guard let death = headers["x-death"] else { return nil }
    var newest: [String: HeaderValue] = [:]
    if case .array(let entries) = death, case .table(let table)? = entries.first { newest = table }
    queue = newest["queue"]?.stringValue ?? headers["x-first-death-queue"]?.stringValue
    if case .timestamp(let seconds)? = newest["time"], let milliseconds = Int64(exactly: seconds), seconds < 1 << 40 {
      time = DeadLetter.time(milliseconds: milliseconds * 1000)
    } else {
      time = nil
    }
  }
}

/// A dead letter on its way into the store.
struct DeadLetter {
  let message: Message
  let publisher: String?
  let failureClass: String
  let code: String
  let reason: String
  let pointer: String?
  let rule: String?
  let queue: String
  let attempts: Int64
  let firstFailedAt: String?
  let failedAt: String
  let worker: String?
  let version: String?
  /// Failures before this one.
  let earlier: [FailureRecord]
  /// The retry that failed, if it was one.
  let retry: RetryID?
  let digest: String

  /// Class, code and type: what alike failures share. Never payload text.
  var fingerprint: String { "\(failureClass)/\(code)/\(message.type)" }

  /// Reads it from a delivery. One without a worker's word, or with the broker's note, was set aside by the broker
  /// itself: no queue takes it, or its worker died on it more often than the queue's delivery limit allows.
  init(_ delivery: Delivery) {
    let headers = delivery.message.headers
    let verdict = BrokerVerdict(delivery)
    let death = BrokerDeath(headers)
    let said = death == nil && delivery.queue != Queue.unrouted ? headers : [:]
    let text = { (name: String) in said[name]?.stringValue }
    let before = headers[HeaderName.attempt]?.integerValue ?? 0
    publisher = headers[HeaderName.firstPublisher]?.stringValue ?? delivery.message.userID
    failureClass = text(HeaderName.failureClass) ?? verdict.failureClass.rawValue
    code = text(HeaderName.failureCode) ?? verdict.code
    reason = text(HeaderName.failureReason) ?? verdict.reason
    pointer = text(HeaderName.failurePointer)
    rule = text(HeaderName.failureRule)
    queue = text(HeaderName.originQueue) ?? death?.queue ?? headers[HeaderName.originQueue]?.stringValue ?? "unknown"
    message = DeadLetter.identified(delivery.message, at: queue)
    let isSaid = text(HeaderName.failureClass) != nil
    attempts = isSaid ? max(before, 1) : before + 1
    firstFailedAt = headers[HeaderName.firstFailedAt]?.stringValue ?? death?.time
    failedAt = text(HeaderName.failedAt) ?? text(HeaderName.firstFailedAt) ?? death?.time ?? ""
    worker = text(HeaderName.failedWorker)
    version = text(HeaderName.failedVersion).flatMap { $0.isEmpty ? nil : $0 }
    let records = FailureRecord.read(headers[HeaderName.failureHistory]?.stringValue)
    earlier = isSaid ? records.dropLast() : records
    retry = headers[HeaderName.retry]?.stringValue.flatMap(RetryID.init)
    digest = SHA256.hash(data: Data(delivery.message.body)).hexadecimal
  }

  /// What no worker has received yet is who its body says that it is, as far as that can be read: that is what the
  /// router goes by. AMQP properties are whatever the publisher wrote there, if anything, and could name another event.
  private static func identified(_ message: Message, at queue: String) -> Message {
    // Without a version it is a system's own document, whose members mean something else.
    guard [Queue.routerIngress, Queue.routerInternal].contains(queue), let event = object(message.body),
      event["specversion"] is String
    else { return message }
    func text(_ name: String) -> String? {
      (event[name] as? String).flatMap { (1...256).contains($0.utf8.count) && !$0.contains("\0") ? $0 : nil }
    }
    var identified = message
    identified.id = text("id") ?? message.id
    identified.correlationID = text("correlationid") ?? message.correlationID
    // What does not look like a type may be anything, and types are shown to everybody.
    if let type = text("type"), type.wholeMatch(of: /[a-z0-9.-]{1,128}/) != nil { identified.type = type }
    return identified
  }

  /// The body as a JSON object; nil for anything else, or more than an event may have.
  private static func object(_ body: [UInt8]) -> [String: Any]? {
    guard body.count <= 1_048_576 else { return nil }
    return try? JSONSerialization.jsonObject(with: Data(body)) as? [String: Any]
  }

  /// A letter of another store.
  init(_ letter: ExportedLetter, _ message: Message) {
    self.message = message
    publisher = letter.publisher
    failureClass = letter.failureClass
    code = letter.code
    reason = letter.reason
    pointer = letter.pointer
    rule = letter.rule
    queue = letter.queue
    attempts = max(letter.attempts, 1)
    firstFailedAt = letter.firstFailedAt
    failedAt = letter.lastSeen
    worker = letter.worker
    version = nil
    earlier = []
    retry = nil
    digest = SHA256.hash(data: Data(message.body)).hexadecimal
  }

  /// What is kept of the headers: strings and integers, without those that the broker writes or obeys.
  var headers: String { Outbox.encode(HeaderRules.accepted(message.headers, from: .failedDelivery)) }

  /// Who pays, as far as the event says so: a name or identifier of a payer, never of a person. Values that do not
  /// look like one are left out.
  var payer: String? {
    guard let data = DeadLetter.object(message.body)?["data"] as? [String: Any] else { return nil }
    let object = data["payer"] as? [String: Any]
    let value =
      data["payer"] as? String ?? object?["identifier"] as? String ?? object?["name"] as? String
      ?? (data["payers"] as? [Any])?.first as? String
    guard let value, value.wholeMatch(of: /[A-Za-z0-9][A-Za-z0-9 .&'\/-]{0,63}/) != nil else { return nil }
    return value
  }

  static func time(milliseconds: Int64) -> String { Instant(milliseconds: milliseconds).rfc3339 }
}

/// Which retry of which letter: `12.1` is the first one of letter 12.
package struct RetryID: Sendable, Equatable, CustomStringConvertible {
  package let letter: Int64
  package let number: Int64

  init(letter: Int64, number: Int64) {
    self.letter = letter
    self.number = number
  }

  init?(_ text: String) {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false).map { Int64($0) }
    guard parts.count == 2, let letter = parts[0], let number = parts[1], letter > 0, number > 0 else { return nil }
    self.init(letter: letter, number: number)
  }

  package var description: String { "\(letter).\(number)" }
}
