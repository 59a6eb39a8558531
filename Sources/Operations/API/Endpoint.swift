// What can be asked for over HTTP: an address, who may, and what is done.

import Foundation

/// One line of the table of endpoints. The router, the check of roles and the check against `schemas/openapi.yaml` are
/// made from the table, so that there is no endpoint that one of them does not know.
package struct Endpoint: Sendable {
  /// Methods of HTTP that are used here.
  package enum Method: String, Sendable, CaseIterable {
    case get = "GET"
    case post = "POST"
    case put = "PUT"
    case delete = "DELETE"
  }

  /// Whom it answers.
  package enum Access: Sendable {
    /// Anybody.
    case anybody
    /// Whoever is known, with or without a role.
    case known
    /// Whoever has the right.
    case having(Permission)
  }

  /// The method.
  package let method: Method
  /// The path, with `{names}` for what differs.
  package let path: String
  /// Whom it answers.
  package let access: Access
  /// What it does, as in "ben may not …".
  package let does: String
  /// What the query may hold.
  package let parameters: Set<String>
  /// Whether somebody who is limited to facilities is answered: where nothing of the tenant's money is told, or only
  /// that of the person's facilities.
  package let isForFacilities: Bool
  /// Whether its answers may be kept for whoever asks the same again: not those that hold secrets or messages.
  package let isAnswerKept: Bool
  /// Whether it is for people with browsers: whoever is not known is led to where one signs in.
  package let isPage: Bool
  /// Does it.
  package let handle: @Sendable (Call) async throws -> Answer

  /// Creates it; see the properties.
  package init(
    _ method: Method, _ path: String, _ access: Access, to does: String, parameters: Set<String> = [],
    isForFacilities: Bool = false, isAnswerKept: Bool = true, isPage: Bool = false,
    handle: @escaping @Sendable (Call) async throws -> Answer
  ) {
    (self.method, self.path, self.access, self.does) = (method, path, access, does)
    (self.parameters, self.isForFacilities) = (parameters, isForFacilities)
    (self.isAnswerKept, self.isPage, self.handle) = (isAnswerKept && !isPage, isPage, handle)
  }

  /// An endpoint of the API for whoever has a right. - Parameter path: below `/api/v1`.
  static func api(
    _ method: Method, _ path: String, _ permission: Permission, to does: String, parameters: Set<String> = [],
    isAnswerKept: Bool = true, handle: @escaping @Sendable (Call) async throws -> Answer
  ) -> Endpoint {
    Endpoint(
      method, "/api/v1" + path, .having(permission), to: does, parameters: parameters, isAnswerKept: isAnswerKept,
      handle: handle)
  }

  /// The names between braces in its path.
  package var names: [String] { path.matches(of: /\{([a-z]+)\}/).map { String($0.1) } }

  /// Whether it changes something, in the words of HTTP: not a safe method (RFC 9110 §9.2.1).
  var isWrite: Bool { method != .get }
}

extension Operator {
  /// Goes on where the person may have the endpoint's answer. - Throws: ``DeskRefusal``.
  package func require(_ endpoint: Endpoint) throws {
    guard case .having(let permission) = endpoint.access else { return }
    try require(permission, to: endpoint.does)
    guard facilities == nil || endpoint.isForFacilities else {
      throw DeskRefusal(
        .forbidden, "\(name) is limited to facilities and may not \(endpoint.does), which is about the whole tenant")
    }
  }
}
