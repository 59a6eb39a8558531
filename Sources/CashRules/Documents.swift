// What the rules need to know of the documents around a claim.

import Ledger
import PaymentEvents

/// An advice as the rules see it: its identity and its payer, nothing that changes while it waits.
package struct AdviceReference: Sendable, Equatable {
  /// The id of the `remittance.received` event.
  package var remittance: EventID
  /// The payer.
  package var payer: Payer
  /// TRN02.
  package var trace: String
  /// SHA-256 of the file.
  package var digest: String
  /// The payee's tax id, else its identifier, else empty.
  package var payee: String

  /// Creates it; see the properties.
  package init(remittance: EventID, payer: Payer, trace: String, digest: String, payee: String) {
    self.remittance = remittance
    self.payer = payer
    self.trace = trace
    self.digest = digest
    self.payee = payee
  }

  /// Reads it from the event. An advice that names no payer at all belongs to `unlisted-`.
  package init(_ id: EventID, _ advice: RemittanceReceived, directory: PayerDirectory) {
    let payer = directory.resolve(
      identifiers: [advice.payer.identifier, advice.payment.originator, advice.traceOriginator],
      name: advice.payer.name)
    self.init(
      remittance: id, payer: payer ?? Payer(key: PayerDirectory.unlistedPrefix, isListed: false),
      trace: advice.traceNumber, digest: advice.source.digest,
      payee: advice.payee.taxIdentifier ?? advice.payee.identifier ?? "")
  }

  /// The evidence of an entry: the file and the segments in it.
  package func evidence(_ segments: [Int]) -> String {
    "\(digest) segments \(segments.map(String.init).joined(separator: "-"))"
  }
}

/// A charge with its payers resolved, in order of liability.
package struct Charge: Sendable, Equatable, Codable {
  /// The id of the `charge.posted` event.
  package var id: EventID
  /// The number that the claim carries.
  package var patientControlNumber: String
  /// The total charge; below zero for a charge taken back.
  package var amount: Money
  /// In order of liability; empty for self-pay.
  package var payers: [Payer]
  /// The service dates, from the earliest to the latest line.
  package var dates: DateRange?
  /// The facility's code.
  package var facility: String?
  /// The cost centre's code.
  package var costCenter: String?
  /// What lies before it; nil unless the books began with the claim.
  package var opening: Opening?

  /// What had been done about a claim that the books began with.
  package struct Opening: Sendable, Equatable, Codable {
    /// What the first of the charge's payers owed, or the patient where there is none.
    package var owed: Money
    /// The total charge less all that was open.
    package var settled: Money
    /// How many payers had gone before the first of the charge's.
    package var earlierPayers: Int

    /// Creates it; see the properties.
    package init(owed: Money, settled: Money, earlierPayers: Int) {
      self.owed = owed
      self.settled = settled
      self.earlierPayers = earlierPayers
    }
  }

  /// The place of the first of ``payers`` among all payers that the claim has had: 0 unless the books began with it.
  package var firstPlace: Int { opening?.earlierPayers ?? 0 }

  /// Creates it; see the properties.
  package init(
    id: EventID, patientControlNumber: String, amount: Money, payers: [Payer], dates: DateRange? = nil,
    facility: String? = nil, costCenter: String? = nil, opening: Opening? = nil
  ) {
    self.id = id
    self.patientControlNumber = patientControlNumber
    self.amount = amount
    self.payers = payers
    self.dates = dates
    self.facility = facility
    self.costCenter = costCenter
    self.opening = opening
  }

  /// Reads it from the event; payers without a name or an identifier are left out.
  package init(_ id: EventID, _ charge: ChargePosted, directory: PayerDirectory) {
    let days = charge.services.compactMap(\.dates)
    let first = days.map(\.from).min()
    let last = days.map(\.to).max()
    self.init(
      id: id, patientControlNumber: charge.patientControlNumber, amount: charge.amount,
      payers: charge.payers.compactMap { directory.resolve($0) },
      dates: first.flatMap { from in last.map { DateRange(from: from, to: $0) } },
      facility: charge.facility, costCenter: charge.costCenter)
  }
}

/// What is kept of a claim that was posted, for the claims that come after it.
package struct PostedClaim: Sendable, Equatable, Codable {
  /// Which claim of which advice.
  package struct Position: Hashable, Sendable, Codable {
    /// The advice's `remittance.received` id.
    package var remittance: EventID
    /// The claim's place in it, from 1.
    package var sequence: Int

    /// Creates it.
    package init(remittance: EventID, sequence: Int) {
      self.remittance = remittance
      self.sequence = sequence
    }
  }

  /// Which claim of which advice.
  package var position: Position
  /// The charge it was posted on.
  package var charge: EventID
  /// The payer's place among all payers of the claim, from 0 (``RuleBook/payerIndex(of:status:on:)``).
  package var payerIndex: Int
  /// What tells equal payments from different ones.
  package var fingerprint: ClaimFingerprint
  /// What was booked.
  package var entries: [Entry]
  /// The clearing account among the entries.
  package var clearing: Account
  /// What was booked, in sums (the reversal of a claim has the sums with their signs turned).
  package var applied: ClaimPaymentsApplied.AppliedClaim
  /// The posted claim that this one reverses, if it is a reversal.
  package var reverses: Position?

  /// Creates it; see the properties.
  package init(
    position: Position, charge: EventID, payerIndex: Int, fingerprint: ClaimFingerprint, entries: [Entry],
    clearing: Account, applied: ClaimPaymentsApplied.AppliedClaim, reverses: Position?
  ) {
    self.position = position
    self.charge = charge
    self.payerIndex = payerIndex
    self.fingerprint = fingerprint
    self.entries = entries
    self.clearing = clearing
    self.applied = applied
    self.reverses = reverses
  }
}
