// Files as the events that the adapters and the billing system make of them.

import AdapterKit
import Foundation
import LockboxAdapter
import Messaging
import PayerEDIAdapter
import PaymentEvents

enum Inputs {
  /// The tenant of the shipped configuration.
  static let tenant = "demo"

  /// The events of billing, one a line.
  static func charges(_ file: URL) throws -> [Message] {
    try Data(contentsOf: file).split(separator: UInt8(ascii: "\n")).map { try message(Array($0)) }
  }

  /// The events that an adapter makes of a file.
  static func events(of file: URL) throws -> [Message] {
    let translator: any FileTranslator =
      isAdvice(file) ? PayerEDITranslator(tenant: tenant) : LockboxTranslator(tenant: tenant)
    var messages: [Message] = []
    _ = try translator.translate(file: file, digest: try FileDigest.sha256(of: file)) {
      messages.append(try message($0.body))
    }
    return messages
  }

  /// Which adapter a file is for.
  static func isAdvice(_ file: URL) -> Bool { file.pathExtension == "835" }

  private struct Head: Decodable {
    let id: String
    let source: String
    let type: String
    let correlationid: String?
  }

  /// A message as the router hands it on: with source and content digest in its headers.
  static func message(_ body: [UInt8]) throws -> Message {
    let head = try JSONDecoder().decode(Head.self, from: Data(body))
    let digest = EventID(tenant: tenant, cause: String(decoding: body, as: UTF8.self), step: "digest", type: head.type)
    return Message(
      id: head.id, type: head.type, routingKey: String(head.type.dropFirst("tributary.".count)), body: body,
      correlationID: head.correlationid ?? head.id,
      headers: [HeaderName.contentDigest: .string(digest.text), HeaderName.source: .string(head.source)])
  }
}
