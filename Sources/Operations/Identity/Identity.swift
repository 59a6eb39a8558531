// Who asks: by a token, by a session, or by the kernel's word about a connection on this machine.

import AdapterKit

/// Finds out who asks, and whether they may.
package struct Identity: Sendable {
  package let operators: Operators
  package let tokens: TokenVerifier
  package let users: UserDesk
  let sessions: Sessions
  let emergencies: EmergencyViews
  let userOfPort: @Sendable (Int) -> String?

  /// Creates it.
  /// - Parameters:
  ///   - operators: people by user of the operating system.
  ///   - tokens: which tokens are believed.
  ///   - users: the people of the local issuer.
  ///   - userOfPort: the user behind the client's port of a connection to us over 127.0.0.1.
  package init(
    operators: Operators, tokens: TokenVerifier, users: UserDesk, sessions: Sessions = Sessions(),
    userOfPort: @escaping @Sendable (Int) -> String?
  ) {
    (self.operators, self.tokens, self.users, self.sessions) = (operators, tokens, users, sessions)
    self.userOfPort = userOfPort
    emergencies = EmergencyViews(database: users.database, clock: users.clock)
  }

  /// The person. What is said counts in this order: a token, a session, the kernel; a wrong one is not passed over.
  /// - Throws: ``DeskRefusal``, where it is not known who asks.
  func person(_ credentials: Credentials) async throws -> Operator {
    if let field = credentials.authorization {
      let words = field.split(separator: " ", omittingEmptySubsequences: true)
      guard words.count == 2, words[0].lowercased() == "bearer" else {
        throw DeskRefusal(.unauthenticated, "the field Authorization is taken as `Bearer TOKEN` only")
      }
      return try await person(of: tokens.verify(String(words[1])), way: .token)
    }
    if let cookie = credentials.session {
      guard let session = sessions.find(cookie) else {
        throw DeskRefusal(.unauthenticated, "the session has ended; sign in again")
      }
      return try await person(of: session.token, way: .session)
    }
    return try byKernel(credentials)
  }

  /// Goes on where the person may, or has taken an emergency view. - Throws: ``DeskRefusal``.
  func authorise(_ person: Operator, for endpoint: Endpoint) async throws {
    do {
      try person.require(endpoint)
    } catch let refusal as DeskRefusal {
      guard case .having(.seeBodies) = endpoint.access, person.facilities == nil,
        try await emergencies.isOpen(for: person)
      else { throw refusal }
    }
  }

  /// Goes on where a write comes from a page of ours and not of another site. Only browsers can be misused so, which
  /// send cookies by themselves. - Parameter word: what the page says that only ours knows.
  /// - Throws: ``DeskRefusal``.
  func requireOwnPage(_ credentials: Credentials, word: String?) throws {
    let refusal = DeskRefusal(.forbidden, "the request does not come from a page of this server; load the page again")
    guard !credentials.isFromElsewhere else { throw refusal }
    guard credentials.authorization == nil, let cookie = credentials.session else { return }
    guard let session = sessions.find(cookie), word == session.antiForgery else { throw refusal }
  }

  func person(of token: VerifiedToken, way: Operator.Way) async throws -> Operator {
    guard users.clock.now().milliseconds < token.expires.milliseconds + TokenVerifier.skew * 1_000 else {
      throw DeskRefusal(.unauthenticated, "the token has expired; have another one issued")
    }
    guard let id = token.localID else {
      return Operator(name: token.name, roles: token.roles, facilities: token.facilities, way: way)
    }
    return try await users.person(token, id: id, way: way)
  }

  /// Processes of this machine; not what a proxy has passed on, which would all be the proxy's.
  private func byKernel(_ credentials: Credentials) throws -> Operator {
    guard credentials.isClient else {
      throw DeskRefusal(
        .unauthenticated,
        "send a token as `Authorization: Bearer …`; or, on this machine, use `tributary` (the header "
          + "\(APIServer.clientHeader) is missing)")
    }
    guard !credentials.isForwarded, credentials.address == "127.0.0.1", let port = credentials.port,
      let user = userOfPort(port)
    else {
      throw DeskRefusal(
        .unauthenticated,
        "it is not known whose process asks; connect from this machine without a proxy, or send a token as "
          + "`Authorization: Bearer …`")
    }
    return operators.person(user)
  }
}
