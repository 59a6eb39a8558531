// What is to be sent: committed with the effect that causes it, drained by the relay.

import Foundation
import Messaging

/// Messages waiting to be published.
public enum Outbox {
  /// The table, to be part of the migrations of every service that sends.
  public static let migration = """
    CREATE TABLE outbox (
      sequence INTEGER PRIMARY KEY, exchange TEXT NOT NULL, id TEXT NOT NULL, type TEXT NOT NULL,
      routing_key TEXT NOT NULL, correlation_id TEXT, headers TEXT NOT NULL, body BLOB NOT NULL
    )
    """

  /// Puts a message into the outbox. Headers may be strings and integers only.
  public static func append(_ message: Message, to exchange: String, in connection: any SQLConnection) throws {
    try connection.execute(
      """
      INSERT INTO outbox (exchange, id, type, routing_key, correlation_id, headers, body)
      VALUES (?, ?, ?, ?, ?, ?, ?)
      """,
      [
        .text(exchange), .text(message.id), .text(message.type), .text(message.routingKey),
        .optional(message.correlationID), .text(encode(message.headers)), .blob(message.body),
      ])
  }

  /// A message and its place in the outbox.
  public struct Pending: Sendable {
    /// Its place.
    public let sequence: Int64
    /// The message and where it goes.
    public let outgoing: OutgoingMessage
  }

  /// The oldest messages after `sequence`, at most `limit`.
  public static func pending(after sequence: Int64, limit: Int, in connection: any SQLConnection) throws -> [Pending] {
    try connection.query(
      """
      SELECT sequence, exchange, id, type, routing_key, correlation_id, headers, body
      FROM outbox WHERE sequence > ? ORDER BY sequence LIMIT ?
      """,
      [.integer(sequence), .integer(Int64(limit))]
    ).map { row in
      let message = Message(
        id: row.text(2), type: row.text(3), routingKey: row.text(4), body: row.blob(7),
        correlationID: row.optionalText(5), headers: decode(row.text(6)))
      return Pending(sequence: row.integer(0), outgoing: OutgoingMessage(exchange: row.text(1), message: message))
    }
  }

  /// Forgets messages that the broker has confirmed.
  public static func remove(_ sequences: [Int64], in connection: any SQLConnection) throws {
    guard let first = sequences.first, let last = sequences.last else { return }
    if Int64(sequences.count) == last - first + 1 {
      try connection.execute("DELETE FROM outbox WHERE sequence BETWEEN ? AND ?", [.integer(first), .integer(last)])
      return
    }
    for sequence in sequences {
      try connection.execute("DELETE FROM outbox WHERE sequence = ?", [.integer(sequence)])
    }
  }

  /// How many messages wait.
  public static func count(in connection: any SQLConnection) throws -> Int {
    Int(try connection.first("SELECT COUNT(*) FROM outbox")?.integer(0) ?? 0)
  }

  /// The place of the newest message, 0 where none waits.
  public static func lastSequence(in connection: any SQLConnection) throws -> Int64 {
    try connection.first("SELECT COALESCE(MAX(sequence), 0) FROM outbox")?.integer(0) ?? 0
  }

  /// Headers as one JSON object: strings and integers; everything else is left out.
  package static func encode(_ headers: [String: HeaderValue]) -> String {
    let plain: [String: Any] = headers.compactMapValues { $0.stringValue ?? $0.integerValue }
    guard !plain.isEmpty, let data = try? JSONSerialization.data(withJSONObject: plain, options: .sortedKeys)
    else { return "" }
    return String(decoding: data, as: UTF8.self)
  }

  /// Reads what ``encode(_:)`` wrote.
  package static func decode(_ text: String) -> [String: HeaderValue] {
    guard !text.isEmpty, let object = try? JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
    else { return [:] }
    return object.compactMapValues { value in
      if let text = value as? String { return .string(text) }
      if let number = value as? Int64 { return .integer(number) }
      if let number = value as? Int { return .integer(Int64(number)) }
      return nil
    }
  }
}
