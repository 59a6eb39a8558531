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
  func allows(_ request: PostingActionRequested) -> Bool {
    switch request.action {
    case .link, .unlink, .assign, .approve, .decline: true
    // A deposit or a return that is released moves cash.
    case .release: request.deposit == nil || isWithinThreshold(request)
    case .assignItem, .returnItem, .noteItem, .closeItem: true
    case .closePeriod, .reopenPeriod: false
    case .unpost, .writeOff, .refundCredit, .payRefund, .acceptOverpayment, .refundPayer, .confirmDuplicate, .split,
      .unsplit, .cardFee, .dropCardFee, .transfer:
      isWithinThreshold(request)
    }
  }

  private func isWithinThreshold(_ request: PostingActionRequested) -> Bool {
    (request.amount?.cents ?? .max) <= thresholds[request.role] ?? -1
  }

  /// Whether another person in this role may agree to it.
  func mayApprove(_ request: PostingActionRequested, as role: String) -> Bool {
    switch request.action {
    case .closePeriod, .reopenPeriod: return Self.periodRoles.contains(role)
    default:
      var asked = request
      asked.role = role
      return allows(asked)
    }
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
