// The HTTP interface of the dead-letter store: /api/v1/dead-letters/… for the command line and other tools.

import AdapterKit
import Foundation
import Logging
import PaymentEvents

/// Requests over HTTP to the desk, and its answers.
package struct DeadLetterAPI: Sendable {
  let desk: LetterDesk
  let operators: Operators
  let logger: Logger

  /// Creates it.
  package init(desk: LetterDesk, operators: Operators, logger: Logger) {
    self.desk = desk
    self.operators = operators
    self.logger = logger
  }

  /// A correction on its way in.
  package struct CorrectionRequest: Sendable, Codable {
    /// The whole corrected event, base64.
    package var body: String
    package var reason: String
    package var dryRun: Bool

    /// Creates it.
    package init(body: String, reason: String, dryRun: Bool) {
      self.body = body
      self.reason = reason
      self.dryRun = dryRun
    }
  }

  /// A decision about a correction.
  package struct Decision: Sendable, Codable {
    package var approve: Bool
    package var reason: String

    /// Creates it.
    package init(approve: Bool, reason: String) {
      self.approve = approve
      self.reason = reason
    }
  }

  /// Who asks, as operations sees it.
  package struct Identity: Sendable, Codable {
    package let user: String
    package let roles: [String]
  }

  /// Answers a request; refusals become problem documents.
  package func answer(_ request: APIRequest) async -> APIResponse {
    let person = operators.person(request.user)
    return await APIResponse.answering(request, logger: logger) {
      guard request.path.starts(with: ["api", "v1", "dead-letters"]) else { throw DeskRefusal.nowhere }
      return try await answer(request, Array(request.path.dropFirst(3)), person)
    }
  }

  private func answer(_ request: APIRequest, _ path: [String], _ person: Operator) async throws -> APIResponse {
    try request.require(parameters: DeadLetterAPI.parameters(request.method, path))
    switch (request.method, path.count, path.first, path.last) {
    case ("GET", 0, _, _):
      let limit = try request.number("limit").map { Int(clamping: $0) } ?? 100
      let before = try request.number("before")
      return try .ok(await desk.page(LetterFilter(request.query), limit: limit, before: before, for: person))
    case ("GET", 1, "groups", _): return try .ok(await desk.groups(LetterFilter(request.query), for: person))
    case ("POST", 1, "requests", _): return try .ok(await desk.take(request.decoded(), from: person), status: 202)
    case ("POST", 1, "forecasts", _): return try .ok(await desk.forecast(request.decoded(), from: person))
    case ("GET", 1, "jobs", _): return try .ok(await desk.jobs(limit: 100, for: person))
    case ("GET", 2, "jobs", _): return try .ok(await desk.job(number(path[1]), for: person))
    case ("POST", 3, "jobs", let word?):
      guard let steering = LetterDesk.Steering(rawValue: word) else { throw DeskRefusal.nowhere }
      return try .ok(await desk.steer(number(path[1]), steering, by: person))
    case ("POST", 1, "exports", _):
      let after = try request.number("after") ?? 0
      return try .ok(await desk.export(request.decoded(), after: after, by: person))
    case ("POST", 1, "imports", _):
      return try .ok(await desk.bringIn(request.decoded(), from: person))
    case ("GET", 1, "self", _):
      return try .ok(Identity(user: person.name, roles: person.roles.map(\.rawValue).sorted()))
    case ("GET", 2, _, "body"):
      return APIResponse(status: 200, body: try await desk.body(of: number(path[0]), for: person))
    case ("POST", 2, _, "correction"): return try await propose(request, number(path[0]), person)
    case ("POST", 2, _, "decision"):
      let decision: Decision = try request.decoded()
      try await desk.decide(number(path[0]), approve: decision.approve, reason: decision.reason, by: person)
      return try .ok(["letter": path[0]])
    default: throw DeskRefusal.nowhere
    }
  }

  private func propose(_ request: APIRequest, _ letter: Int64, _ person: Operator) async throws -> APIResponse {
    let correction: CorrectionRequest = try request.decoded()
    guard let body = Data(base64Encoded: correction.body) else {
      throw DeskRefusal(.invalid, "the corrected event is not in base64")
    }
    return try .ok(
      await desk.propose(
        Array(body), for: letter, reason: correction.reason, by: person, isDryRun: correction.dryRun))
  }

  /// What the query of an address may hold.
  private static func parameters(_ method: String, _ path: [String]) -> Set<String> {
    switch (method, path) {
    case ("GET", []): LetterFilter.parameters.union(["limit", "before"])
    case ("GET", ["groups"]): LetterFilter.parameters
    case ("POST", ["exports"]): ["after"]
    default: []
    }
  }

  private func number(_ text: String) throws -> Int64 {
    guard let number = Int64(text) else { throw DeskRefusal(.invalid, "'\(text)' is no number") }
    return number
  }
}

extension DeskRefusal {
  var status: Int {
    switch kind {
    case .invalid: 400
    case .forbidden: 403
    case .missing: 404
    case .conflict: 409
    }
  }
}
