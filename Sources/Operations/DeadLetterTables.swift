// The tables of the dead-letter store: letters, what they hold, every failure, and every action.

import Storage

enum DeadLetterTables {
  /// One letter a message and place, with all of its failures: the same message that fails again at the same place is
  /// the same work for an operator. Bodies lie apart, so that lists read little. Letters of the first form move here.
  ///
  /// `last_failure` orders letters by arrival; every list has an index that ends with it. The groups' index
  /// became a wider one (``views``).
  static let history = """
    ALTER TABLE dead_letters RENAME TO dead_letters_v1;
    DROP INDEX dead_letters_by_correlation;
    DROP INDEX dead_letters_by_fingerprint;
    CREATE TABLE dead_letters (
      sequence INTEGER PRIMARY KEY, message_id TEXT NOT NULL, digest TEXT NOT NULL, queue TEXT NOT NULL,
      type TEXT NOT NULL, routing_key TEXT NOT NULL, content_type TEXT NOT NULL, correlation_id TEXT NOT NULL,
      publisher TEXT, payer TEXT, fingerprint TEXT NOT NULL, failure_class TEXT NOT NULL, code TEXT NOT NULL,
      reason TEXT NOT NULL, pointer TEXT, rule TEXT, attempts INTEGER NOT NULL, worker TEXT, worker_version TEXT,
      first_failed_at TEXT, first_seen TEXT NOT NULL, last_seen TEXT NOT NULL, last_failure INTEGER NOT NULL,
      failures INTEGER NOT NULL, retries INTEGER NOT NULL, state TEXT NOT NULL, superseded_by TEXT,
      imported INTEGER NOT NULL, headers TEXT NOT NULL, bytes INTEGER NOT NULL,
      UNIQUE (message_id, digest, queue)
    );
    CREATE TABLE dead_letter_bodies (letter INTEGER PRIMARY KEY, body BLOB NOT NULL);
    CREATE TABLE dead_letter_failures (
      sequence INTEGER PRIMARY KEY, letter INTEGER NOT NULL, retry INTEGER NOT NULL, attempt INTEGER NOT NULL,
      failed_at TEXT NOT NULL, failure_class TEXT NOT NULL, code TEXT NOT NULL, reason TEXT NOT NULL,
      worker TEXT, version TEXT, seen_at TEXT NOT NULL,
      UNIQUE (letter, retry, attempt, failed_at, code)
    );
    INSERT INTO dead_letters
      SELECT v.sequence, v.message_id, v.digest, v.queue, v.type,
        CASE WHEN v.type LIKE 'tributary.%' THEN SUBSTR(v.type, 11) ELSE v.type END, 'application/cloudevents+json',
        v.correlation_id, v.publisher, NULL, v.fingerprint, v.failure_class, v.code, v.reason, v.pointer, v.rule,
        v.attempts, v.worker, NULL, v.first_failed_at, g.first, g.last, v.sequence, g.count, 0, 'open', NULL, 0,
        v.headers, LENGTH(v.body)
      FROM dead_letters_v1 v JOIN (
        SELECT MAX(sequence) AS newest, MIN(stored_at) AS first, MAX(stored_at) AS last, COUNT(*) AS count
        FROM dead_letters_v1 GROUP BY message_id, digest, queue
      ) g ON g.newest = v.sequence;
    INSERT INTO dead_letter_bodies
      SELECT l.sequence, v.body FROM dead_letters l JOIN dead_letters_v1 v ON v.sequence = l.sequence;
    INSERT INTO dead_letter_failures
      SELECT v.sequence, l.sequence, 0, v.attempts, COALESCE(v.first_failed_at, ''), v.failure_class, v.code, v.reason,
        v.worker, NULL, v.stored_at
      FROM dead_letters_v1 v JOIN dead_letters l
        ON l.message_id = v.message_id AND l.digest = v.digest AND l.queue = v.queue;
    DROP TABLE dead_letters_v1;
    CREATE INDEX dead_letters_by_arrival ON dead_letters (last_failure);
    CREATE INDEX dead_letters_by_state ON dead_letters (state, last_failure);
    CREATE INDEX dead_letters_by_group ON dead_letters (state, fingerprint, last_failure, first_seen, last_seen);
    CREATE INDEX dead_letters_by_type ON dead_letters (state, type, last_failure);
    CREATE INDEX dead_letters_by_class ON dead_letters (state, failure_class, last_failure);
    CREATE INDEX dead_letters_by_code ON dead_letters (state, code, last_failure);
    CREATE INDEX dead_letters_by_queue ON dead_letters (state, queue, last_failure);
    CREATE INDEX dead_letters_by_publisher ON dead_letters (state, publisher, last_failure);
    CREATE INDEX dead_letters_by_payer ON dead_letters (state, payer, last_failure);
    CREATE INDEX dead_letters_by_correlation ON dead_letters (correlation_id);
    CREATE INDEX dead_letter_failures_by_arrival ON dead_letter_failures (seen_at, sequence);
    /*sqlite*/
    CREATE VIRTUAL TABLE dead_letter_text USING fts5(reason, content='', tokenize='trigram');
    INSERT INTO dead_letter_text (rowid, reason) SELECT sequence, reason FROM dead_letters
    /*/sqlite*/
    /*+postgresql
    CREATE VIEW dead_letter_text AS SELECT sequence AS rowid, reason FROM dead_letters;
    CREATE RULE dead_letter_text_insert AS ON INSERT TO dead_letter_text DO INSTEAD NOTHING;
    CREATE RULE dead_letter_text_delete AS ON DELETE TO dead_letter_text DO INSTEAD NOTHING
    */
    """

  /// Retries (at most one of a letter without an end), bulk work with what is left of it, corrections, and the audit,
  /// which nothing can change: the database itself refuses.
  static let actions = """
    CREATE TABLE dead_letter_retries (
      letter INTEGER NOT NULL, number INTEGER NOT NULL, job INTEGER, actor TEXT NOT NULL, begun_at TEXT NOT NULL,
      ended_at TEXT, outcome TEXT,
      PRIMARY KEY (letter, number)
    ) WITHOUT ROWID;
    CREATE UNIQUE INDEX dead_letter_retries_open ON dead_letter_retries (letter) WHERE ended_at IS NULL;
    CREATE INDEX dead_letter_retries_by_job ON dead_letter_retries (job, outcome) WHERE job IS NOT NULL;
    CREATE TABLE dead_letter_jobs (
      sequence INTEGER PRIMARY KEY, request TEXT NOT NULL UNIQUE, action TEXT NOT NULL, filter TEXT NOT NULL,
      reason TEXT NOT NULL, actor TEXT NOT NULL, requested_at TEXT NOT NULL, last_failure INTEGER NOT NULL,
      total INTEGER NOT NULL, done INTEGER NOT NULL, skipped INTEGER NOT NULL, state TEXT NOT NULL, ended_at TEXT
    );
    CREATE INDEX dead_letter_jobs_running ON dead_letter_jobs (sequence) WHERE state = 'running';
    CREATE TABLE dead_letter_job_items (
      job INTEGER NOT NULL, letter INTEGER NOT NULL, PRIMARY KEY (job, letter)
    ) WITHOUT ROWID;
    CREATE TABLE dead_letter_corrections (
      sequence INTEGER PRIMARY KEY, letter INTEGER NOT NULL, new_id TEXT NOT NULL, body BLOB NOT NULL,
      changes TEXT NOT NULL, reason TEXT NOT NULL, proposed_by TEXT NOT NULL, proposed_at TEXT NOT NULL,
      state TEXT NOT NULL, decided_by TEXT, decided_at TEXT
    );
    CREATE UNIQUE INDEX dead_letter_corrections_open ON dead_letter_corrections (letter) WHERE state = 'proposed';
    CREATE TABLE audit (
      sequence INTEGER PRIMARY KEY, at TEXT NOT NULL, actor TEXT NOT NULL, action TEXT NOT NULL, letter INTEGER,
      job INTEGER, detail TEXT NOT NULL
    );
    CREATE INDEX audit_by_letter ON audit (letter, sequence) WHERE letter IS NOT NULL;
    /*sqlite*/
    CREATE TRIGGER audit_keeps_what_it_has BEFORE UPDATE ON audit
      BEGIN SELECT RAISE(ABORT, 'the audit is append-only'); END;
    CREATE TRIGGER audit_loses_nothing BEFORE DELETE ON audit
      BEGIN SELECT RAISE(ABORT, 'the audit is append-only'); END
    /*/sqlite*/
    /*+postgresql
    CREATE TRIGGER audit_keeps_what_it_has BEFORE UPDATE OR DELETE OR TRUNCATE ON audit
      FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()
    */
    """

  /// Everything that letters are filtered by, in one index: a group view reads only it, whatever is filtered by.
  static let views = """
    DROP INDEX dead_letters_by_group;
    CREATE INDEX dead_letters_by_group ON dead_letters (
      state, fingerprint, last_failure, first_seen, last_seen, type, failure_class, code, queue, publisher, payer
      /*sqlite*/, reason/*/sqlite*/
    )
    """

  /// From a letter to what took its place, and back: a trace shows both.
  static let correctionsEitherWay = """
    CREATE INDEX dead_letter_corrections_by_letter ON dead_letter_corrections (letter);
    CREATE INDEX dead_letter_corrections_by_new_id ON dead_letter_corrections (new_id)
    """
}
