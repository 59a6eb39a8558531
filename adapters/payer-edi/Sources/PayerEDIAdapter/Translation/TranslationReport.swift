// What came of a file: its sets, their control totals, and everything found wrong.

import PaymentEvents
import X12

/// What became of a transaction set.
public enum SetOutcome: String, Sendable, Codable {
  /// It was read; its events were emitted, whether it balances or not.
  case translated
  /// It cannot be read with certainty: no event.
  case rejected
  /// A set that no event is made of (270, 275, 276, 278, 834): it was read, and its bytes are kept.
  case kept
  /// No transaction set that is known.
  case notHandled
}

/// One transaction set of a file. Holds no patient data.
public struct SetSummary: Sendable, Equatable {
  /// `interchange 1, group 1, set 2`, as `file.rejected` names it.
  public var position: String
  /// ST01, for instance `835`.
  public var identifier: String
  /// ST03, else GS08, for instance `005010X221A1`.
  public var version: String
  /// ISA13, GS06 and ST02.
  public var controlNumbers: [String]
  /// The first and the last segment, counted from 1 in the file.
  public var segmentRange: [Int]
  /// The set's bytes in the file.
  public var byteRange: Range<Int>
  /// What became of it.
  public var outcome: SetOutcome
  /// Everything found in it.
  public var findings: FindingLog
  /// What an 835 adds up to; nil for other sets.
  public var remittance: RemittanceSummary?
}

/// The control totals of an 835. Amounts are cents.
public struct RemittanceSummary: Sendable, Equatable {
  /// TRN02.
  public var traceNumber: String
  /// The id of the header event.
  public var eventID: String
  /// ISO 4217.
  public var currency: String
  /// BPR02, and whether BPR03 says debit.
  public var payment: Int64
  public var isDebit: Bool
  /// CLP segments, and the pages they make.
  public var claimCount: Int
  public var pages: Int
  /// ΣCLP03, ΣCLP04, ΣCLP05.
  public var charge: Int64
  public var paid: Int64
  public var patientResponsibility: Int64
  /// ΣCAS at claim and line level by group code.
  public var adjustments: [String: Int64]
  /// ΣPLB, and how many pairs.
  public var providerAdjustments: Int64
  public var providerAdjustmentCount: Int
  /// Whether ΣCLP04 − ΣPLB is the payment.
  public var isBalanced: Bool
  /// What does not add up, at any level.
  public var imbalanceCount: Int
}

/// What came of a file.
public struct TranslationReport: Sendable, Equatable {
  /// Whether it is an X12 file at all.
  public var isX12 = true
  /// Findings about the file and its envelope. An error among them means that the rest of the file was not read.
  public var findings = FindingLog()
  /// The interchanges, for their acknowledgement: the first 10,000.
  public var interchanges: [ReceivedInterchange] = []
  /// How many interchanges are not listed, and so cannot be answered.
  public var unlistedInterchanges = 0
  /// The groups that are listed.
  var groupCount = 0
  /// The sets, in document order: the first 10,000, and of the rest the first 10,000 that were rejected.
  public var sets: [SetSummary] = []
  /// Findings of the listed sets.
  private var listedFindings = 0
  /// How many sets of each outcome there are, listed or not.
  public var translatedCount = 0
  public var rejectedCount = 0
  public var keptCount = 0
  public var notHandledCount = 0
  /// TA1 segments.
  public var acknowledgementCount = 0
  /// Claims and events of the translated sets.
  public var claimCount = 0
  public var eventCount = 0

  /// How many sets there are.
  public var setCount: Int { translatedCount + rejectedCount + keptCount + notHandledCount }
  /// The first error in the file around its sets, else the first finding, in words; nil where there is none.
  public var gravestFinding: String? {
    (findings.listed.first { $0.rule.severity == .error } ?? findings.listed.first)?.message
  }
  /// The rejected among the listed sets.
  public var rejections: [SetSummary] { sets.filter { $0.outcome == .rejected } }

  /// Counts a set, and lists it while there is room; returns whether it is listed.
  mutating func add(_ set: SetSummary) -> Bool {
    switch set.outcome {
    case .translated:
      translatedCount += 1
      claimCount += set.remittance?.claimCount ?? 0
    case .rejected: rejectedCount += 1
    case .kept: keptCount += 1
    case .notHandled: notHandledCount += 1
    }
    let room = set.isUsable ? TranslationLimits.listedSets : 2 * TranslationLimits.listedSets
    guard sets.count < room else { return false }
    sets.append(set)
    if listedFindings > TranslationLimits.listedFindings { sets[sets.count - 1].findings.shorten() }
    listedFindings += sets[sets.count - 1].findings.listed.count
    return true
  }
}

extension RemittanceSummary {
  init(_ facts: RemittanceFacts, eventID: String, pages: Int) {
    self.init(
      traceNumber: facts.traceNumber, eventID: eventID, currency: facts.currency, payment: facts.amount,
      isDebit: facts.isDebit, claimCount: facts.claimCount, pages: pages, charge: facts.totals.charge,
      paid: facts.totals.paid, patientResponsibility: facts.totals.patientResponsibility,
      adjustments: facts.totals.adjustments.reduce(into: [:]) { $0[$1.code] = $1.amount },
      providerAdjustments: facts.totals.providerAdjustments,
      providerAdjustmentCount: facts.providerAdjustments.count, isBalanced: facts.isBalanced,
      imbalanceCount: facts.imbalanceCount)
  }
}
