// The HTTP interface to workers, payers and files: /api/v1/workers, /api/v1/payers, /api/v1/files.

import AdapterKit
import Foundation
import Logging
import PaymentEvents
import Storage

/// Requests over HTTP to the desk, and its answers.
package struct ControlAPI: Sendable {
  let desk: ControlDesk
  let operators: Operators
  let logger: Logger

  /// Creates it.
  package init(desk: ControlDesk, operators: Operators, logger: Logger) {
    self.desk = desk
    self.operators = operators
    self.logger = logger
  }

  /// Why something is asked for.
  package struct Reason: Sendable, Codable {
    package var reason: String

    /// Creates it.
    package init(_ reason: String) { self.reason = reason }
  }

  private static let areas: [String: ControlKind] = ["workers": .worker, "payers": .payer, "files": .file]

  /// Whether a request is for this interface.
  package func takes(_ request: APIRequest) -> Bool { kind(request) != nil }

  private func kind(_ request: APIRequest) -> ControlKind? {
    guard request.path.count >= 3, request.path.starts(with: ["api", "v1"]) else { return nil }
    return ControlAPI.areas[request.path[2]]
  }

  /// Answers a request; refusals become problem documents.
  package func answer(_ request: APIRequest) async -> APIResponse {
    let person = operators.person(request.user)
    return await APIResponse.answering(request, logger: logger) {
      guard let kind = kind(request) else { throw DeskRefusal.nowhere }
      try request.require(parameters: [])
      switch (request.method, request.path.count) {
      case ("GET", 3): return try .ok(await desk.list(kind, for: person))
      case ("POST", 5):
        guard let wish = ControlDesk.Wish(rawValue: request.path[4]) else { throw DeskRefusal.nowhere }
        let reason = try request.decoded(as: Reason.self).reason
        let control = try await desk.ask(wish, kind, request.path[3], reason: reason, by: person)
        return try .ok(control, status: 202)
      default: throw DeskRefusal.nowhere
      }
    }
  }
}

extension DeskRefusal {
  static let nowhere = DeskRefusal(.missing, "there is nothing at this address")
}

extension APIResponse {
  static func ok(_ value: some Encodable, status: Int = 200) throws -> APIResponse {
    APIResponse(status: status, body: Array(try EventCoding.encoder().encode(value)))
  }

  /// The answer of `body`; what it throws becomes a problem document.
  static func answering(
    _ request: APIRequest, logger: Logger, _ body: () async throws -> APIResponse
  ) async -> APIResponse {
    do {
      return try await body()
    } catch let refusal as DeskRefusal {
      return .problem(refusal.status, refusal.kind.rawValue, refusal.description)
    } catch is DecodingError {
      return .problem(400, "invalid", "the request is not the JSON that is expected here")
    } catch let error as StorageError where error.isRetriable {
      return .problem(503, "unavailable", "\(error)")
    } catch {
      let path = request.path.joined(separator: "/")
      logger.error("a request failed", metadata: ["error": "\(error)", "path": "\(path)"])
      return .problem(500, "internal", "operations could not do it; its log says why")
    }
  }
}
