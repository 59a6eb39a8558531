// The desk where people ask cash application to link, release, un-post, write off and refund, and approve each other.

import PaymentEvents

/// Takes requests about money and claims, and sends each to cash application, which decides and answers.
package struct PostingDesk: Sendable {
  let sender: RequestSender

  /// Creates it.
  package init(sender: RequestSender) { self.sender = sender }

  /// What somebody sends. Who asks, and in which role, is not taken from it.
  package struct Wish: Sendable, Codable {
    /// Made up by the sender: the same key is the same request, however often it is sent.
    package var key: String
    /// What is wanted.
    package var action: PostingActionRequested

    /// Creates it; see the properties.
    package init(key: String, action: PostingActionRequested) { (self.key, self.action) = (key, action) }
  }

  /// Sends a request, noted in the audit. Cash application's answer names it by the id. - Throws: ``DeskRefusal``.
  package func ask(_ wish: Wish, by person: Operator) async throws -> RequestSender.Receipt {
    guard (1...64).contains(wish.action.reasonCode.utf8.count) else {
      throw DeskRefusal(.invalid, "a request needs a reason code of 1 to 64 characters")
    }
    var action = wish.action
    action.requestedBy = person.name
    action.role = person.postingRole.rawValue
    let order = RequestSender.Order(
      kind: "posting action", key: wish.key, person: person, action: "\(action.action.rawValue) posting",
      about: action.reasonCode, reason: action.reason)
    return try await sender.send(order) { [try sender.event(action, cause: order.cause, at: $0)] }
  }
}

extension Operator {
  /// The role in which the person acts on postings: the one with the widest powers.
  var postingRole: OperatorRole {
    [OperatorRole.administrator, .finance, .biller].first(where: roles.contains) ?? .viewer
  }
}
