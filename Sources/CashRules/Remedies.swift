// Which command does what an item's sentence says: release it, link it, write it off.

/// Commands for people, with what is known of the item put in and `…` for what only the person knows.
package struct Remedies: Sendable {
  private let reason: HoldReason
  /// The document: an advice, a deposit, a request.
  private let unit: String
  /// The claim's place in the advice, where the item is about one.
  private let sequence: Int?
  private let item: String
  private let claimNumber: String
  private let debtor: String
  private let amount: String

  /// Creates it.
  /// - Parameters:
  ///   - reason: the item's reason.
  ///   - item: the item's id.
  ///   - unit: its document's id.
  ///   - sequence: the claim's place in the advice.
  ///   - claim: the patient control number.
  ///   - debtor: whose balance it is.
  ///   - amount: the item's amount, as it is written on the command line.
  package init(
    _ reason: HoldReason, item: String, unit: String, sequence: Int?, claim: String? = nil, debtor: String? = nil,
    amount: String? = nil
  ) {
    claimNumber = claim.map(Self.word) ?? "…"
    self.debtor = debtor.map(Self.word) ?? "…"
    self.amount = amount ?? "…"
    self.reason = reason
    self.item = item
    self.unit = unit
    self.sequence = sequence
  }

  /// The commands; none where only a document or the configuration takes the reason away.
  package var commands: [String] {
    let own = asks.map { "tributary postings ask \($0) \(Self.why)" } + others
    return own + (reason.isClosedByPeople ? ["tributary work-items close \(item) \(Self.why)"] : [])
  }

  /// One word of a shell.
  private static func word(_ text: String) -> String {
    let isPlain = text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "-_.:/".contains($0)) }
    return isPlain && !text.isEmpty ? text : "'\(text.replacing("'", with: "'\\''"))'"
  }

  private static let why = "--code … --reason …"
  private var claim: String { "--advice \(unit) --sequence \(sequence ?? 1)" }

  private var asks: [String] {
    switch reason {
    case .notFunded: ["link --deposit … --advice \(unit)", release]
    case .payerReview, .adviceDuplicateSuspected, .providerAdjustmentHeld: [release]
    case .fundingWithdrawn: ["link --deposit … --advice \(unit)", "unpost --advice \(unit) --sequence … --amount …"]
    case .depositWithoutAdvice, .adviceSuggested: ["link --deposit \(unit) --advice …"]
    case .amountDiffers: ["link --deposit \(unit) --advice …", "card-fee --deposit \(unit) --amount …"]
    case .depositDuplicateSuspected, .returnDuplicateSuspected:
      [
        "release --deposit \(unit) --subject \(reason.rawValue) --amount \(amount)",
        "confirm-duplicate --deposit \(unit) --amount \(amount)",
      ]
    case .duplicateSuspected, .priorPayerNotPosted, .varianceAboveTolerance: [releaseClaim]
    case .unposted: [releaseClaim, "assign \(claim) --claim …"]
    case .chargeAmbiguous: ["assign \(claim) --charge …"]
    case .claimNotFound, .payerNotOnClaim, .reversalWithoutOriginal: ["assign \(claim) --claim …"]
    case .chargeOpenedAlready: ["release --claim \(claimNumber) --subject \(reason.rawValue)"]
    case .denied: [
        "write-off --claim \(claimNumber) --debtor … --subject bad-debt --amount \(amount)",
        "unpost \(claim) --amount …",
      ]
    case .creditBalance:
      [
        "refund-credit --claim \(claimNumber) --debtor \(debtor) --amount \(amount)",
        "pay-refund --claim \(claimNumber) --debtor \(debtor) --account … --amount \(amount)",
      ]
    case .providerAdjustmentReview: ["transfer --debit-account … --credit-account … --amount …"]
    case .takeBackUnmatched:
      ["accept-overpayment --debtor … --claim … --provider … --tax-identifier … --reference … --amount …"]
    default: []
    }
  }

  private var others: [String] {
    switch reason {
    case .approvalRequired:
      ["tributary postings approve \(unit) \(Self.why)", "tributary postings decline \(unit) \(Self.why)"]
    case .payerPaused: ["tributary payers resume … --reason …"]
    case .journalRejected: ["tributary journals show \(unit)", "tributary journals retry \(unit) --reason …"]
    case .depositNotConfirmed: ["tributary files withdraw … --reason …"]
    case .ledgerDiffers: [ledger]
    case .documentReview:
      ["tributary documents show \(unit)", "tributary documents correct \(unit) --reason …"]
    default: []
    }
  }

  /// The unit is `ledger <target> <day> <currency>`.
  private var ledger: String {
    let day = unit.split(separator: " ").dropLast().last.map(String.init) ?? "…"
    return "tributary ledger reconcile --from \(day) --until \(day) --reason …"
  }
  private var release: String { "release --advice \(unit) --subject \(reason.rawValue)" }
  private var releaseClaim: String { "release \(claim) --subject \(reason.rawValue)" }
}
