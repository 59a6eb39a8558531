// Money at the bank.

/// `deposit.received.v1`: money arrived at a bank account, as one of the bank's files says.
public struct DepositReceived: EventBody {
  public static let name = "deposit.received.v1"
  /// Always positive; money that leaves is another event.
  public var amount: Money
  /// What a card processor kept of the payment, above zero: the payer paid ``amount`` and this; nil: nothing.
  public var fee: Money?
  /// ISO 4217.
  public var currency: String
  /// The day from which the bank counts it.
  public var valueDate: LocalDate
  /// Our account's number at the bank, as the file writes it.
  public var account: String
  /// What kind of payment it is.
  public var kind: Kind
  /// Which of the bank's files says so: `bai2`, `nacha`, `lockbox` or `delimited`. Each account has one format that
  /// books
  /// cash.
  public var format: String
  /// The reassociation trace number (TRN02), or the check number.
  public var traceNumber: String?
  /// TRN03 of the addenda.
  public var traceOriginator: String?
  /// Who paid, as far as the file says.
  public var payer: Payer?
  /// The bank's reference.
  public var reference: String?
  /// The bank's transaction code, verbatim: a BAI type code or a NACHA transaction code.
  public var typeCode: String?
  /// Free text that came with it (addenda, continuation records).
  public var text: String?
  /// Single items (checks) of a summarised deposit, where listed.
  public var items: [Item]
  /// What it is received for, where the file or the bank's profile says so.
  public var receipt: Receipt?
  /// Whether the report is one of the same day, which the next day's repeats; nil: it is final.
  public var isIntraday: Bool?
  /// Where it stands in the file.
  public var source: Source

  /// Creates it; see the properties.
  public init(
    amount: Money, currency: String, valueDate: LocalDate, account: String, kind: Kind, format: String,
    traceNumber: String? = nil, traceOriginator: String? = nil, payer: Payer? = nil, reference: String? = nil,
    typeCode: String? = nil, text: String? = nil, items: [Item] = [], receipt: Receipt? = nil,
    isIntraday: Bool? = nil, fee: Money? = nil, source: Source
  ) {
    self.fee = fee
    self.receipt = receipt
    self.isIntraday = isIntraday
    self.amount = amount
    self.currency = currency
    self.valueDate = valueDate
    self.account = account
    self.kind = kind
    self.format = format
    self.traceNumber = traceNumber
    self.traceOriginator = traceOriginator
    self.payer = payer
    self.reference = reference
    self.typeCode = typeCode
    self.text = text
    self.items = items
    self.source = source
  }

  /// What money is received for.
  public enum Receipt: String, Codable, Sendable {
    /// A payer's payment of claims.
    case payer
    /// A patient's payment.
    case patient
    /// Neither.
    case other
  }

  /// How the money came.
  public enum Kind: String, Codable, Sendable {
    case ach, check, wire, card, other
  }

  /// Who paid.
  public struct Payer: Codable, Sendable, Equatable {
    /// For instance NACHA's company name.
    public var name: String?
    /// For instance NACHA's company identification.
    public var identifier: String?

    /// Creates it.
    public init(name: String?, identifier: String?) {
      self.name = name
      self.identifier = identifier
    }
  }

  /// One item of a summarised deposit.
  public struct Item: Codable, Sendable, Equatable {
    /// The item's amount.
    public var amount: Money
    /// The check number or other reference.
    public var reference: String?

    /// Creates it.
    public init(amount: Money, reference: String?) {
      self.amount = amount
      self.reference = reference
    }
  }

  /// Where in the file.
  public struct Source: Codable, Sendable, Equatable {
    /// SHA-256 of the file.
    public var digest: String
    /// Which bank file it is of several that came as one, from 2; nil in the first.
    public var fileNumber: Int?
    /// The first and the last record (line), counted from 1.
    public var recordRange: [Int]

    /// Creates it.
    public init(digest: String, fileNumber: Int? = nil, recordRange: [Int]) {
      self.digest = digest
      self.fileNumber = fileNumber
      self.recordRange = recordRange
    }
  }
}
