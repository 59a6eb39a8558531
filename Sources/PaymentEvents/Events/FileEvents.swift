// What every file adapter says about a file.

/// `file.received.v1`: a file was taken in. The only event that carries a file's name and arrival time;
/// its id belongs to the intake, not to the bytes.
public struct FileReceived: EventBody {
  public static let name = "file.received.v1"
  /// SHA-256 of the bytes, lower-case hexadecimal; also the claim check under which the bytes are stored.
  public var digest: String
  /// Bytes.
  public var size: Int64
  /// The format as detected: `x12`, `bai2`, `nacha`, `zip`, `gzip` or `unknown`.
  public var format: String
  /// The name it arrived under.
  public var fileName: String
  /// SHA-256 of the zip or gzip file that it came in; nil for a file that came by itself.
  public var container: String?
  /// When it was claimed from the inbox.
  public var arrivedAt: Instant
  /// Whether the same bytes had come before and been accepted: nothing is published from them again. A file that was
  /// rejected and comes again is tried again.
  public var duplicate: Bool
  /// Events of its content.
  public var events: Int

  /// Creates it; see the properties.
  public init(
    digest: String, size: Int64, format: String, fileName: String, container: String? = nil, arrivedAt: Instant,
    duplicate: Bool, events: Int
  ) {
    self.digest = digest
    self.size = size
    self.format = format
    self.fileName = fileName
    self.container = container
    self.arrivedAt = arrivedAt
    self.duplicate = duplicate
    self.events = events
  }
}

/// `file.rejected.v1`: a file, or one transaction set of it, could not be read, and why.
public struct FileRejected: EventBody {
  public static let name = "file.rejected.v1"
  /// SHA-256 of the bytes.
  public var digest: String
  /// The format as detected.
  public var format: String
  /// `file` when nothing of it goes on, `set` when its neighbours do.
  public var scope: String
  /// Which set (`interchange 1, group 1, set 2`), where the scope is one.
  public var position: String?
  /// The first finding that stands against it, in one line.
  public var reason: String
  /// All findings, at most 1,000.
  public var findings: [Finding]
  /// How many findings there were.
  public var findingCount: Int

  /// Creates it; see the properties.
  public init(
    digest: String, format: String, scope: String, position: String?, reason: String, findings: [Finding],
    findingCount: Int
  ) {
    self.digest = digest
    self.format = format
    self.scope = scope
    self.position = position
    self.reason = reason
    self.findings = findings
    self.findingCount = findingCount
  }

  /// One thing that is wrong with a file, and where.
  public struct Finding: Codable, Sendable, Equatable {
    /// `error` or `warning`.
    public var severity: String
    /// A stable name of the rule that was broken.
    public var rule: String
    /// What is wrong, for people, without patient data.
    public var message: String
    /// The segment or record, counted from 1 in the file.
    public var segment: Int?
    /// The byte offset in the file.
    public var byteOffset: Int64?
    /// The element or field, for instance `BPR02`.
    public var element: String?

    /// Creates it; see the properties.
    public init(
      severity: String, rule: String, message: String, segment: Int? = nil, byteOffset: Int64? = nil,
      element: String? = nil
    ) {
      self.severity = severity
      self.rule = rule
      self.message = message
      self.segment = segment
      self.byteOffset = byteOffset
      self.element = element
    }
  }
}

/// `file.missing.v1`: a file that was expected by a certain time has not come.
public struct FileMissing: EventBody {
  public static let name = "file.missing.v1"
  /// What people call the promise that was broken.
  public var expectation: String
  /// The names of the files, as a shell pattern.
  public var files: String
  /// The day it was due, in the tenant's time zone.
  public var dueOn: LocalDate
  /// When it was due.
  public var dueAt: Instant

  /// Creates it; see the properties.
  public init(expectation: String, files: String, dueOn: LocalDate, dueAt: Instant) {
    self.expectation = expectation
    self.files = files
    self.dueOn = dueOn
    self.dueAt = dueAt
  }
}
