// A person asks to post a refused journal again, after its cause has been corrected.

/// `journal.retry-requested.v1`: post a refused journal again under its own key. One that is not refused stays as it
/// is.
public struct JournalRetryRequested: EventBody {
  public static let name = "journal.retry-requested.v1"
  /// The journal.
  public var journal: EventID
  /// Who asks: a user of the operating system.
  public var requestedBy: String
  /// What was corrected; without patient data.
  public var reason: String

  /// Creates it; see the properties.
  public init(journal: EventID, requestedBy: String, reason: String) {
    self.journal = journal
    self.requestedBy = requestedBy
    self.reason = reason
  }
}
