// A document as extracted: its head, its claims, its sums.

import PaymentEvents

/// A document as extracted.
package struct Extraction: Sendable, Equatable {
  /// The template's name and version, for instance `generic 1`.
  package var template: String
  /// What kind of document it looks like; `other` where no word tells.
  package var kind: String
  /// How sure the model is of the likeliest kind; nil where none told it.
  package var kindConfidence: Double?
  /// What spoke for that kind most: words, phrases of templates (`~eob`), signs of the layout (`#table`).
  package var kindWords: [String] = []
  /// The key of the payer whose name it bears.
  package var payer: ExtractedField<String>?
  package var traceNumber: ExtractedField<String>?
  package var date: ExtractedField<LocalDate>?
  package var amount: ExtractedField<Money>?
  package var claims: [ExtractedClaim] = []
  /// What changes the payment besides the claims.
  package var providerAdjustments: [ExtractedAdjustment] = []
  /// The NPI of the provider who is paid.
  package var provider: ExtractedField<String>?
  package var totals: ExtractedAmounts = [:]
  package var checks: [CrossCheck] = []
  /// Where a bank's index says otherwise, with both values.
  package var disagreements: [String] = []
  /// How sure values must be to go on without a person, by the template.
  package var thresholds = Thresholds()
  /// Cells of tables that hold something else than they should: to be read again. Not stored.
  package var unread: [Doubt] = []

  package init(
    template: String, kind: String, payer: ExtractedField<String>? = nil, traceNumber: ExtractedField<String>? = nil,
    date: ExtractedField<LocalDate>? = nil, amount: ExtractedField<Money>? = nil, claims: [ExtractedClaim] = [],
    totals: ExtractedAmounts = [:]
  ) {
    (self.template, self.kind, self.payer, self.traceNumber) = (template, kind, payer, traceNumber)
    (self.date, self.amount, self.claims, self.totals) = (date, amount, claims, totals)
  }
}

extension Extraction: Codable {
  private enum CodingKeys: String, CodingKey {
    case template, kind, kindConfidence, kindWords, payer, traceNumber, date, amount, claims, providerAdjustments
    case provider, totals, checks, disagreements, thresholds
  }

  package init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      template: try values.decode(String.self, forKey: .template), kind: try values.decode(String.self, forKey: .kind),
      payer: try values.decodeIfPresent(ExtractedField<String>.self, forKey: .payer),
      traceNumber: try values.decodeIfPresent(ExtractedField<String>.self, forKey: .traceNumber),
      date: try values.decodeIfPresent(ExtractedField<LocalDate>.self, forKey: .date),
      amount: try values.decodeIfPresent(ExtractedField<Money>.self, forKey: .amount),
      claims: try values.decode([ExtractedClaim].self, forKey: .claims),
      totals: try values.decode(ExtractedAmounts.self, forKey: .totals))
    kindConfidence = try values.decodeIfPresent(Double.self, forKey: .kindConfidence)
    kindWords = try values.decode([String].self, forKey: .kindWords)
    // Absent in what was stored before these were read.
    providerAdjustments = try values.decodeIfPresent([ExtractedAdjustment].self, forKey: .providerAdjustments) ?? []
    provider = try values.decodeIfPresent(ExtractedField<String>.self, forKey: .provider)
    checks = try values.decode([CrossCheck].self, forKey: .checks)
    disagreements = try values.decodeIfPresent([String].self, forKey: .disagreements) ?? []
    thresholds = try values.decode(Thresholds.self, forKey: .thresholds)
  }
}
