// Retries: begun once, ended once. The message goes into the outbox in the transaction that notes its retry, so that
// neither is without the other whatever dies in between.

import AdapterKit
import Foundation
import Messaging
import Routing
import Storage

/// The retries of dead letters; every function runs inside a transaction of the caller.
enum RetryBook {
  /// Who does it, and as part of what.
  struct Order {
    let actor: String
    let job: Int64?
    let now: String
  }

  /// Sends a letter's message again. False when the letter is not open: it is being retried already, or done with.
  static func begin(
    _ letter: Int64, _ order: Order, cipher: any BodyCipher, in connection: any SQLConnection
  ) throws -> Bool {
    guard let retry = try claim(letter, order, becoming: .retrying, from: .open, in: connection) else { return false }
    guard let stored = try StoredMessage.load(letter, cipher: cipher, in: connection) else { return false }
    let outgoing = stored.replay(retry)
    try Outbox.append(outgoing.message, to: outgoing.exchange, in: connection)
    return true
  }

  /// Gives the letter its next retry and changes its state, if it is in the state that allows it.
  static func claim(
    _ letter: Int64, _ order: Order, becoming state: LetterState, from allowed: LetterState,
    in connection: any SQLConnection
  ) throws -> RetryID? {
    let row = try connection.first(
      "UPDATE dead_letters SET state = ?, retries = retries + 1 WHERE sequence = ? AND state = ? RETURNING retries",
      [.text(state.rawValue), .integer(letter), .text(allowed.rawValue)])
    guard let row else { return nil }
    try connection.execute(
      "INSERT INTO dead_letter_retries (letter, number, job, actor, begun_at) VALUES (?, ?, ?, ?, ?)",
      [.integer(letter), .integer(row.integer(0)), .optional(order.job), .text(order.actor), .text(order.now)])
    return RetryID(letter: letter, number: row.integer(0))
  }

  /// Notes how a retry ended. Does nothing when it has ended before.
  static func end(_ retry: RetryID, outcome: String, at now: String, in connection: any SQLConnection) throws {
    try connection.execute(
      "UPDATE dead_letter_retries SET ended_at = ?, outcome = ? WHERE letter = ? AND number = ? AND ended_at IS NULL",
      [.text(now), .text(outcome), .integer(retry.letter), .integer(retry.number)])
  }

  /// The message of this retry was received where it had failed, or got past it: the letter is done with.
  ///
  /// An imported letter's message goes to everybody who gets its type. What becomes of it elsewhere says nothing about
  /// the place where it had failed, so only that place's word counts. (A correction is another message: it takes the
  /// letter's place wherever it is received.)
  /// - Parameters:
  ///   - queue: where the message was received or failed.
  ///   - message: its id.
  static func resolve(
    _ retry: RetryID, by queue: String, of message: String, outcome: String, at now: String,
    in connection: any SQLConnection
  ) throws {
    let row = try connection.first(
      "SELECT queue FROM dead_letters WHERE sequence = ? AND imported = 1 AND message_id = ?",
      [.integer(retry.letter), .text(message)])
    if let place = row?.text(0), Queue.receivers.contains(place), place != queue { return }
    try end(retry, outcome: outcome, at: now, in: connection)
    try connection.execute(
      "UPDATE dead_letters SET state = 'resolved' WHERE sequence = ? AND state = 'retrying' AND retries = ?",
      [.integer(retry.letter), .integer(retry.number)])
  }
}

/// A letter's message as it lies in the store.
struct StoredMessage {
  let message: Message
  let queue: String
  let publisher: String?
  let imported: Bool

  static func load(_ letter: Int64, cipher: any BodyCipher, in connection: any SQLConnection) throws -> StoredMessage? {
    guard
      let row = try connection.first(
        """
        SELECT l.message_id, l.type, l.routing_key, b.body, l.content_type, l.correlation_id, l.headers, l.queue,
          l.publisher, l.imported
        FROM dead_letters l JOIN dead_letter_bodies b ON b.letter = l.sequence WHERE l.sequence = ?
        """, [.integer(letter)])
    else { return nil }
    let message = Message(
      id: row.text(0), type: row.text(1), routingKey: row.text(2), body: try cipher.open(row.blob(3)),
      contentType: row.text(4), correlationID: row.text(5), headers: Outbox.decode(row.text(6)))
    return StoredMessage(
      message: message, queue: row.text(7), publisher: row.optionalText(8), imported: row.integer(9) != 0)
  }

  /// The message as it is sent again. What failed in a worker returns to that worker's queue and to no other. All
  /// else, and what was imported, goes the way of every event: checked by the router, in its first publisher's name.
  func replay(_ retry: RetryID) -> OutgoingMessage {
    var again = message
    again.userID = nil
    let returns = Replay.returns(to: queue, imported: imported)
    again.headers = message.headers.filter { name, _ in !Replay.headersOfFailures.contains(name) }
    if !returns { again.headers = again.headers.filter { name, _ in !name.hasPrefix(HeaderName.prefix) } }
    again.headers[HeaderName.firstPublisher] = publisher.map(HeaderValue.string)
    again.headers[HeaderName.retry] = .string(retry.description)
    if returns { again.routingKey = queue }
    return OutgoingMessage(exchange: returns ? Exchange.return : Exchange.internal, message: again)
  }
}

/// How messages are sent again.
enum Replay {
  /// What a retry begins without: it is counted anew, and its failures are known.
  static let headersOfFailures: Set<String> = [
    HeaderName.attempt, HeaderName.originQueue, HeaderName.failureClass, HeaderName.failureCode,
    HeaderName.failureReason, HeaderName.failurePointer, HeaderName.failureRule, HeaderName.failedWorker,
    HeaderName.failedVersion, HeaderName.failedAt, HeaderName.firstFailedAt, HeaderName.failureHistory,
  ]

  /// Whether a message goes straight back to the queue where it failed.
  static func returns(to queue: String, imported: Bool) -> Bool { !imported && Queue.receivers.contains(queue) }

  /// Where a retry goes, for people.
  static func way(to queue: String, imported: Bool) -> String {
    returns(to: queue, imported: imported) ? "back to \(queue)" : "through the router"
  }
}
