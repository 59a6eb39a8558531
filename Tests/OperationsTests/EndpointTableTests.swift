// Every endpoint and every role: who is answered and who is refused, as a table written by hand.

import Operations
import TestSupport
import Testing

@Suite struct EndpointTableTests {
  /// v viewer, o operator, b biller, f finance, a administrator; * whoever is known.
  private static let expected = """
    GET / *
    GET /api/v1/audit vobfa
    GET /api/v1/dead-letters vobfa
    GET /api/v1/dead-letters/groups vobfa
    GET /api/v1/dead-letters/jobs vobfa
    GET /api/v1/dead-letters/jobs/{number} vobfa
    GET /api/v1/dead-letters/{number} vobfa
    GET /api/v1/dead-letters/{number}/body bfa
    GET /api/v1/emergency-views vobfa
    GET /api/v1/events vobfa
    GET /api/v1/events/live vobfa
    GET /api/v1/files vobfa
    GET /api/v1/payers vobfa
    GET /api/v1/self *
    GET /api/v1/trace/{key} vobfa
    GET /api/v1/users a
    GET /api/v1/workers vobfa
    GET /console.css *
    GET /sign-in *
    POST /api/v1/dead-letters/exports bfa
    POST /api/v1/dead-letters/forecasts vobfa
    POST /api/v1/dead-letters/imports a
    POST /api/v1/dead-letters/jobs/{number}/cancel oa
    POST /api/v1/dead-letters/jobs/{number}/pause oa
    POST /api/v1/dead-letters/jobs/{number}/resume oa
    POST /api/v1/dead-letters/requests oa
    POST /api/v1/dead-letters/{number}/correction bfa
    POST /api/v1/dead-letters/{number}/decision bfa
    POST /api/v1/document-corrections bfa
    POST /api/v1/emergency-views oa
    POST /api/v1/erp/readings ofa
    POST /api/v1/erp/reconciliations ofa
    POST /api/v1/erp/retries ofa
    POST /api/v1/files/{name}/withdraw fa
    POST /api/v1/payers/{name}/pause obfa
    POST /api/v1/payers/{name}/resume obfa
    POST /api/v1/posting-actions bfa
    POST /api/v1/tokens/{id}/revoke a
    POST /api/v1/users/{name}/remove a
    POST /api/v1/users/{name}/tokens a
    POST /api/v1/workers/{name}/pause oa
    POST /api/v1/workers/{name}/resume oa
    POST /sign-in *
    POST /sign-out *
    PUT /api/v1/users/{name} a
    """

  private static let roles: [(Character, OperatorRole)] = [
    ("v", .viewer), ("o", .operator), ("b", .biller), ("f", .finance), ("a", .administrator),
  ]

  private func may(_ roles: Set<OperatorRole>, _ endpoint: Endpoint, facilities: Set<String>? = nil) -> Bool {
    (try? Operator(name: "x", roles: roles, facilities: facilities).require(endpoint)) != nil
  }

  @Test func everyEndpointAnswersTheRolesThatItIsMeantFor() async throws {
    try await withOperations { scene async throws in
      let endpoints = try scene.endpoints()
      let table = endpoints.map { endpoint in
        let roles = Self.roles.filter { may([$0.1], endpoint) }.map(\.0)
        return "\(endpoint.method.rawValue) \(endpoint.path) \(may([], endpoint) ? "*" : String(roles))"
      }
      #expect(table.sorted() == Self.expected.split(separator: "\n").map(String.init))
      #expect(Set(table).count == table.count, "an address and method stand in the table once")
      for endpoint in endpoints where !may([], endpoint) && !endpoint.isForFacilities {
        #expect(!may([.administrator], endpoint, facilities: ["north"]), "\(endpoint.path) is about the whole tenant")
      }
    }
  }

  /// The same over HTTP, with a token of each role: 403 where the table says so, and never where it does not.
  @Test(.timeLimit(.minutes(1))) func whoeverMayNotIsRefusedOverHTTP() async throws {
    try await withOperations { scene async throws in
      let endpoints = try scene.endpoints().filter { !may([], $0) && !$0.path.hasSuffix("/live") }
      var tokens: [(OperatorRole, String)] = []
      for (_, role) in Self.roles { tokens.append((role, try await scene.token("\(role) one", [role]).token)) }
      try await withServer(endpoints, identity: { _ in try scene.identity() }, pace: Pace(size: 100_000)) { api in
        for endpoint in endpoints {
          let path = endpoint.path.replacing("{number}", with: "1").replacing(/{(name|id|key)}/, with: "x")
          let body = endpoint.method == .get ? nil : "[]"
          for (role, token) in tokens {
            let reply = try await api.ask(endpoint.method.rawValue, path, body, token: token)
            #expect((reply.status == 403) == !may([role], endpoint), "\(role) \(endpoint.path): \(reply.status)")
            #expect(reply.status < 500, "\(endpoint.path): \(reply.text)")
          }
          #expect(try await api.ask(endpoint.method.rawValue, path, body, headers: [:]).status == 401, "\(path)")
        }
      }
      #expect(try await scene.outbox().isEmpty)
    }
  }
}
