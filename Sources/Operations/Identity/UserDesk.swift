// The desk of people: users of the local issuer, their tokens, and what both may.

import AdapterKit
import Foundation
import PaymentEvents
import Storage

/// A user of the local issuer.
package struct LocalUser: Sendable, Codable, Equatable {
  package let name: String
  package let roles: [String]
  /// The facilities that the user is limited to; absent: none.
  package let facilities: [String]?
  package let changedAt: String
  package let changedBy: String
  /// Tokens that are valid, the newest first.
  package let tokens: [TokenNote]
}

/// What is known of a token.
package struct TokenNote: Sendable, Codable, Equatable {
  package let id: String
  package let roles: [String]
  package let facilities: [String]?
  package let issuedAt: String
  package let issuedBy: String
  package let expiresAt: String
}

/// What an administrator says of a user, or wants a token to be.
package struct UserWish: Sendable, Codable {
  /// What the user may; of a token: which of it. Empty for a token: all.
  package var roles: [OperatorRole]
  /// The facilities that it is limited to; absent: those of the user.
  package var facilities: [String]?
  /// Of a token: after how many days it ends.
  package var days: Int?
  package var reason: String

  /// Creates it; see the properties.
  package init(roles: [OperatorRole], facilities: [String]? = nil, days: Int? = nil, reason: String) {
    (self.roles, self.facilities, self.days, self.reason) = (roles, facilities, days, reason)
  }
}

/// A token, told once.
package struct IssuedToken: Sendable, Codable {
  package let id: String
  package let token: String
  package let expiresAt: String
}

/// Keeps users and tokens.
package struct UserDesk: Sendable {
  /// After how many days a token ends, where nothing else is said, and at most.
  package static let (standardDays, maximumDays) = (30, 366)

  let database: any Database
  let issuer: TokenIssuer
  let clock: any WallClock

  /// Creates it.
  package init(database: any Database, issuer: TokenIssuer, clock: any WallClock) {
    (self.database, self.issuer, self.clock) = (database, issuer, clock)
  }

  /// The person behind a local token, as things stand now. - Throws: ``DeskRefusal`` where it is revoked.
  func person(_ token: VerifiedToken, id: String, way: Operator.Way) async throws -> Operator {
    let row = try await database.read { connection in
      try connection.first(
        """
        SELECT users.roles, users.facilities, tokens.roles, tokens.facilities FROM tokens
        JOIN users ON users.name = tokens.name
        WHERE tokens.id = ? AND tokens.name = ? AND tokens.revoked_at IS NULL
        """, [.text(id), .text(token.name)])
    }
    guard let row else {
      throw DeskRefusal(.unauthenticated, "the token is refused: it is revoked; have another one issued")
    }
    let (user, own) = (UserDesk.roles(row.text(0)), UserDesk.roles(row.text(2)))
    let limits = [row.optionalText(1), row.optionalText(3)].compactMap { $0.map { Set(UserDesk.lines($0)) } }
    return Operator(
      name: token.name, roles: own.isEmpty ? user : user.intersection(own),
      facilities: limits.dropFirst().reduce(limits.first) { $0?.intersection($1) }, way: way)
  }

  /// All users with their valid tokens, by name.
  package func list() async throws -> [LocalUser] {
    let now = clock.now().rfc3339
    return try await database.read { connection in
      let tokens = try connection.query(
        """
        SELECT name, id, roles, facilities, issued_at, issued_by, expires_at FROM tokens
        WHERE revoked_at IS NULL AND expires_at > ? ORDER BY issued_at DESC LIMIT 10000
        """, [.text(now)])
      let notes = Dictionary(grouping: tokens) { $0.text(0) }.mapValues { $0.map(UserDesk.note) }
      return try connection.query(
        "SELECT name, roles, facilities, changed_at, changed_by FROM users ORDER BY name LIMIT 10000"
      ).map { row in
        LocalUser(
          name: row.text(0), roles: UserDesk.words(row.text(1)), facilities: row.optionalText(2).map(UserDesk.lines),
          changedAt: row.text(3), changedBy: row.text(4), tokens: notes[row.text(0)] ?? [])
      }
    }
  }

  /// Adds a user, or changes what the user may. - Throws: ``DeskRefusal``.
  package func set(_ name: String, _ wish: UserWish, by person: Operator) async throws {
    try LetterDesk.check(reason: wish.reason, isNeeded: true)
    guard UserName.isFit(name), !wish.roles.isEmpty, UserDesk.areFit(wish.facilities), wish.days == nil else {
      throw DeskRefusal(
        .invalid, "a user has a name of 1 to 128 characters, at least one role, and facilities with names, if any")
    }
    let now = clock.now().rfc3339
    let (roles, facilities) = (UserDesk.text(wish.roles), wish.facilities.map { $0.joined(separator: "\n") })
    try await database.write { connection in
      let before = try connection.first("SELECT roles, facilities FROM users WHERE name = ?", [.text(name)])
      try connection.execute(
        """
        INSERT INTO users (name, roles, facilities, changed_at, changed_by) VALUES (?, ?, ?, ?, ?)
        ON CONFLICT (name) DO UPDATE SET roles = excluded.roles, facilities = excluded.facilities,
          changed_at = excluded.changed_at, changed_by = excluded.changed_by
        """, [.text(name), .text(roles), .optional(facilities), .text(now), .text(person.name)])
      try AuditLog.append(
        before == nil ? "add user" : "change user", by: person.name, at: now,
        subject: "user \(name)", was: UserDesk.rights(before?.text(0), before?.optionalText(1)),
        became: UserDesk.rights(roles, facilities), detail: wish.reason, in: connection)
    }
  }

  /// Removes a user and revokes the user's tokens. - Throws: ``DeskRefusal``.
  package func remove(_ name: String, reason: String, by person: Operator) async throws {
    try LetterDesk.check(reason: reason, isNeeded: true)
    let now = clock.now().rfc3339
    try await database.write { connection in
      guard let row = try connection.first("SELECT roles, facilities FROM users WHERE name = ?", [.text(name)]) else {
        throw DeskRefusal(.missing, "there is no user '\(name)'; see `tributary users list`")
      }
      try connection.execute("DELETE FROM users WHERE name = ?", [.text(name)])
      let revoked = try connection.execute(
        "UPDATE tokens SET revoked_at = ?, revoked_by = ? WHERE name = ? AND revoked_at IS NULL",
        [.text(now), .text(person.name), .text(name)])
      try AuditLog.append(
        "remove user", by: person.name, at: now, subject: "user \(name)",
        was: UserDesk.rights(row.text(0), row.optionalText(1)), became: "none",
        detail: "\(revoked) tokens revoked: \(reason)", in: connection)
    }
  }

  /// Issues a token. It is told once, and kept nowhere. - Throws: ``DeskRefusal``.
  package func issue(for name: String, _ wish: UserWish, by person: Operator) async throws -> IssuedToken {
    try LetterDesk.check(reason: wish.reason, isNeeded: true)
    let days = wish.days ?? UserDesk.standardDays
    guard (1...UserDesk.maximumDays).contains(days), UserDesk.areFit(wish.facilities) else {
      throw DeskRefusal(.invalid, "a token is for 1 to \(UserDesk.maximumDays) days")
    }
    let from = clock.now()
    let until = Instant(milliseconds: from.milliseconds + Int64(days) * 86_400_000)
    let id = UUID().uuidString.lowercased()
    let (roles, facilities) = (UserDesk.text(wish.roles), wish.facilities.map { $0.joined(separator: "\n") })
    try await database.write { connection in
      guard let user = try connection.first("SELECT roles FROM users WHERE name = ?", [.text(name)]) else {
        throw DeskRefusal(.missing, "there is no user '\(name)'; add it first: `tributary users add`")
      }
      guard Set(wish.roles).isSubset(of: UserDesk.roles(user.text(0))) else {
        throw DeskRefusal(.conflict, "'\(name)' has not all of these roles, so no token has them")
      }
      try connection.execute(
        """
        INSERT INTO tokens (id, name, roles, facilities, issued_at, issued_by, expires_at) VALUES (?, ?, ?, ?, ?, ?, ?)
        """,
        [
          .text(id), .text(name), .text(roles), .optional(facilities), .text(from.rfc3339), .text(person.name),
          .text(until.rfc3339),
        ])
      try AuditLog.append(
        "issue token", by: person.name, at: from.rfc3339,
        subject: "token \(id) of \(name)", became: "valid until \(until.rfc3339)", detail: wish.reason,
        in: connection)
    }
    let token = try issuer.token(id: id, name: name, from: from, until: until)
    return IssuedToken(id: id, token: token, expiresAt: until.rfc3339)
  }

  /// Revokes a token at once. - Throws: ``DeskRefusal``.
  package func revoke(_ id: String, reason: String, by person: Operator) async throws {
    try LetterDesk.check(reason: reason, isNeeded: true)
    let now = clock.now().rfc3339
    try await database.write { connection in
      guard let token = try connection.first("SELECT name, revoked_at FROM tokens WHERE id = ?", [.text(id)]) else {
        throw DeskRefusal(.missing, "there is no token '\(id)'; see `tributary users list`")
      }
      guard token.optionalText(1) == nil else { return }
      try connection.execute(
        "UPDATE tokens SET revoked_at = ?, revoked_by = ? WHERE id = ?", [.text(now), .text(person.name), .text(id)])
      try AuditLog.append(
        "revoke token", by: person.name, at: now, subject: "token \(id) of \(token.text(0))", was: "valid",
        became: "revoked", detail: reason, in: connection)
    }
  }
}

extension UserDesk {
  private static func words(_ text: String) -> [String] { text.split(separator: " ").map(String.init) }
  private static func lines(_ text: String) -> [String] { text.split(separator: "\n").map(String.init) }
  private static func roles(_ text: String) -> Set<OperatorRole> { Set(words(text).compactMap(OperatorRole.init)) }
  private static func text(_ roles: [OperatorRole]) -> String {
    Set(roles).map(\.rawValue).sorted().joined(separator: " ")
  }

  private static func rights(_ roles: String?, _ facilities: String?) -> String {
    guard let roles else { return "none" }
    return roles + (facilities.map { " at " + lines($0).joined(separator: ", ") } ?? "")
  }

  private static func areFit(_ facilities: [String]?) -> Bool {
    guard let facilities else { return true }
    return (1...100).contains(facilities.count) && facilities.allSatisfy { UserName.isFit($0) }
  }

  private static func note(_ row: SQLRow) -> TokenNote {
    TokenNote(
      id: row.text(1), roles: words(row.text(2)), facilities: row.optionalText(3).map(lines), issuedAt: row.text(4),
      issuedBy: row.text(5), expiresAt: row.text(6))
  }
}
