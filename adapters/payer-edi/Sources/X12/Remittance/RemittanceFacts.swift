// What a set says outside its claims, and its sums.

/// Header, summary and sums of one advice. Amounts are cents.
package struct RemittanceFacts: Sendable, Equatable {
  package var traceNumber = ""
  package var traceOriginator = ""
  package var currency = "USD"
  /// BPR02, as written.
  package var amount: Int64 = 0
  /// BPR03 is D.
  package var isDebit = false
  package var method = ""
  package var originator = ""
  /// BPR16, where it is a day.
  package var paymentDate: X12Date?
  /// DTM*405, where it is a day.
  package var productionDate: X12Date?
  /// REF of the header: receiver and version identification.
  package var references: [HeaderReference] = []
  /// PER of the payer, RDM of the payee, TS3 with TS2.
  package var contacts: [ContactFact] = []
  package var delivery: DeliveryFact?
  package var summaries: [ProviderSummaryFact] = []
  package var payer = RemittanceParty()
  package var payee = RemittanceParty()
  package var claimCount = 0
  package var totals = RemittanceTotals()
  package var providerAdjustments: [ProviderAdjustmentFact] = []
  package var imbalances: [Imbalance] = []
  package var imbalanceCount = 0
  /// Whether ΣCLP04 − ΣPLB is the payment.
  package var isBalanced = false
}

/// A REF before the parties.
package struct HeaderReference: Sendable, Equatable {
  package var qualifier: String
  package var value: String
}

/// N1 and what follows it.
package struct RemittanceParty: Sendable, Equatable {
  package var name = ""
  package var qualifier = ""
  package var identifier = ""
  /// The first REF of the loop.
  package var firstReference = ""
  /// REF*TJ.
  package var taxReference = ""
}

/// Sums over a set.
package struct RemittanceTotals: Sendable, Equatable {
  package var charge: Int64 = 0
  package var paid: Int64 = 0
  package var patientResponsibility: Int64 = 0
  package var providerAdjustments: Int64 = 0
  /// By group code, packed as ``ByteView/packed``; few, so a list.
  package var adjustments: [GroupTotal] = []
}

/// Sums by adjustment group while a set is read. There are few, so a list; in plain memory, since an amount is added
/// for every triplet of a document.
final class GroupSums {
  enum Sum { case added, tooLarge, tooManyGroups }

  private let memory: UnsafeMutablePointer<GroupTotal>
  private var count = 0

  init() { memory = .allocate(capacity: X12Limits.adjustmentGroups) }

  deinit { memory.deallocate() }

  /// The sums, in the order in which their groups first came.
  var totals: [GroupTotal] { Array(UnsafeBufferPointer(start: memory, count: count)) }

  func clear() { count = 0 }

  /// Adds to the sum of a group.
  func add(_ amount: Int64, group: UInt64) -> Sum {
    for index in 0..<count where memory[index].group == group {
      return memory[index].amount.addCents(amount) ? .added : .tooLarge
    }
    guard count < X12Limits.adjustmentGroups else { return .tooManyGroups }
    (memory + count).initialize(to: GroupTotal(group: group, amount: amount))
    count += 1
    return .added
  }
}

/// The sum of one adjustment group.
package struct GroupTotal: Sendable, Equatable {
  package var group: UInt64
  package var amount: Int64

  /// The code as text.
  package var code: String {
    let bytes = stride(from: 56, through: 0, by: -8).map { UInt8(truncatingIfNeeded: group >> UInt64($0)) }
    return String(decoding: bytes.drop { $0 == 0 }, as: UTF8.self)
  }
}

/// One pair of a PLB.
package struct ProviderAdjustmentFact: Sendable, Equatable {
  package var provider: String
  package var fiscalPeriod: X12Date?
  package var reason: String
  package var reference: String
  package var amount: Int64
}

/// A sum that is not what it should be (005010X221A1, section 1.10.2.1).
package struct Imbalance: Sendable, Equatable {
  package enum Level: String, Sendable { case line, claim, transaction }
  package var level: Level
  package var segment: Int
  /// What the parts add up to.
  package var expected: Int64
  /// What the document says.
  package var found: Int64
}
