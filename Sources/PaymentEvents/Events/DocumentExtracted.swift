// What a document on paper or as PDF says, how sure that is, and what people correct of it.

/// `document.extracted.v1`: a document was read. What it says has been published, waits for a person, or cannot be
/// read. Its revisions are numbered: the first is the reader's, each further one a person's correction.
public struct DocumentExtracted: EventBody {
  public static let name = "document.extracted.v1"
  /// The most fields that are listed.
  public static let maximumFields = 1_000

  /// SHA-256 of the document's bytes, its claim check.
  public var digest: String
  /// From 1.
  public var revision: Int
  /// What becomes of it.
  public var outcome: Outcome
  /// What the bytes are, for instance `application/pdf`.
  public var mediaType: String
  /// How many pages were read.
  public var pages: Int
  /// What kind of document it is: `eob`, `denial-letter`, `refund-request`, `check`, `invoice` or `other`.
  public var kind: String
  /// The template's name and version.
  public var template: String?
  /// Why a person has to look, or why it was refused; without patient data. At most 50.
  public var reasons: [String]
  /// Of a refused one: the code of the reason.
  public var refusal: String?
  /// The payer's key.
  public var payer: String?
  /// The number of the check or transfer.
  public var traceNumber: String?
  /// What was paid.
  public var amount: Money?
  /// ISO 4217.
  public var currency: String
  /// The id of the `remittance.received` event that came of it.
  public var remittance: EventID?
  /// Who confirmed or corrected it.
  public var confirmedBy: String?
  /// The values, without names of patients; at most ``maximumFields``.
  public var fields: [Field]
  /// How many there are.
  public var fieldCount: Int
  /// Claim checks of the pages' pictures as PNG, in order, where a person has to look; at most 20.
  public var pageImages: [String]

  /// Creates it; see the properties.
  public init(
    digest: String, revision: Int, outcome: Outcome, mediaType: String, pages: Int, kind: String,
    template: String? = nil, reasons: [String] = [], refusal: String? = nil, payer: String? = nil,
    traceNumber: String? = nil, amount: Money? = nil, currency: String = "USD", remittance: EventID? = nil,
    confirmedBy: String? = nil, fields: [Field] = [], fieldCount: Int = 0, pageImages: [String] = []
  ) {
    self.digest = digest
    self.revision = revision
    self.outcome = outcome
    self.mediaType = mediaType
    self.pages = pages
    self.kind = kind
    self.template = template
    self.reasons = reasons
    self.refusal = refusal
    self.payer = payer
    self.traceNumber = traceNumber
    self.amount = amount
    self.currency = currency
    self.remittance = remittance
    self.confirmedBy = confirmedBy
    self.fields = fields
    self.fieldCount = fieldCount
    self.pageImages = pageImages
  }

  /// What becomes of a document.
  public enum Outcome: String, Codable, Sendable {
    /// Its advice was published.
    case published
    /// It waits for a person.
    case held
    /// It cannot be read, or is not to be.
    case refused
  }

  /// A value and where it stands.
  public struct Field: Codable, Sendable, Equatable {
    /// For instance `traceNumber` or `paid`.
    public var name: String
    /// The claim, from 1; absent for the document's own values.
    public var claim: Int?
    /// The service line of the claim, from 1.
    public var line: Int?
    /// The value, where it is no amount.
    public var value: String?
    /// The value of an amount.
    public var amount: Money?
    /// As it stands on the page.
    public var text: String
    /// From 1; 0 for what a person typed in.
    public var page: Int
    /// Left, top, width and height in tenths of a point, from the upper left corner of the page.
    public var box: [Int]
    /// How sure it is, in hundredths of a per cent.
    public var confidence: Int

    /// Creates it; see the properties.
    public init(
      name: String, claim: Int? = nil, line: Int? = nil, value: String? = nil, amount: Money? = nil, text: String,
      page: Int, box: [Int], confidence: Int
    ) {
      self.name = name
      self.claim = claim
      self.line = line
      self.value = value
      self.amount = amount
      self.text = text
      self.page = page
      self.box = box
      self.confidence = confidence
    }
  }
}

/// `document.correction-requested.v1`: a person confirms what was read of a held document, or corrects it.
public struct DocumentCorrectionRequested: EventBody {
  public static let name = "document.correction-requested.v1"
  /// The most changes of one request.
  public static let maximumChanges = 1_000

  /// SHA-256 of the document.
  public var digest: String
  /// The revision that the person looked at.
  public var revision: Int
  /// Who asks.
  public var requestedBy: String
  /// Why; without patient data.
  public var reason: String
  /// What is otherwise than it was read; none where it was read right.
  public var changes: [Change]

  /// Creates it; see the properties.
  public init(digest: String, revision: Int, requestedBy: String, reason: String, changes: [Change]) {
    self.digest = digest
    self.revision = revision
    self.requestedBy = requestedBy
    self.reason = reason
    self.changes = changes
  }

  /// One value, or a claim that is to go.
  public struct Change: Codable, Sendable, Equatable {
    /// The field, or `claim` for a claim that the document does not have.
    public var field: String
    /// The claim, from 1; the number behind the last one adds a claim.
    public var claim: Int?
    /// What it is; absent: it does not stand on the document.
    public var value: String?

    /// Creates it; see the properties.
    public init(field: String, claim: Int? = nil, value: String? = nil) {
      self.field = field
      self.claim = claim
      self.value = value
    }
  }
}
