// The tables of people: users and tokens of the local issuer, and emergency views.

enum IdentityTables {
  /// Tokens are known by their ids alone: what a token says of itself is signed, and stands nowhere here.
  static let people = """
    CREATE TABLE users (
      name TEXT PRIMARY KEY, roles TEXT NOT NULL, facilities TEXT, changed_at TEXT NOT NULL, changed_by TEXT NOT NULL
    ) WITHOUT ROWID;
    CREATE TABLE tokens (
      id TEXT PRIMARY KEY, name TEXT NOT NULL, roles TEXT NOT NULL, facilities TEXT, issued_at TEXT NOT NULL,
      issued_by TEXT NOT NULL, expires_at TEXT NOT NULL, revoked_at TEXT, revoked_by TEXT
    ) WITHOUT ROWID;
    CREATE INDEX tokens_by_name ON tokens (name, issued_at);
    CREATE TABLE emergency_views (
      sequence INTEGER PRIMARY KEY, actor TEXT NOT NULL, reason TEXT NOT NULL, from_at TEXT NOT NULL,
      until_at TEXT NOT NULL
    );
    CREATE INDEX emergency_views_by_actor ON emergency_views (actor, until_at)
    """
}
