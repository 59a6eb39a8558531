// The tables of cash application: inputs as they came, sub-ledger, matching state, work items.

import AdapterKit
import Storage

package enum CashTables {
  /// All of them, numbered by their place.
  package static let migrations = [
    Inbox.migration, Outbox.migration, inputs, documents, subledger, waiting, itemOrigin, PauseBook.migration, people,
    reports, links, receivables, actions, batches, periods, contracts, itemLife, claimKeys, candidates,
    depositDecisions, openings, repricing, configurations, comparisons, origins, repricingByAdvice, extracted,
    requests, unconfirmed,
  ]

  /// Every input is kept, with the day and the configuration under which it was applied: the books can be recomputed.
  private static let inputs = """
    CREATE TABLE inputs (
      sequence INTEGER PRIMARY KEY, event_id TEXT NOT NULL, type TEXT NOT NULL, correlation_id TEXT NOT NULL,
      as_of TEXT NOT NULL, configuration TEXT NOT NULL, body BLOB NOT NULL
    );
    CREATE INDEX inputs_by_event ON inputs (event_id);
    CREATE INDEX inputs_by_correlation ON inputs (correlation_id)
    """

  private static let documents = """
    CREATE TABLE charges (
      id TEXT PRIMARY KEY, claim TEXT NOT NULL, amount INTEGER NOT NULL, payers TEXT NOT NULL,
      service_from TEXT, service_to TEXT, facility TEXT, cost_center TEXT
    );
    CREATE INDEX charges_by_claim ON charges (claim);
    CREATE TABLE deposits (
      id TEXT PRIMARY KEY, trace TEXT, payer TEXT, payer_listed INTEGER NOT NULL, amount INTEGER NOT NULL,
      currency TEXT NOT NULL, value_date TEXT NOT NULL, account TEXT NOT NULL, format TEXT NOT NULL, kind TEXT NOT NULL,
      books INTEGER NOT NULL, identified INTEGER NOT NULL, fingerprint TEXT NOT NULL,
      file TEXT NOT NULL, remittance TEXT, excess INTEGER NOT NULL DEFAULT 0,
      evidence TEXT NOT NULL, correlation_id TEXT NOT NULL
    );
    CREATE INDEX deposits_by_fingerprint ON deposits (fingerprint);
    CREATE INDEX deposits_by_trace ON deposits (trace);
    CREATE TABLE remittances (
      id TEXT PRIMARY KEY, trace TEXT NOT NULL, payer TEXT NOT NULL, payer_listed INTEGER NOT NULL,
      amount INTEGER NOT NULL, currency TEXT NOT NULL, payment_date TEXT, fingerprint TEXT NOT NULL,
      claim_count INTEGER NOT NULL, pages INTEGER NOT NULL, deposit TEXT, runs INTEGER NOT NULL DEFAULT 0,
      state TEXT NOT NULL, held_adjustments INTEGER NOT NULL DEFAULT 0, correlation_id TEXT NOT NULL,
      input INTEGER NOT NULL
    );
    CREATE INDEX remittances_by_trace ON remittances (trace);
    CREATE INDEX remittances_by_fingerprint ON remittances (fingerprint);
    CREATE TABLE pages (
      remittance TEXT NOT NULL, page INTEGER NOT NULL, input INTEGER NOT NULL, PRIMARY KEY (remittance, page)
    )
    """

  private static let subledger = """
    CREATE TABLE claims (
      remittance TEXT NOT NULL, sequence INTEGER NOT NULL, claim TEXT NOT NULL, state TEXT NOT NULL, reason TEXT,
      run INTEGER, paid INTEGER NOT NULL, document BLOB NOT NULL, PRIMARY KEY (remittance, sequence)
    );
    CREATE INDEX claims_by_number ON claims (claim, state);
    CREATE INDEX claims_held ON claims (remittance, sequence) WHERE state = 'held';
    CREATE TABLE entries (
      sequence INTEGER PRIMARY KEY, unit TEXT NOT NULL, run INTEGER NOT NULL, claim_sequence INTEGER NOT NULL,
      account TEXT NOT NULL, debit INTEGER NOT NULL, credit INTEGER NOT NULL, claim TEXT, party TEXT, open_item TEXT,
      facility TEXT, cost_center TEXT, rule TEXT NOT NULL, evidence TEXT NOT NULL
    );
    CREATE INDEX entries_by_unit ON entries (unit, claim_sequence);
    CREATE TABLE open_items (
      item TEXT PRIMARY KEY, payer TEXT NOT NULL, reference TEXT NOT NULL, credits INTEGER NOT NULL,
      debits INTEGER NOT NULL
    );
    CREATE TABLE journals (
      id TEXT PRIMARY KEY, unit TEXT NOT NULL, unit_id TEXT NOT NULL, run INTEGER NOT NULL, amount INTEGER NOT NULL,
      currency TEXT NOT NULL, posting_date TEXT NOT NULL, description TEXT NOT NULL, state TEXT NOT NULL,
      reference TEXT, reason TEXT
    );
    CREATE INDEX journals_by_unit ON journals (unit_id);
    CREATE INDEX journals_waiting ON journals (state) WHERE state = 'requested'
    """

  /// What waits: for people (work items), and for the end of this transaction (advices and trace numbers to look at).
  private static let waiting = """
    CREATE TABLE work_items (
      id TEXT PRIMARY KEY, reason TEXT NOT NULL, category TEXT NOT NULL, scope TEXT NOT NULL, unit TEXT NOT NULL,
      queue TEXT NOT NULL, priority INTEGER NOT NULL, opened_on TEXT NOT NULL, due_on TEXT NOT NULL,
      amount INTEGER NOT NULL, currency TEXT NOT NULL, summary TEXT NOT NULL, reference TEXT NOT NULL,
      state TEXT NOT NULL, times INTEGER NOT NULL, resolution TEXT
    );
    CREATE INDEX work_items_open ON work_items (unit, reason) WHERE state = 'open';
    CREATE TABLE advices_to_post (remittance TEXT PRIMARY KEY);
    CREATE TABLE traces_to_match (trace TEXT PRIMARY KEY)
    """

  /// What people asked for: payers that are held, files that were withdrawn.
  private static let people = """
    CREATE TABLE payer_states (
      payer TEXT PRIMARY KEY, number INTEGER NOT NULL, state TEXT NOT NULL, requested_by TEXT NOT NULL,
      reason TEXT NOT NULL, at TEXT NOT NULL
    );
    CREATE TABLE withdrawn_files (
      digest TEXT PRIMARY KEY, request TEXT NOT NULL, requested_by TEXT NOT NULL, reason TEXT NOT NULL,
      as_of TEXT NOT NULL
    );
    ALTER TABLE deposits ADD COLUMN withdrawn INTEGER NOT NULL DEFAULT 0;
    CREATE INDEX deposits_by_file ON deposits (correlation_id);
    CREATE INDEX remittances_by_file ON remittances (correlation_id);
    CREATE INDEX remittances_by_payer ON remittances (payer)
    """

  /// What advices get of deposits: one deposit may pay several advices, and several deposits one advice.
  private static let links = """
    CREATE TABLE links (
      deposit TEXT NOT NULL, remittance TEXT NOT NULL, amount INTEGER NOT NULL, rule TEXT NOT NULL,
      confidence INTEGER NOT NULL, PRIMARY KEY (deposit, remittance)
    ) WITHOUT ROWID;
    CREATE INDEX links_by_remittance ON links (remittance);
    INSERT INTO links (deposit, remittance, amount, rule, confidence)
      SELECT id, remittance, amount - excess, 'before links', 100 FROM deposits WHERE remittance IS NOT NULL;
    CREATE TABLE parted_links (
      deposit TEXT NOT NULL, remittance TEXT NOT NULL, PRIMARY KEY (deposit, remittance)
    ) WITHOUT ROWID;
    ALTER TABLE deposits ADD COLUMN reference TEXT;
    ALTER TABLE deposits DROP COLUMN remittance;
    ALTER TABLE deposits DROP COLUMN excess;
    ALTER TABLE remittances DROP COLUMN deposit
    """

  /// What people asked for about money and claims, and the reasons that they released (claim 0: the advice).
  private static let actions = """
    CREATE TABLE actions (
      id TEXT PRIMARY KEY, action TEXT NOT NULL, requested_by TEXT NOT NULL, role TEXT NOT NULL,
      reason_code TEXT NOT NULL, reason TEXT NOT NULL, amount INTEGER, currency TEXT NOT NULL, state TEXT NOT NULL,
      as_of TEXT NOT NULL, decided_by TEXT, obstacle TEXT
    );
    CREATE INDEX actions_waiting ON actions (state) WHERE state = 'waiting';
    CREATE TABLE releases (
      remittance TEXT NOT NULL, claim_sequence INTEGER NOT NULL, reason TEXT NOT NULL,
      PRIMARY KEY (remittance, claim_sequence, reason)
    ) WITHOUT ROWID
    """

  /// What deposits that no rule matches may pay: advices, and deposits beside them. Both are looked for among the
  /// payments that are open only: deposits of which something is left, advices that need money.
  private static let candidates = """
    CREATE TABLE candidates (
      deposit TEXT NOT NULL, other TEXT NOT NULL, PRIMARY KEY (deposit, other)
    ) WITHOUT ROWID;
    CREATE INDEX candidates_by_other ON candidates (other);
    CREATE TABLE candidates_to_check (unit TEXT PRIMARY KEY) WITHOUT ROWID;
    INSERT INTO candidates_to_check (unit)
      SELECT id FROM deposits WHERE books = 1 UNION SELECT id FROM remittances WHERE amount > 0;
    CREATE TABLE open_payments (
      unit TEXT PRIMARY KEY, is_deposit INTEGER NOT NULL, payer TEXT NOT NULL, day TEXT NOT NULL,
      amount INTEGER NOT NULL, currency TEXT NOT NULL
    ) WITHOUT ROWID;
    CREATE INDEX open_payments_by_payer ON open_payments (is_deposit, payer, day);
    CREATE INDEX open_payments_by_amount ON open_payments (is_deposit, amount)
    """

  /// What people decided about deposits and returns that are held, and what they added to deposits. `booked_run` is the
  /// run that booked the deposit as it stands: taken back and released again, it has another.
  private static let depositDecisions = """
    ALTER TABLE deposits ADD COLUMN decision TEXT;
    ALTER TABLE deposits ADD COLUMN booked_run INTEGER NOT NULL DEFAULT 1;
    ALTER TABLE deposits ADD COLUMN fee INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE deposits ADD COLUMN fee_added INTEGER NOT NULL DEFAULT 0;
    CREATE INDEX deposits_confirmed ON deposits (id) WHERE decision = 'duplicate';
    CREATE TABLE deposit_splits (
      deposit TEXT NOT NULL, facility TEXT NOT NULL, amount INTEGER NOT NULL, PRIMARY KEY (deposit, facility)
    ) WITHOUT ROWID;
    ALTER TABLE deposit_returns ADD COLUMN decision TEXT;
    CREATE INDEX deposit_returns_by_amount ON deposit_returns (account, amount)
    """

  /// What the books began with. A charge's `settled` is what payers before its own had done; a deposit's `opening` says
  /// that its cash is in the bank's opening balance.
  private static let openings = """
    CREATE TABLE opening_balances (
      id TEXT PRIMARY KEY, kind TEXT NOT NULL, key TEXT NOT NULL, content TEXT NOT NULL, amount INTEGER NOT NULL,
      patient_amount INTEGER NOT NULL, currency TEXT NOT NULL, claim TEXT, file TEXT NOT NULL, date TEXT NOT NULL,
      withdrawn INTEGER NOT NULL DEFAULT 0
    );
    CREATE UNIQUE INDEX opening_balances_by_key ON opening_balances (key) WHERE withdrawn = 0;
    CREATE INDEX opening_balances_by_file ON opening_balances (file);
    ALTER TABLE charges ADD COLUMN settled INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE deposits ADD COLUMN opening INTEGER NOT NULL DEFAULT 0
    """

  /// Where things come from: balances that another file had told of first; charges that wait since the books began with
  /// their claim; what the first payer of an opening receivable owed, and how many had gone before; which telling a
  /// duplicate repeats; what a request is about, since amounts add up towards a role's threshold; and accounts of what
  /// is owed, which transfers may empty and not overdraw.
  private static let origins = """
    CREATE TABLE opening_repeats (id TEXT PRIMARY KEY, key TEXT NOT NULL, file TEXT NOT NULL);
    CREATE INDEX opening_repeats_by_key ON opening_repeats (key);
    CREATE TABLE held_charges (id TEXT PRIMARY KEY, claim TEXT NOT NULL);
    CREATE INDEX held_charges_by_claim ON held_charges (claim);
    CREATE TABLE account_balances (account TEXT PRIMARY KEY, balance INTEGER NOT NULL);
    ALTER TABLE opening_balances ADD COLUMN payer TEXT;
    ALTER TABLE charges ADD COLUMN opened INTEGER;
    ALTER TABLE charges ADD COLUMN earlier_payers INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE deposits ADD COLUMN twin TEXT;
    CREATE INDEX deposits_by_twin ON deposits (twin) WHERE twin IS NOT NULL;
    ALTER TABLE deposit_returns ADD COLUMN twin TEXT;
    ALTER TABLE actions ADD COLUMN about TEXT;
    CREATE INDEX actions_by_subject ON actions (about, action) WHERE about IS NOT NULL;
    DELETE FROM claim_keys WHERE layer = 'payer claim number and charge';
    DELETE FROM waiting_keys WHERE layer = 'payer claim number and charge'
    """

  /// Advices whose claims are to be compared with their payer's contracts again, a number of them in a transaction; and
  /// where transactions stand that did nothing else: a replay makes them at the same places. `beyond` is -1 where it is
  /// not known.
  private static let repricingByAdvice = """
    CREATE TABLE advices_to_reprice (remittance TEXT PRIMARY KEY);
    CREATE TABLE turns (number INTEGER PRIMARY KEY, after_input INTEGER NOT NULL, as_of TEXT NOT NULL);
    ALTER TABLE variances ADD COLUMN beyond INTEGER NOT NULL DEFAULT -1;
    DROP TABLE payers_to_reprice
    """

  /// Payers of which a contract has come: their posted claims are compared again at the end of this transaction.
  private static let repricing = "CREATE TABLE payers_to_reprice (payer TEXT PRIMARY KEY) WITHOUT ROWID"

  /// What was configured, and from which input on: a replay applies each input under what was in force for it.
  private static let configurations = """
    CREATE TABLE configurations (
      number INTEGER PRIMARY KEY, after_input INTEGER NOT NULL, as_of TEXT NOT NULL, digest TEXT NOT NULL,
      body BLOB NOT NULL
    )
    """

  /// Where each transaction ended, and its day: a replay applies the inputs in the same batches, since what comes
  /// together posts in one run.
  private static let batches = """
    CREATE TABLE batches (last_input INTEGER PRIMARY KEY, as_of TEXT NOT NULL);
    INSERT INTO batches (last_input, as_of) SELECT sequence, as_of FROM inputs
    """

  /// Periods that people closed or reopened; and of each journal the day it would stand under were its period open, and
  /// the business day on which it was asked for.
  private static let periods = """
    CREATE TABLE period_states (
      period TEXT PRIMARY KEY, state TEXT NOT NULL, request TEXT NOT NULL, as_of TEXT NOT NULL
    ) WITHOUT ROWID;
    ALTER TABLE journals ADD COLUMN original_date TEXT NOT NULL DEFAULT '';
    ALTER TABLE journals ADD COLUMN as_of TEXT NOT NULL DEFAULT '';
    UPDATE journals SET original_date = posting_date;
    CREATE INDEX journals_refused ON journals (posting_date) WHERE state = 'rejected'
    """

  /// Whether an advice was read from a document on paper: it may have come as an 835, too.
  private static let extracted = "ALTER TABLE remittances ADD COLUMN extracted INTEGER NOT NULL DEFAULT 0"

  /// What people asked for in full, so that who approves it, and who looks at it later, sees what it is about.
  private static let requests = """
    ALTER TABLE actions ADD COLUMN claim TEXT;
    ALTER TABLE actions ADD COLUMN request TEXT;
    CREATE INDEX actions_by_claim ON actions (claim) WHERE claim IS NOT NULL
    """

  /// Of each day, when the ERP's books were last compared with ours: an older comparison that comes late says nothing.
  private static let comparisons = """
    CREATE TABLE ledger_comparisons (
      target TEXT NOT NULL, day TEXT NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (target, day)
    ) WITHOUT ROWID
    """

  /// What payers have agreed to pay, and what they allowed beside it; the totals are of the comparisons that stand.
  private static let contracts = """
    CREATE TABLE contracts (
      contract TEXT PRIMARY KEY, version INTEGER NOT NULL, payer TEXT NOT NULL, plan TEXT, valid_from TEXT NOT NULL,
      valid_to TEXT, currency TEXT NOT NULL, lesser_of INTEGER NOT NULL, tolerance_amount INTEGER,
      tolerance_points INTEGER
    ) WITHOUT ROWID;
    CREATE INDEX contracts_by_payer ON contracts (payer);
    CREATE TABLE contract_parts (
      contract TEXT NOT NULL, version INTEGER NOT NULL, part INTEGER NOT NULL, parts INTEGER NOT NULL,
      PRIMARY KEY (contract, version, part)
    ) WITHOUT ROWID;
    CREATE TABLE contract_terms (
      contract TEXT NOT NULL, version INTEGER NOT NULL, code TEXT NOT NULL, part INTEGER NOT NULL,
      number INTEGER NOT NULL, method TEXT NOT NULL, modifiers TEXT NOT NULL, valid_from TEXT, valid_to TEXT,
      amount INTEGER, points INTEGER, PRIMARY KEY (contract, version, code, part, number)
    ) WITHOUT ROWID;
    CREATE TABLE variances (
      remittance TEXT NOT NULL, sequence INTEGER NOT NULL, payer TEXT NOT NULL, contract TEXT NOT NULL,
      currency TEXT NOT NULL, claims INTEGER NOT NULL, expected INTEGER NOT NULL, allowed INTEGER NOT NULL,
      small INTEGER NOT NULL, PRIMARY KEY (remittance, sequence)
    ) WITHOUT ROWID;
    CREATE INDEX variances_by_contract ON variances (payer, contract);
    CREATE TABLE contract_totals (
      payer TEXT NOT NULL, contract TEXT NOT NULL, currency TEXT NOT NULL, claims INTEGER NOT NULL,
      expected INTEGER NOT NULL, allowed INTEGER NOT NULL, small INTEGER NOT NULL, touched INTEGER NOT NULL,
      PRIMARY KEY (payer, contract, currency)
    ) WITHOUT ROWID
    """

  /// Who works on an item, what kind of denial it is, who closed it, and what people wrote.
  private static let itemLife = """
    ALTER TABLE work_items ADD COLUMN role TEXT;
    ALTER TABLE work_items ADD COLUMN subcategory TEXT;
    ALTER TABLE work_items ADD COLUMN assignee TEXT;
    ALTER TABLE work_items ADD COLUMN closed_by TEXT;
    ALTER TABLE work_items ADD COLUMN resolved_on TEXT;
    UPDATE work_items SET role = CASE WHEN queue IN ('cash', 'credits', 'accounting', 'approvals')
      THEN 'finance' ELSE 'biller' END;
    CREATE TABLE work_item_notes (
      item TEXT NOT NULL, number INTEGER NOT NULL, as_of TEXT NOT NULL, person TEXT NOT NULL, kind TEXT NOT NULL,
      code TEXT NOT NULL, text TEXT NOT NULL, PRIMARY KEY (item, number)
    ) WITHOUT ROWID
    """

  /// By what claims of advices are told to be ours beside their patient control numbers; what waits for it; what was
  /// told, and by which rule.
  private static let claimKeys = """
    CREATE TABLE claim_keys (
      layer TEXT NOT NULL, payer TEXT NOT NULL, key TEXT NOT NULL, claim TEXT NOT NULL, file TEXT NOT NULL,
      PRIMARY KEY (layer, payer, key, claim, file)
    ) WITHOUT ROWID;
    CREATE INDEX claim_keys_by_file ON claim_keys (file);
    CREATE TABLE waiting_keys (
      layer TEXT NOT NULL, payer TEXT NOT NULL, key TEXT NOT NULL, remittance TEXT NOT NULL,
      PRIMARY KEY (layer, payer, key, remittance)
    ) WITHOUT ROWID;
    CREATE TABLE claim_matches (
      remittance TEXT NOT NULL, sequence INTEGER NOT NULL, stated TEXT NOT NULL, claim TEXT NOT NULL,
      rule TEXT NOT NULL, confidence INTEGER NOT NULL, PRIMARY KEY (remittance, sequence)
    ) WITHOUT ROWID
    """

  /// What is open of each claim, by receivable account; and those below zero, each with its work item's unit.
  private static let receivables = """
    CREATE TABLE receivables (
      claim TEXT NOT NULL, account TEXT NOT NULL, balance INTEGER NOT NULL, PRIMARY KEY (claim, account)
    ) WITHOUT ROWID;
    CREATE TABLE credit_balances (
      unit TEXT PRIMARY KEY, claim TEXT NOT NULL, account TEXT NOT NULL
    ) WITHOUT ROWID;
    CREATE TABLE credits_to_check (
      claim TEXT NOT NULL, account TEXT NOT NULL, currency TEXT NOT NULL, correlation_id TEXT NOT NULL,
      PRIMARY KEY (claim, account)
    ) WITHOUT ROWID
    """

  /// Which flow an item belongs to, so that its end can be traced like its beginning.
  private static let itemOrigin = """
    ALTER TABLE work_items ADD COLUMN correlation_id TEXT NOT NULL DEFAULT '';
    UPDATE work_items SET correlation_id = id
    """

  /// What the bank's further reports and returns are compared with. A deposit's `withdrawn` is 2 when the bank took it
  /// back.
  private static let reports = """
    CREATE TABLE deposit_reports (
      deposit TEXT PRIMARY KEY, reference TEXT NOT NULL, day_key TEXT NOT NULL, intraday INTEGER NOT NULL,
      other TEXT, file TEXT NOT NULL
    );
    CREATE INDEX deposit_reports_by_day ON deposit_reports (day_key);
    CREATE INDEX deposit_reports_by_other ON deposit_reports (other) WHERE other IS NOT NULL;
    CREATE TABLE deposit_returns (
      id TEXT PRIMARY KEY, account TEXT NOT NULL, format TEXT NOT NULL, amount INTEGER NOT NULL, currency TEXT NOT NULL,
      fingerprint TEXT NOT NULL, file TEXT NOT NULL, counts INTEGER NOT NULL, deposit TEXT, rule TEXT
    );
    CREATE INDEX deposit_returns_by_fingerprint ON deposit_returns (fingerprint);
    CREATE INDEX deposit_returns_open ON deposit_returns (account, amount) WHERE deposit IS NULL;
    CREATE INDEX deposits_by_amount ON deposits (account, amount)
    """

  /// Booked deposits of intraday reports that no prior-day report has told of yet.
  private static let unconfirmed = """
    CREATE TABLE unconfirmed_deposits (
      deposit TEXT PRIMARY KEY, account TEXT NOT NULL, value_date TEXT NOT NULL
    );
    CREATE INDEX unconfirmed_deposits_by_day ON unconfirmed_deposits (account, value_date)
    """
}
