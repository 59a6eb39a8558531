// What people do with work items: take them on, hand them back, write notes, and close those that only tell.

import CashRules
import PaymentEvents
import Storage

extension CashTransaction {
  /// Applies an action about a work item, and keeps it in the item's history.
  /// - Throws: ``Obstacle`` where there is no such item, or nothing of the kind can be done with it.
  func work(onItem event: Event<PostingActionRequested>) throws {
    let request = event.data
    let row = try request.workItem.flatMap {
      try connection.first("SELECT id, state, reason, assignee FROM work_items WHERE id = ?", [.text($0)])
    }
    guard let row else { throw Obstacle("there is no work item of this id") }
    let item = row.text(0)
    let isOpen = row.text(1) == "open"
    guard isOpen || request.action == .noteItem else { throw Obstacle("the work item is \(row.text(1))") }
    switch request.action {
    case .assignItem:
      let assignee = request.assignee ?? request.requestedBy
      try setAssignee(assignee, of: item)
      try note(event, on: item, "assigned", "to \(assignee): \(request.reason)")
    case .returnItem:
      guard row.optionalText(3) != nil else { throw Obstacle("nobody works on it") }
      try setAssignee(nil, of: item)
      try note(event, on: item, "returned", request.reason)
    case .noteItem: try note(event, on: item, "noted", request.reason)
    default: try close(item, HoldReason(rawValue: row.text(2)), event)
    }
  }

  private func setAssignee(_ assignee: String?, of item: String) throws {
    try connection.execute("UPDATE work_items SET assignee = ? WHERE id = ?", [.optional(assignee), .text(item)])
  }

  private func close(_ item: String, _ reason: HoldReason?, _ event: Event<PostingActionRequested>) throws {
    guard let reason, reason.isClosedByPeople else {
      throw Obstacle("it ends when its reason goes, not by hand; docs/posting.md says by what")
    }
    try note(event, on: item, "closed", event.data.reason)
    try resolve(where: "id = ?", [.text(item)], resolution: "A person closed it: \(event.data.reasonCode).")
    try connection.execute(
      "UPDATE work_items SET closed_by = ? WHERE id = ?", [.text(event.data.requestedBy), .text(item)])
  }

  private func note(_ event: Event<PostingActionRequested>, on item: String, _ kind: String, _ text: String) throws {
    try connection.execute(
      """
      INSERT INTO work_item_notes (item, number, as_of, person, kind, code, text)
      SELECT ?1, COALESCE(MAX(number), 0) + 1, ?2, ?3, ?4, ?5, ?6 FROM work_item_notes WHERE item = ?1
      """,
      [
        .text(item), .text(asOf.iso), .text(event.data.requestedBy), .text(kind), .text(event.data.reasonCode),
        .text(text),
      ])
  }
}
