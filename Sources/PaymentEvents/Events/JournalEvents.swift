// Journals asked for, posted and refused.

/// `journal.requested.v1`: a balanced journal, one a posting unit, without patient data.
public struct JournalRequested: EventBody {
  public static let name = "journal.requested.v1"
  /// The most lines of a journal.
  public static let maximumLines = 1_000
  /// The journal's identity and idempotency key; it comes from the posting unit and run.
  public var journal: EventID
  /// What kind of unit it books: `charge`, `deposit`, `identification`, `remittance`.
  public var unit: String
  /// What it is, for people: no patient data.
  public var description: String
  /// The day from which the money counts.
  public var valueDate: LocalDate
  /// The day under which it stands in the books.
  public var postingDate: LocalDate
  /// The day under which it would stand had its period been open.
  public var originalDate: LocalDate
  /// The accounting period, `YYYY-MM`.
  public var period: String
  /// The legal entity.
  public var entity: String
  /// ISO 4217.
  public var currency: String
  /// Debits equal credits.
  public var lines: [JournalLine]

  /// Creates it; see the properties.
  public init(
    journal: EventID, unit: String, description: String, valueDate: LocalDate, postingDate: LocalDate,
    originalDate: LocalDate, period: String, entity: String, currency: String, lines: [JournalLine]
  ) {
    self.journal = journal
    self.unit = unit
    self.description = description
    self.valueDate = valueDate
    self.postingDate = postingDate
    self.originalDate = originalDate
    self.period = period
    self.entity = entity
    self.currency = currency
    self.lines = lines
  }
}

/// One line of a journal. Exactly one of debit and credit is positive, the other is zero.
public struct JournalLine: Codable, Sendable, Equatable {
  /// The account: parts from the general to the particular with `:` between them.
  public var account: String
  /// Debit.
  public var debit: Money
  /// Credit.
  public var credit: Money
  /// The payer, where the line is about one.
  public var party: String?
  /// The facility.
  public var facility: String?
  /// The cost centre.
  public var costCenter: String?
  /// Which sub-ledger entries it sums up, for instance `advice <id>, run 1`.
  public var evidence: String

  /// Creates it; see the properties.
  public init(
    account: String, debit: Money, credit: Money, party: String? = nil, facility: String? = nil,
    costCenter: String? = nil, evidence: String
  ) {
    self.account = account
    self.debit = debit
    self.credit = credit
    self.party = party
    self.facility = facility
    self.costCenter = costCenter
    self.evidence = evidence
  }
}

/// `journal.posted.v1`: the ERP has it.
public struct JournalPosted: EventBody {
  public static let name = "journal.posted.v1"
  /// The journal.
  public var journal: EventID
  /// The ERP's own number for it.
  public var reference: String
  /// Which ERP.
  public var target: String

  /// Creates it; see the properties.
  public init(journal: EventID, reference: String, target: String) {
    self.journal = journal
    self.reference = reference
    self.target = target
  }
}

/// `journal.rejected.v1`: the ERP does not take it.
public struct JournalRejected: EventBody {
  public static let name = "journal.rejected.v1"
  /// The journal.
  public var journal: EventID
  /// Which ERP.
  public var target: String
  /// Our name for the kind of refusal: `unbalanced`, `account`, `period`, `other`.
  public var code: String
  /// The ERP's words.
  public var reason: String

  /// Creates it; see the properties.
  public init(journal: EventID, target: String, code: String, reason: String) {
    self.journal = journal
    self.target = target
    self.code = code
    self.reason = reason
  }
}
