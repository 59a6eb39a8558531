// Which accounts, cost centres, parties and periods the ERP has: asked for, and what of them has changed.

/// `master-data.reading-requested.v1`: read the ERP's master data now.
public struct MasterDataReadingRequested: EventBody {
  public static let name = "master-data.reading-requested.v1"
  /// Who asks: a user of the operating system.
  public var requestedBy: String
  /// Why; without patient data.
  public var reason: String

  /// Creates it; see the properties.
  public init(requestedBy: String, reason: String) {
    self.requestedBy = requestedBy
    self.reason = reason
  }
}

/// `master-data.changed.v1`: a page of what is not as it was at the reading before.
public struct MasterDataChanged: EventBody {
  public static let name = "master-data.changed.v1"
  /// The most changes of a page.
  public static let maximumChanges = 500
  /// Which ERP.
  public var target: String
  /// The number of the reading, from 1.
  public var reading: Int64
  /// Which page of the reading's changes this is, from 1.
  public var page: Int
  /// How many pages there are.
  public var pages: Int
  /// What has changed.
  public var changes: [Change]

  /// What an entry is.
  public enum Kind: String, Sendable, Codable, CaseIterable {
    case account, party, period
    case costCenter = "cost-center"
  }

  /// What happened to it.
  public enum Action: String, Sendable, Codable, CaseIterable {
    case added, changed, removed
  }

  /// One entry that has changed, as it is now; one that was removed, as it was.
  public struct Change: Codable, Sendable, Equatable {
    /// What it is.
    public var kind: Kind
    /// Its code in the ERP.
    public var code: String
    /// Its name in the ERP.
    public var name: String
    /// What happened to it.
    public var action: Action
    /// Whether it takes entries.
    public var isOpen: Bool
    /// Of an account: whether its lines must name a party.
    public var needsParty: Bool?
    /// Of a period: its first day.
    public var from: LocalDate?
    /// Of a period: its last day.
    public var until: LocalDate?

    /// Creates it; see the properties.
    public init(
      kind: Kind, code: String, name: String, action: Action, isOpen: Bool, needsParty: Bool? = nil,
      from: LocalDate? = nil, until: LocalDate? = nil
    ) {
      self.kind = kind
      self.code = code
      self.name = name
      self.action = action
      self.isOpen = isOpen
      self.needsParty = needsParty
      self.from = from
      self.until = until
    }
  }

  /// Creates it; see the properties.
  public init(target: String, reading: Int64, page: Int, pages: Int, changes: [Change]) {
    self.target = target
    self.reading = reading
    self.page = page
    self.pages = pages
    self.changes = changes
  }
}
