// Which of our claims a claim of an advice is, when no charge has its patient control number.

import CashRules
import PaymentEvents
import Storage

/// The claim that an advice's claim turned out to be.
struct ClaimMatch {
  /// The patient control number as the advice has it.
  var stated: String
  /// Ours.
  var claim: String
  var layer: ClaimKey.Layer
}

/// What matching found.
enum ClaimMatching {
  case none
  case one(ClaimMatch)
  /// Several claims fit; how many, and the ids of up to five of their charges.
  case several(Int, charges: [String])
}

extension CashTransaction {
  /// A claim was sent to a payer: kept as what its payments are matched to. It books nothing, since it is no charge.
  func receive(submitted event: Event<ClaimSubmitted>) throws {
    let submitted = event.data
    let payer = configuration.payers.resolve(identifiers: [submitted.payer.identifier], name: submitted.payer.name)
    guard let payer else { return }
    try connection.execute(
      "INSERT INTO claim_keys (layer, payer, key, claim, file) VALUES (?1, '', ?2, ?2, ?3) ON CONFLICT DO NOTHING",
      [.text(Self.ownNumber), .text(submitted.patientControlNumber), .text(event.context.correlationID)])
    try insert(
      rules.keys(of: submitted, payer: payer.key), claim: submitted.patientControlNumber,
      file: event.context.correlationID)
  }

  /// The layer of numbers that are ours as they stand: such a claim waits for its charge and is no other claim.
  private static let ownNumber = "own number"

  /// Keeps the keys of a claim of ours; advices with claims that wait under one of them are looked at again.
  func insert(_ keys: [ClaimKey], claim: String, file: String) throws {
    for key in keys {
      let values: [SQLValue] = [.text(key.layer.rawValue), .text(key.payer), .text(key.text)]
      let inserted = try connection.execute(
        "INSERT INTO claim_keys (layer, payer, key, claim, file) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
        values + [.text(claim), .text(file)])
      guard inserted > 0 else { continue }
      try connection.execute(
        """
        INSERT INTO advices_to_post (remittance)
        SELECT remittance FROM waiting_keys WHERE layer = ? AND payer = ? AND key = ? ON CONFLICT DO NOTHING
        """, values)
    }
  }

  /// A posted claim teaches the payer's number of it.
  func learn(from claim: Claim, _ advice: OpenAdvice) throws {
    guard let key = rules.learned(from: claim, payer: advice.reference.payer.key) else { return }
    try insert([key], claim: claim.patientControlNumber, file: advice.unit.correlationID)
  }

  /// What a claim had taught is forgotten: a person took its posting back.
  func forget(_ claim: Claim, payer: String, file: String) throws {
    guard let key = rules.learned(from: claim, payer: payer) else { return }
    try connection.execute(
      "DELETE FROM claim_keys WHERE layer = ? AND payer = ? AND key = ? AND claim = ? AND file = ?",
      [
        .text(key.layer.rawValue), .text(key.payer), .text(key.text), .text(claim.patientControlNumber), .text(file),
      ])
  }

  /// The first layer that knows anything decides: one claim is it, several are for a person.
  func match(_ claim: Claim, payer: String) throws -> ClaimMatching {
    let isOurs = try connection.first(
      "SELECT 1 FROM claim_keys WHERE layer = ? AND payer = '' AND key = ? LIMIT 1",
      [.text(Self.ownNumber), .text(claim.patientControlNumber)])
    guard isOurs == nil else { return .none }
    for key in rules.keys(of: claim, payer: payer) {
      let rows = try connection.query(
        "SELECT DISTINCT claim FROM claim_keys WHERE layer = ? AND payer = ? AND key = ? ORDER BY claim LIMIT 100",
        [.text(key.layer.rawValue), .text(key.payer), .text(key.text)])
      if rows.count == 1 {
        return .one(ClaimMatch(stated: claim.patientControlNumber, claim: rows[0].text(0), layer: key.layer))
      }
      guard rows.count > 1 else { continue }
      let charges = try rows.prefix(5).flatMap { try self.charges(of: $0.text(0)).prefix(1).map(\.id.text) }
      return .several(rows.count, charges: charges)
    }
    return .none
  }

  /// A claim waits to be told: it is looked at again when one of its keys arrives.
  func waitForKeys(of claim: Claim, _ advice: OpenAdvice) throws {
    for key in rules.keys(of: claim, payer: advice.reference.payer.key) {
      try connection.execute(
        """
        INSERT INTO waiting_keys (layer, payer, key, remittance) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING
        """, [.text(key.layer.rawValue), .text(key.payer), .text(key.text), .text(advice.id)])
    }
  }

  /// Keeps by which rule a claim was told.
  func keep(_ match: ClaimMatch, _ advice: OpenAdvice, sequence: Int) throws {
    try connection.execute(
      """
      INSERT INTO claim_matches (remittance, sequence, stated, claim, rule, confidence) VALUES (?, ?, ?, ?, ?, ?)
      ON CONFLICT (remittance, sequence) DO UPDATE SET claim = excluded.claim, rule = excluded.rule,
        confidence = excluded.confidence
      """,
      [
        .text(advice.id), .integer(Int64(sequence)), .text(match.stated), .text(match.claim),
        .text(match.layer.rawValue), .integer(Int64(match.layer.confidence)),
      ])
  }
}
