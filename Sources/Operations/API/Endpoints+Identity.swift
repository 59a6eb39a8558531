// The endpoints about people: who asks, users, tokens, emergency views.

import Foundation

extension Identity {
  /// What can be asked of it over HTTP.
  package var endpoints: [Endpoint] { [whoAsks] + people + emergency }

  /// Who asks, as operations sees it.
  package struct Person: Sendable, Codable {
    package let user: String
    package let roles: [String]
    /// The facilities that the person is limited to; absent: none.
    package let facilities: [String]?
    /// Who vouches: `kernel`, `token` or `session`.
    package let way: String
  }

  private var whoAsks: Endpoint {
    Endpoint(.get, "/api/v1/self", .known, to: "ask who you are") { call in
      let person = call.person
      return try .json(
        Person(
          user: person.name, roles: person.roles.map(\.rawValue).sorted(), facilities: person.facilities?.sorted(),
          way: person.way.rawValue))
    }
  }

  private var people: [Endpoint] {
    [
      .api(.get, "/users", .administer, to: "see who may what") { _ in try .json(await users.list()) },
      .api(.put, "/users/{name}", .administer, to: "say who may what") { call in
        try await users.set(call.place("name"), call.decoded(), by: call.person)
        return try .json(await users.list().filter { $0.name == call.places["name"] })
      },
      .api(.post, "/users/{name}/remove", .administer, to: "say who may what") { call in
        try await users.remove(call.place("name"), reason: call.decoded(as: RequestReason.self).reason, by: call.person)
        return try .json(["name": call.place("name")])
      },
      .api(.post, "/users/{name}/tokens", .administer, to: "issue tokens", isAnswerKept: false) { call in
        try .json(await users.issue(for: call.place("name"), call.decoded(), by: call.person), status: 201)
      },
      .api(.post, "/tokens/{id}/revoke", .administer, to: "revoke tokens") { call in
        try await users.revoke(call.place("id"), reason: call.decoded(as: RequestReason.self).reason, by: call.person)
        return try .json(["id": call.place("id")])
      },
    ]
  }

  private var emergency: [Endpoint] {
    [
      .api(.get, "/emergency-views", .look, to: "see who took an emergency view") { _ in
        try .json(await emergencies.list())
      },
      .api(.post, "/emergency-views", .act, to: "take an emergency view") { call in
        try .json(await emergencies.open(call.decoded(), by: call.person), status: 201)
      },
    ]
  }
}
