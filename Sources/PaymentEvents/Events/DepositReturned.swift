// Money that the bank takes back.

/// `deposit.returned.v1`: a deposit is taken back, as one of the bank's files says: a check without funds, an ACH
/// return,
/// or a payer's reversal.
public struct DepositReturned: EventBody {
  public static let name = "deposit.returned.v1"
  /// How it is taken back.
  public var kind: Kind
  /// Always positive: what leaves.
  public var amount: Money
  /// ISO 4217.
  public var currency: String
  /// The day from which the bank counts it.
  public var valueDate: LocalDate
  /// Our account's number at the bank, as the file writes it.
  public var account: String
  /// Which of the bank's files says so. Each account has one format that books cash.
  public var format: String
  /// The bank's reason, verbatim: a Nacha return code, for instance `R01`.
  public var reason: String?
  /// The bank's reference of the deposit that is taken back: for NACHA its ACH trace number.
  public var originalReference: String?
  /// The reassociation trace or check number of the deposit that is taken back, if the text repeats it.
  public var traceNumber: String?
  /// Who takes it back, for instance NACHA's company identification.
  public var payerIdentifier: String?
  /// The bank's reference of the return itself.
  public var reference: String?
  /// The bank's transaction code, verbatim.
  public var typeCode: String?
  /// Free text that came with it.
  public var text: String?
  /// Where it stands in the file.
  public var source: DepositReceived.Source

  /// How a deposit is taken back.
  public enum Kind: String, Codable, Sendable {
    /// The paying bank did not honour it.
    case `return`
    /// Who paid takes back what was paid by mistake.
    case reversal
  }

  /// Creates it; see the properties.
  public init(
    kind: Kind, amount: Money, currency: String, valueDate: LocalDate, account: String, format: String,
    reason: String? = nil, originalReference: String? = nil, traceNumber: String? = nil,
    payerIdentifier: String? = nil, reference: String? = nil, typeCode: String? = nil, text: String? = nil,
    source: DepositReceived.Source
  ) {
    self.kind = kind
    self.amount = amount
    self.currency = currency
    self.valueDate = valueDate
    self.account = account
    self.format = format
    self.reason = reason
    self.originalReference = originalReference
    self.traceNumber = traceNumber
    self.payerIdentifier = payerIdentifier
    self.reference = reference
    self.typeCode = typeCode
    self.text = text
    self.source = source
  }
}
