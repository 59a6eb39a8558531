// Seeing what messages say without the right, in an emergency: for a reason, for a short time, and noted.

import AdapterKit
import PaymentEvents
import Storage

/// A leave to see, that somebody took.
package struct EmergencyView: Sendable, Codable, Equatable {
  package let number: Int64
  package let actor: String
  package let reason: String
  package let from: String
  package let until: String
}

/// What somebody says who takes it.
package struct EmergencyWish: Sendable, Codable {
  package var reason: String
  package var minutes: Int

  /// Creates it.
  package init(reason: String, minutes: Int) { (self.reason, self.minutes) = (reason, minutes) }
}

/// Keeps emergency views. Whatever is seen is audited as always, and the taking is.
package struct EmergencyViews: Sendable {
  /// The longest view, in minutes.
  package static let maximumMinutes = 60

  let database: any Database
  let clock: any WallClock

  /// Creates it.
  package init(database: any Database, clock: any WallClock) { (self.database, self.clock) = (database, clock) }

  /// Opens a view. - Throws: ``DeskRefusal``.
  package func open(_ wish: EmergencyWish, by person: Operator) async throws -> EmergencyView {
    try LetterDesk.check(reason: wish.reason, isNeeded: true)
    guard (1...EmergencyViews.maximumMinutes).contains(wish.minutes) else {
      throw DeskRefusal(.invalid, "an emergency view lasts 1 to \(EmergencyViews.maximumMinutes) minutes")
    }
    let from = clock.now()
    let until = Instant(milliseconds: from.milliseconds + Int64(wish.minutes) * 60_000)
    return try await database.write { connection in
      let row = try connection.first(
        "INSERT INTO emergency_views (actor, reason, from_at, until_at) VALUES (?, ?, ?, ?) RETURNING sequence",
        [.text(person.name), .text(wish.reason), .text(from.rfc3339), .text(until.rfc3339)])
      try AuditLog.append(
        "emergency view", by: person.name, at: from.rfc3339, was: "masked", became: "open until \(until.rfc3339)",
        detail: wish.reason, in: connection)
      return EmergencyView(
        number: row?.integer(0) ?? 0, actor: person.name, reason: wish.reason, from: from.rfc3339,
        until: until.rfc3339)
    }
  }

  /// The latest views, the newest first.
  package func list() async throws -> [EmergencyView] {
    try await database.read { connection in
      try connection.query(
        "SELECT sequence, actor, reason, from_at, until_at FROM emergency_views ORDER BY sequence DESC LIMIT 1000"
      ).map {
        EmergencyView(
          number: $0.integer(0), actor: $0.text(1), reason: $0.text(2), from: $0.text(3), until: $0.text(4))
      }
    }
  }

  /// Whether a person has a view open.
  func isOpen(for person: Operator) async throws -> Bool {
    let now = clock.now().rfc3339
    return try await database.read { connection in
      try connection.first(
        "SELECT 1 FROM emergency_views WHERE actor = ? AND until_at > ? LIMIT 1", [.text(person.name), .text(now)])
    } != nil
  }
}
