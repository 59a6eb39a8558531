// What people ask for about money and claims: checked, approved by a second person where it must be, and booked.

import CashRules
import PaymentEvents
import Storage

/// Why something that a person asked for cannot be done as things are.
struct Obstacle: Error {
  let text: String

  init(_ text: String) { self.text = text }
}

extension CashTransaction {
  /// Applies a request, keeps it for a second person, or refuses it; answers in any case. Nothing is half done.
  func receive(action event: Event<PostingActionRequested>) throws {
    let request = event.data
    try keep(event)
    do {
      switch request.action {
      case .approve, .decline:
        try decide(event)
        try connection.execute(
          "UPDATE actions SET state = 'applied' WHERE id = ?", [.text(event.context.id.text)])
      default:
        let before = try standing(of: request)
        guard configuration.approvals.allows(request, before: before) else {
          try tryOut(event)
          if let reason = configuration.approvals.deadEnd(request, before: before) { throw Obstacle(reason) }
          return try wait(event)
        }
        try connection.savepoint { try apply(event) }
        try answer(event, .applied)
      }
    } catch let obstacle as Obstacle {
      try connection.execute(
        "UPDATE actions SET state = 'refused', obstacle = ? WHERE id = ?",
        [.text(String(obstacle.text.prefix(500))), .text(event.context.id.text)])
      try answer(event, .refused, obstacle: obstacle.text)
    }
  }

  /// What cannot be done now waits for nobody: it is done, and undone at once. - Throws: ``Obstacle``.
  private func tryOut(_ event: Event<PostingActionRequested>) throws {
    do {
      try connection.savepoint {
        try apply(event)
        throw TriedOut()
      }
    } catch is TriedOut {}
  }

  private struct TriedOut: Error {}

  private func apply(_ event: Event<PostingActionRequested>) throws {
    switch event.data.action {
    case .link: try link(event)
    case .unlink: try unlink(event)
    case .release: try release(event)
    case .assign: try assign(event)
    case .unpost: try unpost(event)
    case .writeOff, .refundCredit, .payRefund: try bookReceivable(event)
    case .acceptOverpayment, .refundPayer: try bookOpenItem(event)
    case .confirmDuplicate: try confirmDuplicate(event)
    case .split, .unsplit: try split(event)
    case .cardFee, .dropCardFee: try changeCardFee(event)
    case .transfer: try transfer(event)
    case .closePeriod, .reopenPeriod: try changePeriod(event)
    case .assignItem, .returnItem, .noteItem, .closeItem: try work(onItem: event)
    case .approve, .decline: break
    }
    try connection.execute(
      "UPDATE actions SET state = 'applied' WHERE id = ?", [.text(event.context.id.text)])
  }

  // MARK: - Two people

  private func keep(_ event: Event<PostingActionRequested>) throws {
    try connection.execute(
      """
      INSERT INTO actions (id, action, requested_by, role, reason_code, reason, amount, currency, state, as_of, about,
        claim, request)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'requested', ?, ?, ?, ?)
      """,
      [
        .text(event.context.id.text), .text(event.data.action.rawValue), .text(event.data.requestedBy),
        .text(event.data.role), .text(event.data.reasonCode), .text(event.data.reason),
        .optional(event.data.amount?.cents), .text(event.data.currency), .text(asOf.iso), .optional(event.data.about),
        .optional(event.data.patientControlNumber), .text(try KeptRequest.encode(event.data)),
      ])
  }

  /// What has been done of the same action on the same thing, less what was taken back of it, in cents.
  private func standing(of request: PostingActionRequested) throws -> Int64 {
    guard let about = request.about else { return 0 }
    let row = try connection.first(
      """
      SELECT COALESCE(SUM(CASE WHEN action = ? THEN amount ELSE -amount END), 0) FROM actions
      WHERE about = ? AND action IN (?, ?) AND state = 'applied'
      """,
      [
        .text(request.action.rawValue), .text(about), .text(request.action.rawValue),
        .text((request.inverse ?? request.action).rawValue),
      ])
    return row?.integer(0) ?? 0
  }

  private func wait(_ event: Event<PostingActionRequested>) throws {
    try connection.execute("UPDATE actions SET state = 'waiting' WHERE id = ?", [.text(event.context.id.text)])
    try open(
      WorkItem(
        .approvalRequired, amount: event.data.amount ?? .zero,
        detail: event.data.askedFor, subject: "approval",
        references: ["request": event.context.id.text]), unit: unit(ofAction: event))
    try answer(event, .waiting)
  }

  /// A second person agrees, or does not.
  private func decide(_ event: Event<PostingActionRequested>) throws {
    guard let id = event.data.request,
      let row = try connection.first(
        """
        SELECT a.state, a.requested_by, i.body FROM actions a JOIN inputs i ON i.event_id = a.id WHERE a.id = ?
        """, [.text(id)])
    else { throw Obstacle("there is no such request; see the list of those that wait") }
    guard row.text(0) == "waiting" else { throw Obstacle("the request waits for nobody: it is \(row.text(0))") }
    guard row.text(1) != event.data.requestedBy else {
      throw Obstacle("who has asked for something cannot approve it; ask somebody else")
    }
    let original = try Event<PostingActionRequested>(json: configuration.cipher.open(row.blob(2)))
    let before = try standing(of: original.data)
    guard
      event.data.action == .decline
        || configuration.approvals.mayApprove(original.data, as: event.data.role, before: before)
    else { throw Obstacle(configuration.approvals.refusal(of: original.data, as: event.data.role)) }
    let approves = event.data.action == .approve
    if approves { try connection.savepoint { try apply(original) } }
    try connection.execute(
      "UPDATE actions SET state = ?, decided_by = ? WHERE id = ?",
      [.text(approves ? "applied" : "declined"), .text(event.data.requestedBy), .text(id)])
    try resolveAll(
      unit: unit(ofAction: original), resolution: approves ? "A second person approved." : "A second person declined.",
      except: [])
    try answer(original, approves ? .applied : .declined, decidedBy: event.data.requestedBy)
  }

  private func answer(
    _ event: Event<PostingActionRequested>, _ outcome: PostingActionDecided.Outcome, decidedBy: String? = nil,
    obstacle: String? = nil
  ) throws {
    try send(
      PostingActionDecided(
        request: event.context.id, action: event.data.action, outcome: outcome, requestedBy: event.data.requestedBy,
        decidedBy: decidedBy, obstacle: obstacle.map { String($0.prefix(500)) }),
      subject: event.context.id.text, cause: event.context.id.text, step: "decided: \(outcome.rawValue)",
      about: unit(ofAction: event))
  }

  /// The unit of what a person's request books.
  func unit(ofAction event: Event<PostingActionRequested>) -> UnitContext {
    UnitContext(
      id: event.context.id.text, kind: event.data.action.rawValue, date: asOf, currency: event.data.currency,
      correlationID: event.context.correlationID)
  }
}
