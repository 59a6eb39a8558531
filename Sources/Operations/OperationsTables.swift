// The tables of operations: the index of all events, and the dead letters.

import Storage

package enum OperationsTables {
  /// All of them, numbered by their place.
  package static let migrations = [
    Inbox.migration, Outbox.migration, events, deadLetters, DeadLetterTables.history, DeadLetterTables.actions,
    ControlTables.requests, DeadLetterTables.views, DeadLetterTables.correctionsEitherWay,
    AuditTables.chain, IdentityTables.people, AnswerBook.table,
  ]

  /// What happened, without what was said: bodies are kept by those who apply them.
  private static let events = """
    CREATE TABLE events (
      sequence INTEGER PRIMARY KEY, id TEXT NOT NULL, type TEXT NOT NULL, source TEXT NOT NULL, subject TEXT NOT NULL,
      correlation_id TEXT NOT NULL, causation_id TEXT, time TEXT NOT NULL, seen_at TEXT NOT NULL
    );
    CREATE INDEX events_by_id ON events (id);
    CREATE INDEX events_by_correlation ON events (correlation_id);
    CREATE INDEX events_by_causation ON events (causation_id);
    CREATE INDEX events_by_subject ON events (subject)
    """

  /// As they were kept at first: one row a failure.
  private static let deadLetters = """
    CREATE TABLE dead_letters (
      sequence INTEGER PRIMARY KEY, fingerprint TEXT NOT NULL, message_id TEXT NOT NULL, type TEXT NOT NULL,
      correlation_id TEXT NOT NULL, publisher TEXT, failure_class TEXT NOT NULL, code TEXT NOT NULL,
      reason TEXT NOT NULL, pointer TEXT, rule TEXT, queue TEXT NOT NULL, attempts INTEGER NOT NULL,
      first_failed_at TEXT, stored_at TEXT NOT NULL, worker TEXT, headers TEXT NOT NULL, digest TEXT NOT NULL,
      body BLOB NOT NULL,
      UNIQUE (message_id, digest, queue, code, attempts)
    );
    CREATE INDEX dead_letters_by_correlation ON dead_letters (correlation_id);
    CREATE INDEX dead_letters_by_fingerprint ON dead_letters (fingerprint)
    """
}
