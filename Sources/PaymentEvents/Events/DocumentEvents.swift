// Documents that come with money: images of checks and of what lay beside them, and the bank's index of them.

/// `document.received.v1`: the image of a document has come, and waits under its claim check to be read.
public struct DocumentReceived: EventBody {
  public static let name = "document.received.v1"
  /// SHA-256 of the bytes, lower-case hexadecimal; also the claim check under which they are stored. The name it came
  /// under is in `file.received` of the same digest.
  public var digest: String
  /// What the bytes are, as they begin: `image/tiff`, `image/png`, `image/jpeg` or `application/pdf`.
  public var mediaType: String

  /// Creates it; see the properties.
  public init(digest: String, mediaType: String) {
    self.digest = digest
    self.mediaType = mediaType
  }
}

/// `document.indexed.v1`: a bank's index names an image and says what it belongs to.
///
/// The image itself comes as a file of its own, before or after its index: its `file.received` ends in this name, from
/// the same container where the index came in one.
public struct DocumentIndexed: EventBody {
  public static let name = "document.indexed.v1"
  /// The image's file name, as the index has it.
  public var fileName: String
  /// The lockbox, the batch, the item and the page in it, as far as the index says.
  public var lockbox: String?
  public var batch: String?
  public var item: String?
  public var page: String?
  /// The bank account.
  public var account: String?
  /// The check's number, or the payment's trace number.
  public var traceNumber: String?
  /// The check's amount.
  public var amount: Money?
  /// ISO 4217; only with an amount.
  public var currency: String?
  /// Where it stands in the index.
  public var source: DepositReceived.Source

  /// Creates it; see the properties.
  public init(
    fileName: String, lockbox: String? = nil, batch: String? = nil, item: String? = nil, page: String? = nil,
    account: String? = nil, traceNumber: String? = nil, amount: Money? = nil, currency: String? = nil,
    source: DepositReceived.Source
  ) {
    self.fileName = fileName
    self.lockbox = lockbox
    self.batch = batch
    self.item = item
    self.page = page
    self.account = account
    self.traceNumber = traceNumber
    self.amount = amount
    self.currency = currency
    self.source = source
  }
}
