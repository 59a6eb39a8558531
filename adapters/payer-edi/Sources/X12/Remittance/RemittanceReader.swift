// The 835 layer: follows the loops of one set, reads its money, adds it up and hands the parts on.

/// Reads one set at a time: ``begin(componentSeparator:)``, ``take(_:)`` for each segment between ST and SE, ``end()``.
///
/// Findings go to the envelope reader's log of the set. Nothing is corrected: a sum that is wrong is reported as it is.
package final class RemittanceReader {
  package internal(set) var facts = RemittanceFacts()
  // Kept apart from the facts while reading: see SegmentReader on accesses that the compiler can prove.
  var loop = RemittanceLoop.header
  var totals = RemittanceTotals()
  let groupSums = GroupSums()
  var claimCount = 0
  var claim = OpenClaim()
  var line = OpenLine()
  var hasPayment = false
  var hasTrace = false
  var openSummary: OpenSummary?
  /// What the sender of the set may get wrong; set before the set begins.
  package var relaxations: Set<Relaxation> = []
  var lastNumber = 0
  var componentSeparator = Delimiters.usual.component
  private let report: (Rule, Int?, String?, String) -> Void
  let sink: any RemittanceSink

  /// Creates it.
  /// - Parameters:
  ///   - sink: takes the parts of the sets.
  ///   - report: takes rule, element, loop and message of each finding on the current segment.
  package init(sink: any RemittanceSink, report: @escaping (Rule, Int?, String?, String) -> Void) {
    self.sink = sink
    self.report = report
  }

  /// Starts a set.
  package func begin(componentSeparator: UInt8) {
    self.componentSeparator = componentSeparator
    facts = RemittanceFacts()
    totals = RemittanceTotals()
    groupSums.clear()
    claimCount = 0
    loop = .header
    claim = OpenClaim()
    line = OpenLine()
    hasPayment = false
    hasTrace = false
    openSummary = nil
  }

  /// Takes the next segment of the set.
  package func take(_ segment: Segment) {
    defer { lastNumber = segment.number }
    switch segment.tag {
    case .cas: takeAdjustments(segment)
    case .svc: takeService(segment)
    case .clp: takeClaim(segment)
    case .dtm: takeDate(segment)
    case .ref: takeReference(segment)
    case .amt: takeAmount(segment)
    case .nm1, .mia, .moa, .lq: takeDetail(segment)
    case .qty: takeQuantity(segment)
    case .lx:
      endClaim()
      closeSummary()
      loop = .headerNumber
    case .plb: takeProviderAdjustments(segment)
    case .bpr, .trn, .cur, .n1: takeHeader(segment)
    case .per: takeContact(segment)
    case .rdm: takeDelivery(segment)
    case .ts3: takeProviderSummary(segment)
    case .ts2: takeMedicareSummary(segment)
    case .n2, .n3, .n4, .nte: break
    default: takeUnexpected(segment)
    }
  }

  /// Ends the set: closes the last claim and checks the transaction's balance.
  package func end(lastSegment: Int) {
    endClaim()
    closeSummary()
    if !hasPayment { report(.paymentMissing, nil, nil, "the set has no BPR: there is no payment to read") }
    if !hasTrace { report(.traceMissing, nil, nil, "the set has no TRN with a trace number") }
    totals.adjustments = groupSums.totals
    facts.totals = totals
    facts.claimCount = claimCount
    checkTransaction(segment: lastSegment)
  }

  /// Gives the set that was read another trace number; the one it had is kept among its references.
  package func rename(trace: String, keepingAs qualifier: String) {
    guard trace != facts.traceNumber else { return }
    if facts.references.count >= X12Limits.headerReferences { facts.references.removeLast() }
    facts.references.append(HeaderReference(qualifier: qualifier, value: facts.traceNumber))
    facts.traceNumber = trace
  }

  /// A finding on the current segment.
  func note(_ rule: Rule, element: Int? = nil, _ message: String) { report(rule, element, loop.name, message) }

  private func takeUnexpected(_ segment: Segment) {
    if segment.tag.rawValue != 0 { note(.segmentUnexpected, "an 835 has no such segment; it was left out") }
  }

  private func takeDetail(_ segment: Segment) {
    guard loop.isInClaim else { return note(.segmentUnexpected, "no claim is open here; it was left out") }
    checkDetail(segment)
    sink.detail(segment, in: loop)
  }
}

/// Sums of the claim being read.
struct OpenClaim {
  var isOpen = false
  var segment = 0
  var charge: Int64 = 0
  var paid: Int64 = 0
  var adjustments: Int64 = 0
  /// An amount could not be read, so that a balance would mean nothing.
  var isUnreadable = false
}

/// Sums of the service line being read.
struct OpenLine {
  var isOpen = false
  var segment = 0
  var charge: Int64 = 0
  var paid: Int64 = 0
  var adjustments: Int64 = 0
  var isUnreadable = false
}
