// Templates: what people write, without Swift, about the documents of a payer. See config/documents.

import JSONRules

/// What stands where on documents of a kind or of a payer.
package struct ExtractionTemplate: Sendable {
  /// A field of the document's head.
  package struct Field: Sendable {
    /// What may stand before or above its value.
    package var labels: [Label]
    /// What the whole value looks like, as a regular expression; nil for anything.
    package var pattern: String?
  }

  /// The head of a letter about one claim.
  package struct Letter: Sendable {
    package var reference = Field(labels: [], pattern: nil)
    package var date = Field(labels: [], pattern: nil)
    package var amount = Field(labels: [], pattern: nil)
    package var service = Field(labels: [], pattern: nil)
  }

  package var name: String
  package var version: Int
  /// Words of which all must stand on the document; none for a template that fits everything.
  package var recognise: [Label]
  /// Words that tell a kind of document.
  package var kinds: [String: [Label]]
  package var traceNumber: Field
  package var date: Field
  package var amount: Field
  /// The NPI of the provider who is paid.
  package var provider: Field
  /// What letters call their own number, their day and what they are about.
  package var letter: Letter
  /// Titles of the columns of claims and lines.
  package var columns: [ColumnField: [Label]]
  /// Labels in the line that begins a claim.
  package var claim: [ColumnField: [Label]]
  /// What the line with a claim's sums, and with the document's, begins with.
  package var claimTotals: [Label]
  package var totals: [Label]
  /// Lines that change the payment and belong to no claim.
  package var providerAdjustments: [ProviderAdjustmentLabel]
  /// The reason codes that columns stand for by their titles, where the document states none.
  package var codes: [Label: String]
  package var thresholds: Thresholds
}

/// What a line that changes the payment begins with.
package struct ProviderAdjustmentLabel: Sendable {
  package var label: Label
  /// PLB03-1 (ASC X12 005010X221A1).
  package var code: String
  /// Whether it adds to the payment.
  package var isMore: Bool
}

/// How sure values must be so that nobody has to look.
package struct Thresholds: Sendable, Equatable, Codable {
  /// The least confidence of each amount: one that was recognised and that no sum confirms does not reach it.
  package var amount = 0.99
  /// The least confidence of trace number and day.
  package var head = 0.85
  /// The least confidence of the number by which a claim is found.
  package var claim = 0.8

  package init() {}
}

/// What a column holds.
package enum ColumnField: String, Sendable, CaseIterable {
  case claim
  case payerClaim
  case patient
  case date
  case procedure
  case charge
  case allowed
  case adjustment
  case deductible
  case coinsurance
  case copay
  case patientResponsibility
  case otherPayer
  case paid
  case reason
  /// A column that is known by its title and not used.
  case ignored

  /// The amount it holds; nil for other columns.
  package var amount: AmountKind? { AmountKind(rawValue: rawValue) }
}

extension ExtractionTemplate {
  private static let keys = [
    "template", "version", "extends", "recognise", "kinds", "fields", "letter", "columns", "claim", "claimTotals",
    "totals", "providerAdjustments", "codes", "thresholds",
  ]

  /// Reads a template. - Throws: `RuleError` with file and line.
  package init(_ node: RuleNode) throws(RuleError) {
    let section = try node.section(Self.keys)
    func need(_ key: String) throws(RuleError) -> RuleNode {
      guard let value = section[key] else { throw node.error("'\(key)' is missing") }
      return value
    }
    name = try need("template").text()
    version = try need("version").integer(1...1_000_000)
    recognise = try Self.labels(section["recognise"])
    kinds = [:]
    for (key, value) in try section["kinds"]?.entries() ?? [] { kinds[try key.text()] = try Self.labels(value) }
    let fields = try need("fields").section(["traceNumber", "date", "amount", "provider"])
    func field(_ key: String) throws(RuleError) -> Field {
      guard let value = fields[key] else { throw try need("fields").error("'\(key)' is missing") }
      return try Self.field(value)
    }
    (traceNumber, date, amount) = (try field("traceNumber"), try field("date"), try field("amount"))
    provider = try fields["provider"].map(Self.field) ?? Field(labels: [], pattern: nil)
    letter = try section["letter"].map(Self.letter) ?? Letter()
    columns = try Self.columns(need("columns"))
    claim = try section["claim"].map(Self.columns) ?? [:]
    claimTotals = try Self.labels(section["claimTotals"])
    totals = try Self.labels(section["totals"])
    providerAdjustments = try section["providerAdjustments"].map(Self.providerAdjustments) ?? []
    codes = try section["codes"].map(Self.codes) ?? [:]
    thresholds = try section["thresholds"].map(Self.thresholds) ?? Thresholds()
  }

  private static func letter(_ node: RuleNode) throws(RuleError) -> Letter {
    let section = try node.section(["reference", "date", "amount", "service"])
    var letter = Letter()
    if let value = section["reference"] { letter.reference = try field(value) }
    if let value = section["date"] { letter.date = try field(value) }
    if let value = section["amount"] { letter.amount = try field(value) }
    if let value = section["service"] { letter.service = try field(value) }
    return letter
  }

  /// `less` and `more`: codes, each with what its lines begin with; the longest first.
  private static func providerAdjustments(_ node: RuleNode) throws(RuleError) -> [ProviderAdjustmentLabel] {
    let section = try node.section(["less", "more"])
    var found: [ProviderAdjustmentLabel] = []
    for (key, isMore) in [("less", false), ("more", true)] {
      for (code, value) in try section[key]?.entries() ?? [] {
        let name = try code.text()
        guard name.count == 2, name.allSatisfy({ $0.isASCII && ($0.isUppercase || $0.isNumber) }) else {
          throw code.error("'\(name)' is no code of a provider-level adjustment (PLB03-1), as WO")
        }
        found += try labels(value).map { ProviderAdjustmentLabel(label: $0, code: name, isMore: isMore) }
      }
    }
    return found.sorted { $0.label.tokens.count > $1.label.tokens.count }
  }

  private static func codes(_ node: RuleNode) throws(RuleError) -> [Label: String] {
    var codes: [Label: String] = [:]
    for (key, value) in try node.entries() {
      let code = try key.text()
      guard ReasonCode.isCode(code) else { throw key.error("'\(code)' is no group and reason code, as CO-45") }
      for label in try labels(value) {
        guard codes.updateValue(code, forKey: label) == nil else {
          throw value.error("a title stands for two codes; leave it with one")
        }
      }
    }
    return codes
  }

  /// In hundredths of a per cent, since a fraction would have to be rounded.
  private static func thresholds(_ node: RuleNode) throws(RuleError) -> Thresholds {
    let section = try node.section(["amount", "head", "claim"])
    var thresholds = Thresholds()
    func read(_ key: String, _ path: WritableKeyPath<Thresholds, Double>) throws(RuleError) {
      guard let value = try section[key]?.integer(5_000...10_000) else { return }
      thresholds[keyPath: path] = Double(value) / 10_000
    }
    try read("amount", \.amount)
    try read("head", \.head)
    try read("claim", \.claim)
    return thresholds
  }

  private static func labels(_ node: RuleNode?) throws(RuleError) -> [Label] {
    guard let node else { return [] }
    let labels = try node.texts().map(Label.init)
    guard labels.allSatisfy({ !$0.tokens.isEmpty }) else { throw node.error("a label needs a letter or a digit") }
    // The longest first, so that `claim total` is seen before `total`.
    return labels.sorted { ($0.tokens.count, $0.tokens.joined().count) > ($1.tokens.count, $1.tokens.joined().count) }
  }

  private static func field(_ node: RuleNode) throws(RuleError) -> Field {
    let section = try node.section(["labels", "pattern"])
    let pattern = try section["pattern"]?.text()
    if let pattern, (try? Regex(pattern)) == nil {
      throw node.error("'\(pattern)' is no regular expression")
    }
    return Field(labels: try labels(section["labels"]), pattern: pattern)
  }

  private static func columns(_ node: RuleNode) throws(RuleError) -> [ColumnField: [Label]] {
    var columns: [ColumnField: [Label]] = [:]
    for (key, value) in try node.entries() {
      guard let field = ColumnField(rawValue: try key.text()) else {
        let known = ColumnField.allCases.map(\.rawValue).joined(separator: ", ")
        throw key.error("there is no such column; known are \(known)")
      }
      columns[field] = try labels(value)
    }
    return columns
  }
}
