// Links, releases and assignments by hand.

import CashRules
import PaymentEvents
import Storage

extension CashTransaction {
  /// A deposit, or a part of it, pays an advice: a mistyped trace number, one transfer for several advices.
  func link(_ event: Event<PostingActionRequested>) throws {
    let (deposit, advice) = try pair(event)
    let rest = try deposit.rest
    let needed = try advice.amount - funding(of: advice.id)
    let amount = event.data.amount ?? min(rest, needed)
    guard deposit.unit.currency == advice.currency else { throw Obstacle("the currencies differ") }
    guard needed > .zero else { throw Obstacle("the advice has all its money") }
    guard amount > .zero, amount <= rest, amount <= needed else {
      throw Obstacle("\(rest) are left of the deposit and the advice needs \(needed); \(amount) does not fit")
    }
    try connection.execute(
      "DELETE FROM parted_links WHERE deposit = ? AND remittance = ?",
      [.text(deposit.id.text), .text(advice.id)])
    try link(
      deposit,
      to: [DepositLink(remittance: advice.id, amount: amount, rule: "by hand", confidence: 100)])
    try send(
      RemittanceMatched(
        remittance: EventID(advice.id), deposit: deposit.id, traceNumber: advice.trace, payer: advice.payer,
        amount: amount, currency: advice.currency, rule: "by hand", confidence: 100),
      subject: advice.trace, cause: event.context.id.text, step: "matched", about: unit(ofAction: event))
    try lookAgain(at: deposit, advice)
  }

  /// A link was wrong: the money goes back, and no rule makes the same link again.
  func unlink(_ event: Event<PostingActionRequested>) throws {
    let (deposit, advice) = try pair(event)
    let isLinked = try connection.first(
      "SELECT 1 FROM links WHERE deposit = ? AND remittance = ?", [.text(deposit.id.text), .text(advice.id)])
    guard isLinked != nil else { throw Obstacle("the deposit does not pay this advice") }
    try connection.execute(
      "INSERT INTO parted_links (deposit, remittance) VALUES (?, ?) ON CONFLICT DO NOTHING",
      [.text(deposit.id.text), .text(advice.id)])
    try unlink(deposit, from: advice.id)
    try unfund(advice.id)
    try lookAgain(at: deposit, advice)
  }

  private func lookAgain(at deposit: LinkedDeposit, _ advice: LinkedAdvice) throws {
    for trace in [deposit.trace ?? "", advice.trace] where !trace.isEmpty {
      try connection.execute("INSERT INTO traces_to_match (trace) VALUES (?) ON CONFLICT DO NOTHING", [.text(trace)])
    }
    try syncRest(of: deposit)
  }

  private struct LinkedAdvice {
    var id: String
    var trace: String
    var payer: String
    var amount: Money
    var currency: String
  }

  private func pair(_ event: Event<PostingActionRequested>) throws -> (LinkedDeposit, LinkedAdvice) {
    guard let deposit = try event.data.deposit.flatMap({ try self.deposit($0) }) else {
      throw Obstacle("there is no deposit of this id that books cash")
    }
    let row = try event.data.remittance.flatMap {
      try connection.first(
        "SELECT id, trace, payer, amount, currency FROM remittances WHERE id = ? AND state <> 'withdrawn'", [.text($0)])
    }
    guard let row else {
      throw Obstacle(event.data.remittance == nil ? "name the advice" : "there is no advice of this id")
    }
    return (
      deposit,
      LinkedAdvice(
        id: row.text(0), trace: row.text(1), payer: row.text(2), amount: try Money(cents: row.integer(3)),
        currency: row.text(4))
    )
  }

  // MARK: - Releases

  /// Reasons that a person may release; the others are about sums, or need a document.
  private static let ofAdvices: Set<HoldReason> = [
    .payerReview, .adviceDuplicateSuspected, .notFunded, .providerAdjustmentHeld,
  ]
  private static let ofClaims: Set<HoldReason> = [
    .duplicateSuspected, .priorPayerNotPosted, .unposted, .varianceAboveTolerance,
  ]

  func release(_ event: Event<PostingActionRequested>) throws {
    guard event.data.deposit == nil else { return try release(deposit: event) }
    if event.data.subject == HoldReason.chargeOpenedAlready.rawValue {
      guard let claim = event.data.patientControlNumber else { throw Obstacle("name the claim") }
      return try release(chargesOf: claim)
    }
    guard let remittance = event.data.remittance, try adviceUnit(remittance) != nil else {
      throw Obstacle("there is no advice of this id")
    }
    let allowed = event.data.claimSequence == nil ? Self.ofAdvices : Self.ofClaims
    guard let reason = event.data.subject.flatMap(HoldReason.init(rawValue:)), allowed.contains(reason) else {
      let names = allowed.map(\.rawValue).sorted().joined(separator: ", ")
      throw Obstacle("this reason cannot be released; those that can are \(names)")
    }
    try connection.execute(
      "INSERT INTO releases (remittance, claim_sequence, reason) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
      [.text(remittance), .integer(Int64(event.data.claimSequence ?? 0)), .text(reason.rawValue)])
    try markForPosting(remittance)
  }

  /// The numbers of an advice's provider-level adjustments that wait for a person.
  func heldAdjustments(of remittance: String) throws -> Set<Int> {
    let rows = try connection.query(
      "SELECT reference FROM work_items WHERE unit = ? AND reason = ? AND state = 'open'",
      [.text(remittance), .text(HoldReason.providerAdjustmentHeld.rawValue)])
    return Set(rows.compactMap { Int($0.text(0).dropFirst("plb ".count)) })
  }

  /// The reasons that people have released; claim 0 is the advice.
  func released(_ remittance: String, claim sequence: Int) throws -> Set<HoldReason> {
    let rows = try connection.query(
      "SELECT reason FROM releases WHERE remittance = ? AND claim_sequence = ?",
      [.text(remittance), .integer(Int64(sequence))])
    return Set(rows.compactMap { HoldReason(rawValue: $0.text(0)) })
  }

  // MARK: - Claims

  /// A held claim is about another patient control number than it says: it is decided again under that one.
  func assign(_ event: Event<PostingActionRequested>) throws {
    guard let remittance = event.data.remittance, let sequence = event.data.claimSequence,
      let row = try connection.first(
        "SELECT document FROM claims WHERE remittance = ? AND sequence = ? AND state = 'held'",
        [.text(remittance), .integer(Int64(sequence))])
    else { throw Obstacle("the advice has no held claim of this number") }
    let claim = try claimMeant(by: event.data)
    var held = try HeldClaim(stored: row.blob(0))
    held.charge = event.data.charge
    held.claim.patientControlNumber = claim
    try connection.execute(
      "UPDATE claims SET claim = ?, document = ? WHERE remittance = ? AND sequence = ?",
      [
        .text(claim), .blob(Array(try EventCoding.encoder().encode(held))), .text(remittance),
        .integer(Int64(sequence)),
      ])
    try markForPosting(remittance)
  }

  /// By its number, or by one charge of several that have it.
  private func claimMeant(by request: PostingActionRequested) throws -> String {
    if let charge = request.charge {
      let row = try connection.first("SELECT claim FROM charges WHERE id = ?", [.text(charge)])
      guard let claim = row?.text(0), (request.patientControlNumber ?? claim) == claim else {
        throw Obstacle("there is no such charge, or its claim is another one")
      }
      return claim
    }
    guard let claim = request.patientControlNumber, try !charges(of: claim).isEmpty else {
      throw Obstacle("no charge has this patient control number")
    }
    return claim
  }

  /// What was posted of a claim is inverted, entry by entry; the claim is held until somebody releases it.
  func unpost(_ event: Event<PostingActionRequested>) throws {
    guard let remittance = event.data.remittance, let sequence = event.data.claimSequence,
      let unit = try adviceUnit(remittance),
      let row = try connection.first(
        "SELECT claim, paid FROM claims WHERE remittance = ? AND sequence = ? AND state = 'posted'",
        [.text(remittance), .integer(Int64(sequence))])
    else { throw Obstacle("the advice has no posted claim of this number") }
    let claim = row.text(0)
    guard event.data.amount?.cents == abs(row.integer(1)) else {
      throw Obstacle("the amount is not what the claim paid")
    }
    let position = PostedClaim.Position(remittance: EventID(remittance), sequence: sequence)
    guard try !postedClaims(of: claim).contains(where: { $0.reverses == position }) else {
      throw Obstacle("the payer has reversed this claim; un-post the reversal first")
    }
    guard var held = try document(of: position) else { throw Obstacle("the claim's page is not here") }
    // A person may have assigned it to another number than its page says.
    held.claim.patientControlNumber = claim
    if let posted = try postedClaims(of: claim).first(where: { $0.position == position }) {
      try announce(posted, page: held.page, unit)
      try forget(held.claim, payer: posted.fingerprint.payer, file: unit.correlationID)
    }
    try dropVariance(of: remittance, sequence: sequence)
    try invertClaim(unit, sequence: sequence, held)
    try connection.execute(
      "DELETE FROM releases WHERE remittance = ? AND claim_sequence = ? AND reason = ?",
      [.text(remittance), .integer(Int64(sequence)), .text(HoldReason.unposted.rawValue)])
    try reviewHeldClaims(of: claim)
  }

  /// Patient accounting hears of it as of a reversal.
  private func announce(_ posted: PostedClaim, page: Int, _ unit: UnitContext) throws {
    let run = try nextRun(of: unit.id)
    guard let trace = try connection.first("SELECT trace FROM remittances WHERE id = ?", [.text(unit.id)])?.text(0)
    else { return }
    var applied = posted.applied
    applied.paid = applied.paid.negated
    applied.contractual = applied.contractual.negated
    applied.transferred = applied.transferred.negated
    applied.denied = applied.denied.negated
    try send(
      ClaimPaymentsApplied(
        remittance: posted.position.remittance, traceNumber: trace, currency: unit.currency, run: Int(run), page: page,
        claims: [applied]),
      subject: trace, cause: unit.id, step: "applied, run \(run), page \(page)", about: unit)
  }

  private func invertClaim(_ unit: UnitContext, sequence: Int, _ held: HeldClaim) throws {
    var today = unit
    today.date = asOf
    let standing = try entries(unit: unit.id, claimSequence: Int64(sequence))
    let inverse = standing.reversed().map { entry in
      var turned = entry
      (turned.debit, turned.credit) = (entry.credit, entry.debit)
      turned.rule = "unposted \(entry.rule)"
      return turned
    }
    let run = try nextRun(of: unit.id)
    try insert(inverse.map { .init(claimSequence: 0, entry: $0) }, unit: today, run: run)
    try requestJournals(inverse, unit: today, run: run, description: "Claim taken back by a person")
    // The claim's own entries leave it, so that a reversal to come finds what will be posted then.
    try connection.execute(
      "UPDATE entries SET claim_sequence = 0 WHERE unit = ? AND claim_sequence = ?",
      [.text(unit.id), .integer(Int64(sequence))])
    try resolveAll(
      unit: unit, resolution: "The claim was taken back.", except: [], reference: String(sequence), scope: "claim")
    try connection.execute(
      "UPDATE claims SET state = 'held', reason = ?, run = NULL, document = ? WHERE remittance = ? AND sequence = ?",
      [
        .text(HoldReason.unposted.rawValue), .blob(Array(try EventCoding.encoder().encode(held))), .text(unit.id),
        .integer(Int64(sequence)),
      ])
    try connection.execute(
      "UPDATE remittances SET runs = ?1 WHERE id = ?2 AND runs < ?1", [.integer(run), .text(unit.id)])
    try open(
      WorkItem(
        .unposted, amount: held.claim.paid, subject: "claim \(sequence)",
        references: ["claimSequence": String(sequence)]), unit: unit)
  }

  /// A claim as its page says it.
  private func document(of position: PostedClaim.Position) throws -> HeldClaim? {
    let pages = try connection.query(
      "SELECT i.body FROM pages p JOIN inputs i ON i.sequence = p.input WHERE p.remittance = ? ORDER BY p.page",
      [.text(position.remittance.text)])
    for row in pages {
      let page = try Event<RemittanceClaimsReceived>(json: configuration.cipher.open(row.blob(0))).data
      if let claim = page.claims.first(where: { $0.sequence == position.sequence }) {
        return HeldClaim(claim: claim, page: page.page)
      }
    }
    return nil
  }
}
