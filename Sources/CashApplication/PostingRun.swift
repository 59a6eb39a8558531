// One posting run of an advice: every claim that may post now, in one go, with one set of journals.

import CashRules
import PaymentEvents
import Storage

/// Collects a run's entries; ``finish(_:)`` writes journals and events.
struct PostingRun {
  let advice: OpenAdvice
  let number: Int64
  private var entries: [BookedEntry] = []
  private var interest = Money.zero
  private var applied: [Int: [ClaimPaymentsApplied.AppliedClaim]] = [:]
  /// The payer's contracts; nil until they are needed.
  private var contracts: [ContractHead]?

  /// An entry and the claim it is about; 0 for entries about none.
  struct BookedEntry {
    var claimSequence: Int
    var entry: Entry
  }

  init(advice: OpenAdvice, number: Int64) {
    self.advice = advice
    self.number = number
  }

  // MARK: - Provider-level adjustments

  mutating func bookProviderAdjustments(_ transaction: CashTransaction) throws {
    try book(advice.advice.providerAdjustments, transaction.rules, transaction)
  }

  /// Books the adjustments that were held for a person, who has released them.
  mutating func bookReleasedAdjustments(_ transaction: CashTransaction) throws {
    let held = try transaction.heldAdjustments(of: advice.id)
    guard !held.isEmpty else { return }
    var adjustments = advice.advice.providerAdjustments
    for index in adjustments.indices where !held.contains(index + 1) { adjustments[index].amount = .zero }
    var rules = transaction.rules
    rules.reviewedProviderAdjustments = []
    try book(adjustments, rules, transaction)
    try transaction.resolve(
      where: "unit = ? AND reason = ?",
      [.text(advice.id), .text(HoldReason.providerAdjustmentHeld.rawValue)], resolution: "A person released it.")
  }

  private mutating func book(
    _ adjustments: [RemittanceReceived.ProviderAdjustment], _ rules: RuleBook, _ transaction: CashTransaction
  ) throws {
    guard !adjustments.isEmpty else { return }
    let keys = Set(adjustments.compactMap { rules.openItem($0, advice: advice.reference) })
    var items: [OpenItemKey: OpenItemSums] = [:]
    for key in keys { items[key] = try transaction.openItem(key) }
    let posting = try rules.bookProviderAdjustments(
      adjustments, advice: advice.reference, items: items,
      evidence: advice.reference.evidence(advice.advice.source.segmentRange))
    for (key, sums) in posting.items { try transaction.store(key, sums) }
    for key in posting.settled { try transaction.resolveTakeBack(key) }
    for item in posting.booking.workItems { try transaction.open(item, unit: advice.unit) }
    try transaction.connection.execute(
      "UPDATE remittances SET held_adjustments = ? WHERE id = ?",
      [.integer(posting.held.cents), .text(advice.id)])
    entries += posting.booking.entries.map { BookedEntry(claimSequence: 0, entry: $0) }
  }

  // MARK: - Claims

  mutating func decideAllClaims(_ transaction: CashTransaction) throws {
    let pages = try transaction.connection.query(
      "SELECT i.body FROM pages p JOIN inputs i ON i.sequence = p.input WHERE p.remittance = ? ORDER BY p.page",
      [.text(advice.id)])
    for row in pages {
      let body = try transaction.configuration.cipher.open(row.blob(0))
      let page = try Event<RemittanceClaimsReceived>(json: body).data
      for claim in page.claims {
        try interest += claim.interest()
        try decide(HeldClaim(claim: claim, page: page.page), isFirst: true, transaction)
      }
    }
    let adjustments = advice.advice.providerAdjustments
    if let item = try transaction.rules.interestDifference(claims: interest, adjustments: adjustments) {
      try transaction.open(item, unit: advice.unit)
    }
  }

  mutating func decideHeldClaims(_ transaction: CashTransaction) throws {
    let held = try transaction.connection.query(
      "SELECT document, reason FROM claims WHERE remittance = ? AND state = 'held' ORDER BY sequence",
      [.text(advice.id)])
    for row in held {
      let claim = try HeldClaim(stored: row.blob(0))
      // What a person took back stays held until a person releases it.
      if row.optionalText(1) == HoldReason.unposted.rawValue,
        try !transaction.released(advice.id, claim: claim.claim.sequence).contains(.unposted)
      {
        continue
      }
      try decide(claim, isFirst: false, transaction)
    }
  }

  private mutating func decide(_ stated: HeldClaim, isFirst: Bool, _ transaction: CashTransaction) throws {
    var held = stated
    let claim = stated.claim
    var charges = try transaction.charges(of: claim.patientControlNumber)
    if charges.isEmpty {
      switch try transaction.match(claim, payer: advice.reference.payer.key) {
      case .none: try transaction.waitForKeys(of: claim, advice)
      case .one(let match):
        held.claim.patientControlNumber = match.claim
        charges = try transaction.charges(of: match.claim)
        try transaction.keep(match, advice, sequence: claim.sequence)
      case .several(let count, let ids):
        let item = WorkItem(
          .chargeAmbiguous, amount: claim.paid, detail: "\(count) claims fit.", subject: "claim \(claim.sequence)",
          references: ["claimSequence": String(claim.sequence), "candidates": ids.joined(separator: " ")])
        return try transaction.hold(held, item, advice, isFirst: isFirst)
      }
    }
    // A person has said which of several it is.
    let meant = charges.filter { $0.id.text == held.charge }
    let history = ClaimHistory(
      charges: meant.isEmpty ? charges : meant,
      posted: try transaction.postedClaims(of: held.claim.patientControlNumber))
    try decide(held, isFirst: isFirst, history, transaction)
  }

  private mutating func decide(
    _ held: HeldClaim, isFirst: Bool, _ history: ClaimHistory, _ transaction: CashTransaction
  ) throws {
    let claim = held.claim
    let released = try isFirst ? [] : transaction.released(advice.id, claim: claim.sequence)
    switch try transaction.rules.decide(claim, advice: advice.reference, history: history, released: released) {
    case .post(let posting):
      let variance = try variance(of: claim, posting.posted, transaction)
      let holds =
        transaction.rules.policy(of: advice.reference.payer.key).holdsVariance
        && !released.contains(.varianceAboveTolerance)
      let item = try variance?.workItem(sequence: claim.sequence, holds: holds)
      if let item, holds { return try transaction.hold(held, item, advice, isFirst: isFirst) }
      try take(posting, claim, page: held.page, transaction)
      try transaction.keep(variance, of: posting.posted, advice.unit)
      if let item { try transaction.open(item, unit: advice.unit) }
      try transaction.syncNotes(of: posting.posted, among: history.posted)
    case .hold(let item):
      try transaction.hold(held, item, advice, isFirst: isFirst)
    case .ignore:
      try transaction.ignore(claim, advice)
    }
  }

  private mutating func variance(
    of claim: Claim, _ posted: PostedClaim, _ transaction: CashTransaction
  ) throws -> ContractVariance? {
    let heads =
      try contracts ?? transaction.contracts(with: advice.reference.payer.key, currency: advice.unit.currency)
    contracts = heads
    return heads.isEmpty ? nil : try transaction.variance(of: claim, posted, under: heads)
  }

  private mutating func take(
    _ posting: ClaimPosting, _ claim: Claim, page: Int, _ transaction: CashTransaction
  ) throws {
    let booked = posting.booking.entries.map { BookedEntry(claimSequence: claim.sequence, entry: $0) }
    try transaction.insert(booked, unit: advice.unit, run: number)
    entries += booked
    applied[page, default: []].append(posting.posted.applied)
    try transaction.markPosted(posting.posted, claim, advice, run: number)
    try transaction.learn(from: claim, advice)
    for item in posting.booking.workItems { try transaction.open(item, unit: advice.unit) }
    try transaction.reviewHeldClaims(of: claim.patientControlNumber)
  }

  // MARK: - Result

  /// Writes the journals of the run and says what was applied. A run that posted nothing leaves no trace, except that
  /// the first one is counted: the advice has passed the gate.
  func finish(_ transaction: CashTransaction) throws {
    guard !entries.isEmpty || number == 1 else { return }
    let adjustments = entries.filter { $0.claimSequence == 0 }
    try transaction.insert(adjustments, unit: advice.unit, run: number)
    try transaction.requestJournals(
      entries.map(\.entry), unit: advice.unit, run: number,
      description: "Remittance \(advice.advice.traceNumber) of \(advice.reference.payer.key), run \(number)")
    try announce(transaction)
    try transaction.connection.execute(
      "UPDATE remittances SET runs = ?, state = 'posted' WHERE id = ?", [.integer(number), .text(advice.id)])
  }

  private func announce(_ transaction: CashTransaction) throws {
    for (page, claims) in applied.sorted(by: { $0.key < $1.key }) {
      try transaction.send(
        ClaimPaymentsApplied(
          remittance: EventID(advice.id), traceNumber: advice.advice.traceNumber, currency: advice.unit.currency,
          run: Int(number), page: page, claims: claims),
        subject: advice.advice.traceNumber, cause: advice.id, step: "applied, run \(number), page \(page)",
        about: advice.unit)
    }
  }
}
