// Who decides alone, and who has to agree: thresholds by role, and the roles that close accounting periods.

import PaymentEvents

/// Up to which amount each role acts alone; above it a second person approves.
package struct ApprovalRules: Sendable, Equatable, Codable {
  /// Cents by role. A role that is not listed never acts alone.
  package var thresholds: [String: Int64]
  /// The roles that may approve the closing and reopening of a period, which nobody does alone.
  package static let periodRoles: Set<String> = ["finance", "administrator"]

  /// Creates it; see the property.
  package init(thresholds: [String: Int64] = ["biller": 25_00, "finance": 1_000_00, "administrator": 1_000_00]) {
    self.thresholds = thresholds
  }

  /// Whether one person in this role may do it. What moves money between deposits and advices, or lets something post
  /// that rules would post, needs no second person; what gives money up, pays it, takes a posting back, or says whether
  /// cash is real and whose it is does, and so does what decides which month money counts in.
  /// - Parameter before: cents of the same action on the same thing (``PostingActionRequested/about``) that stand
  ///   already: parts of an amount count like the whole.
  func allows(_ request: PostingActionRequested, before: Int64 = 0) -> Bool {
    switch request.action {
    case .link, .unlink, .assign, .approve, .decline: true
    // A deposit or a return that is released moves cash.
    case .release: request.deposit == nil || isWithinThreshold(request, before)
    case .assignItem, .returnItem, .noteItem, .closeItem: true
    case .closePeriod, .reopenPeriod: false
    case .unpost, .writeOff, .refundCredit, .payRefund, .acceptOverpayment, .refundPayer, .confirmDuplicate, .split,
      .unsplit, .cardFee, .dropCardFee, .transfer:
      isWithinThreshold(request, before)
    }
  }

  private func isWithinThreshold(_ request: PostingActionRequested, _ before: Int64) -> Bool {
    let (sum, isTooLarge) = (request.amount?.cents ?? .max).addingReportingOverflow(max(0, before))
    return !isTooLarge && sum <= thresholds[request.role] ?? -1
  }

  /// Whether another person in this role may agree to it.
  func mayApprove(_ request: PostingActionRequested, as role: String, before: Int64 = 0) -> Bool {
    switch request.action {
    case .closePeriod, .reopenPeriod: return Self.periodRoles.contains(role)
    default:
      var asked = request
      asked.role = role
      return allows(asked, before: before)
    }
  }

  /// Why no role at all may approve it, and what to do; nil where one may.
  func deadEnd(_ request: PostingActionRequested, before: Int64) -> String? {
    let roles = Self.periodRoles.union(thresholds.keys)
    guard !roles.contains(where: { mayApprove(request, as: $0, before: before) }) else { return nil }
    let known = thresholds.sorted { $0.key < $1.key }.map { "\($0.key) \(Money.text($0.value))" }
    return "nobody may approve it: it is above every role's threshold (\(known.joined(separator: ", "))), what was "
      + "done of the same before included; raise approvalThresholds in config/cash-application.yaml, then ask again"
  }

  /// Why ``mayApprove(_:as:)`` says no.
  func refusal(of request: PostingActionRequested, as role: String) -> String {
    switch request.action {
    case .closePeriod, .reopenPeriod:
      "periods are closed and reopened by \(Self.periodRoles.sorted().joined(separator: " or ")), not by \(role)"
    default: "the amount is beyond what the role \(role) may approve"
    }
  }
}

extension PostingActionRequested {
  /// What the amounts of an action add up over; nil where an amount is the whole of its document, and can be no part.
  var about: String? {
    let parts: [String?]
    switch action {
    case .split, .unsplit, .cardFee, .dropCardFee: parts = [deposit]
    case .writeOff, .refundCredit, .payRefund: parts = [patientControlNumber, debtor]
    case .acceptOverpayment, .refundPayer: parts = [debtor, taxIdentifier, provider, reference]
    case .transfer: parts = [debitAccount, creditAccount, patientControlNumber]
    default: return nil
    }
    return parts.map { $0 ?? "" }.joined(separator: "\u{1F}")
  }

  /// What takes the action back: of an amount that was added and taken back nothing stands.
  var inverse: Action? {
    switch action {
    case .split: .unsplit
    case .cardFee: .dropCardFee
    default: nil
    }
  }
}
