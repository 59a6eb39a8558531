// A bad file is taken back with all that came from it: what is asked, and cash application's answer.

/// `file.withdrawal-requested.v1`: somebody asks to withdraw all that came from a file.
public struct FileWithdrawalRequested: EventBody {
  public static let name = "file.withdrawal-requested.v1"
  /// SHA-256 of the file's bytes, in lower-case hexadecimal.
  public var digest: String
  /// The number of the request among those about this file, from 1.
  public var number: Int64
  /// Who asks: a user of the operating system.
  public var requestedBy: String
  /// Why; without patient data.
  public var reason: String

  /// Creates it; see the properties.
  public init(digest: String, number: Int64, requestedBy: String, reason: String) {
    self.digest = digest
    self.number = number
    self.requestedBy = requestedBy
    self.reason = reason
  }
}

/// `file.withdrawn.v1`: it is done.
public struct FileWithdrawn: EventBody {
  public static let name = "file.withdrawn.v1"
  /// SHA-256 of the file's bytes.
  public var digest: String
  /// The number of the request that it answers.
  public var number: Int64
  /// The id of the event that asked for it.
  public var request: EventID
  /// Who had asked.
  public var requestedBy: String
  /// Why.
  public var reason: String
  /// Advices withdrawn.
  public var advices: Int
  /// Deposits withdrawn.
  public var deposits: Int
  /// Journals requested that reverse what was posted.
  public var journals: Int
  /// Work items closed.
  public var workItems: Int

  /// Creates it; see the properties.
  public init(
    digest: String, number: Int64, request: EventID, requestedBy: String, reason: String, advices: Int, deposits: Int,
    journals: Int, workItems: Int
  ) {
    self.digest = digest
    self.number = number
    self.request = request
    self.requestedBy = requestedBy
    self.reason = reason
    self.advices = advices
    self.deposits = deposits
    self.journals = journals
    self.workItems = workItems
  }
}

/// `file.withdrawal-refused.v1`: it cannot be done as things are; nothing was changed.
public struct FileWithdrawalRefused: EventBody {
  public static let name = "file.withdrawal-refused.v1"
  /// The most obstacles that are listed.
  public static let maximumObstacles = 20
  /// SHA-256 of the file's bytes.
  public var digest: String
  /// The number of the request that it answers.
  public var number: Int64
  /// The id of the event that asked for it.
  public var request: EventID
  /// Who had asked.
  public var requestedBy: String
  /// What stands against it, and what to do first; without patient data.
  public var obstacles: [String]

  /// Creates it; see the properties.
  public init(digest: String, number: Int64, request: EventID, requestedBy: String, obstacles: [String]) {
    self.digest = digest
    self.number = number
    self.request = request
    self.requestedBy = requestedBy
    self.obstacles = obstacles
  }
}
