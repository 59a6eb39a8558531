// The desk where people ask cash application to link, release, un-post, write off and refund, and approve each other.

import AdapterKit
import Foundation
import Logging
import PaymentEvents
import Storage

/// Takes requests about money and claims, and sends each to cash application, which decides and answers.
package struct PostingDesk: Sendable {
  let tenant: String
  let database: any Database
  let clock: any WallClock
  let committed: Signal
  let operators: Operators
  let logger: Logger

  /// Creates it. `committed` is raised after each commit, for the relay.
  package init(
    tenant: String, database: any Database, clock: any WallClock, committed: Signal, operators: Operators,
    logger: Logger
  ) {
    self.tenant = tenant
    self.database = database
    self.clock = clock
    self.committed = committed
    self.operators = operators
    self.logger = logger
  }

  /// What somebody sends. Who asks, and in which role, is not taken from it.
  package struct Wish: Sendable, Codable {
    /// Made up by the sender: the same key is the same request, however often it is sent.
    package var key: String
    /// What is wanted.
    package var action: PostingActionRequested

    /// Creates it; see the properties.
    package init(key: String, action: PostingActionRequested) {
      self.key = key
      self.action = action
    }
  }

  /// What was sent.
  package struct Receipt: Sendable, Codable {
    /// The id of the request, by which cash application's answer names it.
    package let request: String
  }

  /// Whether a request is for this desk.
  package func takes(_ request: APIRequest) -> Bool { request.path == ["api", "v1", "posting-actions"] }

  /// Answers a request; refusals become problem documents.
  package func answer(_ request: APIRequest) async -> APIResponse {
    let person = operators.person(request.user)
    return await APIResponse.answering(request, logger: logger) {
      guard request.method == "POST" else { throw DeskRefusal.nowhere }
      try request.require(parameters: [])
      return try .ok(await ask(request.decoded(), by: person), status: 202)
    }
  }

  /// Sends a request, noted in the audit. - Throws: ``DeskRefusal``.
  package func ask(_ wish: Wish, by person: Operator) async throws -> Receipt {
    try person.require(.post, to: "\(wish.action.action.rawValue) postings")
    try LetterDesk.check(reason: wish.action.reason, isNeeded: true)
    guard (8...64).contains(wish.key.utf8.count), (1...64).contains(wish.action.reasonCode.utf8.count) else {
      throw DeskRefusal(.invalid, "a request needs a key of 8 to 64 characters and a reason code")
    }
    let action = wish.action.asked(by: person)
    let id = EventID(
      tenant: tenant, cause: "posting action \(wish.key) of \(person.name)", step: "asked",
      type: PostingActionRequested.type)
    let time = clock.now()
    let context = EventContext(
      id: id, source: "/services/operations", subject: id.text, time: time, tenant: tenant, correlationID: id.text)
    let event = try Event(context, data: action).encoded()
    try await database.write { connection in
      if try AuditLog.isNoted(id.text, in: connection) { return }  // asked again, since the answer was lost
      try Outbox.append(event.message(), to: Exchange.internal, in: connection)
      try AuditLog.append(
        "\(action.action.rawValue) posting", by: person.name, at: time.rfc3339,
        detail: "\(id.text): \(action.reasonCode), \(action.reason)", in: connection)
    }
    committed.raise()
    return Receipt(request: id.text)
  }
}

extension Operator {
  /// The role in which the person acts on postings: the one with the widest powers.
  var postingRole: OperatorRole {
    [OperatorRole.administrator, .finance, .biller].first(where: roles.contains) ?? .viewer
  }
}

extension PostingActionRequested {
  /// The same, with the person as the kernel knows them.
  fileprivate func asked(by person: Operator) -> PostingActionRequested {
    var action = self
    action.requestedBy = person.name
    action.role = person.postingRole.rawValue
    return action
  }
}
