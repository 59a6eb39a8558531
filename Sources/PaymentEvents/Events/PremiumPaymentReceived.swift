// An advice of premiums or capitation came.

/// `premium-payment.received.v1`: a payment order and remittance advice for premiums (820), or a page of it.
public struct PremiumPaymentReceived: EventBody {
  public static let name = "premium-payment.received.v1"
  /// TRN02.
  public var traceNumber: String?
  /// TRN03.
  public var traceOriginator: String?
  /// CUR02, else `USD`.
  public var currency: String
  /// The payment. It is the same on every page.
  public var payment: Payment
  /// N1*PR.
  public var payer: RemittanceReceived.Party
  /// N1*PE.
  public var payee: RemittanceReceived.Party
  /// This page, from 1.
  public var page: Int
  /// How many there are.
  public var pages: Int
  /// The lines of this page.
  public var items: [Item]
  /// Adjustments of this page that belong to no line.
  public var adjustments: [EntityAdjustment]
  /// The sum of all pages against the payment.
  public var balance: Balance
  /// Where its set stands in its file.
  public var source: RemittanceReceived.Source

  /// Creates it; see the properties.
  public init(
    traceNumber: String? = nil, traceOriginator: String? = nil, currency: String, payment: Payment,
    payer: RemittanceReceived.Party, payee: RemittanceReceived.Party, page: Int, pages: Int, items: [Item],
    adjustments: [EntityAdjustment], balance: Balance, source: RemittanceReceived.Source
  ) {
    self.traceNumber = traceNumber
    self.traceOriginator = traceOriginator
    self.currency = currency
    self.payment = payment
    self.payer = payer
    self.payee = payee
    self.page = page
    self.pages = pages
    self.items = items
    self.adjustments = adjustments
    self.balance = balance
    self.source = source
  }

  /// The payment.
  public struct Payment: Codable, Sendable, Equatable {
    /// BPR02, of the whole advice.
    public var amount: Money
    /// BPR03.
    public var direction: String
    /// BPR04, verbatim.
    public var method: String
    /// BPR16.
    public var date: LocalDate?

    /// Creates it; see the properties.
    public init(amount: Money, direction: String, method: String, date: LocalDate? = nil) {
      self.amount = amount
      self.direction = direction
      self.method = method
      self.date = date
    }
  }

  /// One remittance line: RMR.
  public struct Item: Codable, Sendable, Equatable {
    /// RMR01, verbatim.
    public var qualifier: String
    /// RMR02.
    public var reference: String?
    /// Whom it is for (ENT04, or NM109 of the individual).
    public var entity: String?
    /// RMR04.
    public var paid: Money
    /// RMR05.
    public var billed: Money?
    /// The coverage period (DTM*582).
    public var period: DateRange?
    /// ADX of the line.
    public var adjustments: [PremiumAdjustment]

    /// Creates it; see the properties.
    public init(
      qualifier: String, reference: String? = nil, entity: String? = nil, paid: Money, billed: Money? = nil,
      period: DateRange? = nil, adjustments: [PremiumAdjustment]
    ) {
      self.qualifier = qualifier
      self.reference = reference
      self.entity = entity
      self.paid = paid
      self.billed = billed
      self.period = period
      self.adjustments = adjustments
    }

    /// ADX.
    public struct PremiumAdjustment: Codable, Sendable, Equatable {
      /// ADX01; negative reduces the payment.
      public var amount: Money
      /// ADX02, verbatim.
      public var reason: String

      /// Creates it; see the properties.
      public init(amount: Money, reason: String) {
        self.amount = amount
        self.reason = reason
      }
    }
  }

  /// An adjustment that belongs to no line: ADX of loop 2200.
  public struct EntityAdjustment: Codable, Sendable, Equatable {
    /// Whom it is for.
    public var entity: String?
    /// ADX01; negative reduces the payment.
    public var amount: Money
    /// ADX02, verbatim.
    public var reason: String

    /// Creates it; see the properties.
    public init(entity: String? = nil, amount: Money, reason: String) {
      self.entity = entity
      self.amount = amount
      self.reason = reason
    }
  }

  /// Whether the advice adds up.
  public struct Balance: Codable, Sendable, Equatable {
    /// Whether the lines and the adjustments outside them add up to the payment.
    public var balanced: Bool
    /// Σ RMR04 + Σ ADX01 of loop 2200, of all pages.
    public var expected: Money
    /// BPR02.
    public var found: Money

    /// Creates it; see the properties.
    public init(balanced: Bool, expected: Money, found: Money) {
      self.balanced = balanced
      self.expected = expected
      self.found = found
    }
  }
}
