// People hold a payer's payments and release them: what is asked, and cash application's answer.

/// `payer.state-requested.v1`: somebody asks to hold or to release a payer's payments.
public struct PayerStateRequested: EventBody {
  public static let name = "payer.state-requested.v1"
  /// The payer's key.
  public var payer: String
  /// What it is to be.
  public var state: RunState
  /// The number of the request among those about this payer, from 1: what is older than what was applied has no effect.
  public var number: Int64
  /// Who asks: a user of the operating system.
  public var requestedBy: String
  /// Why; without patient data.
  public var reason: String

  /// Creates it; see the properties.
  public init(payer: String, state: RunState, number: Int64, requestedBy: String, reason: String) {
    self.payer = payer
    self.state = state
    self.number = number
    self.requestedBy = requestedBy
    self.reason = reason
  }
}

/// `payer.state-changed.v1`: the answer.
public struct PayerStateChanged: EventBody {
  public static let name = "payer.state-changed.v1"
  /// The payer's key.
  public var payer: String
  /// What the payer is now.
  public var state: RunState
  /// The number of the request that it answers.
  public var number: Int64
  /// The id of the event that asked for it.
  public var request: EventID
  /// Who had asked.
  public var requestedBy: String
  /// How many advices of the payer waited at that moment.
  public var advices: Int

  /// Creates it; see the properties.
  public init(
    payer: String, state: RunState, number: Int64, request: EventID, requestedBy: String, advices: Int
  ) {
    self.payer = payer
    self.state = state
    self.number = number
    self.request = request
    self.requestedBy = requestedBy
    self.advices = advices
  }
}
