// What was configured when: kept beside the inputs, so that books can be worked out again though it has changed since.

import CashRules
import Foundation
import Ledger
import PaymentEvents
import Storage

/// A configuration and the place from which it was in force.
struct KeptConfiguration: Sendable {
  /// The last input that was applied under the one before.
  var afterInput: Int64
  /// The business day on which cash application began with it.
  var day: LocalDate
  var configuration: CashConfiguration

  /// Keeps what is in force from now on, unless it is what was in force already.
  static func keep(_ configuration: CashConfiguration, _ transaction: CashTransaction) throws {
    let connection = transaction.connection
    let last = try connection.first("SELECT digest FROM configurations ORDER BY number DESC LIMIT 1")
    guard last?.text(0) != configuration.digest else { return }
    let body = Array(try encoder.encode(configuration))
    try connection.execute(
      """
      INSERT INTO configurations (after_input, as_of, digest, body)
      SELECT COALESCE(MAX(sequence), 0), ?, ?, ? FROM inputs
      """,
      [
        .text(transaction.asOf.iso), .text(configuration.digest), .blob(try configuration.cipher.seal(body)),
      ])
  }

  /// All of them, the oldest first. - Parameter cipher: what protects them.
  static func all(_ cipher: any BodyCipher, in connection: any SQLConnection) throws -> [KeptConfiguration] {
    try connection.query("SELECT after_input, as_of, body FROM configurations ORDER BY number").compactMap { row in
      guard let day = LocalDate(iso: row.text(1)) else { return nil }
      var configuration = try JSONDecoder().decode(
        CashConfiguration.self, from: Data(cipher.open(row.blob(2))))
      configuration.cipher = cipher
      return KeptConfiguration(afterInput: row.integer(0), day: day, configuration: configuration)
    }
  }

  private static var encoder: JSONEncoder {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    return encoder
  }
}

/// Documents are kept for as long as the inputs: what they do not have yet is what it was before it could be
/// configured, the default. A new field must be read so, here and in ``CashRules/RuleBook``; a test has a document of
/// today.
extension CashConfiguration: Codable {
  /// Everything but the cipher, whose keys are nobody's to keep here.
  private enum CodingKeys: String, CodingKey {
    case tenant, entity, timeZone, rules, payers, bookingFormats, periods, approvals, digest
  }

  package init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      tenant: try values.decode(String.self, forKey: .tenant),
      rules: try values.decode(RuleBook.self, forKey: .rules),
      payers: try values.decode(PayerDirectory.self, forKey: .payers),
      bookingFormats: try values.decode([String: String].self, forKey: .bookingFormats))
    entity = try values.decodeIfPresent(String.self, forKey: .entity) ?? entity
    timeZone = try values.decodeIfPresent(String.self, forKey: .timeZone) ?? timeZone
    periods = try values.decodeIfPresent(Periods.self, forKey: .periods) ?? periods
    approvals = try values.decodeIfPresent(ApprovalRules.self, forKey: .approvals) ?? approvals
    digest = try values.decode(String.self, forKey: .digest)
  }

  package func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(tenant, forKey: .tenant)
    try values.encode(entity, forKey: .entity)
    try values.encode(timeZone, forKey: .timeZone)
    try values.encode(rules, forKey: .rules)
    try values.encode(payers, forKey: .payers)
    try values.encode(bookingFormats, forKey: .bookingFormats)
    try values.encode(periods, forKey: .periods)
    try values.encode(approvals, forKey: .approvals)
    try values.encode(digest, forKey: .digest)
  }
}
