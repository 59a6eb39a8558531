// The table of the audit.

enum AuditTables {
  /// Entries with what was before and after, each with a digest over itself and the one before. Those of the first form
  /// wait in `audit_v1` until operations starts, since a database cannot make the digests.
  static let chain = """
    ALTER TABLE audit RENAME TO audit_v1;
    DROP INDEX audit_by_letter;
    /*sqlite*/
    DROP TRIGGER audit_keeps_what_it_has;
    DROP TRIGGER audit_loses_nothing;
    /*/sqlite*/
    /*+postgresql
    DROP TRIGGER audit_keeps_what_it_has ON audit_v1;
    */
    CREATE TABLE audit (
      sequence INTEGER PRIMARY KEY, at TEXT NOT NULL, actor TEXT NOT NULL, action TEXT NOT NULL, subject TEXT,
      letter INTEGER, job INTEGER, request TEXT, was TEXT, became TEXT, detail TEXT NOT NULL, digest TEXT NOT NULL
    );
    CREATE INDEX audit_by_letter ON audit (letter, sequence) WHERE letter IS NOT NULL;
    CREATE INDEX audit_by_request ON audit (request) WHERE request IS NOT NULL;
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
}
