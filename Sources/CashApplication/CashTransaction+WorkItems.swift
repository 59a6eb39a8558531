// What waits for a person: opened once for the same thing and reason, resolved when the reason no longer stands.

import CashRules
import PaymentEvents
import Storage

extension CashTransaction {
  /// Opens an item, unless it is open. One whose amount has changed is resolved and opened anew; it keeps its due day.
  func open(_ item: WorkItem, unit: UnitContext) throws {
    let id = EventID(
      tenant: configuration.tenant, cause: unit.id, step: "\(item.reason.rawValue) \(item.subject)",
      type: WorkItemOpened.type)
    let opened = item.opened(
      id: id, on: asOf, holidays: rules.holidays, currency: unit.currency, context: [unit.kind: unit.id])
    try resolve(
      where: "id = ? AND amount <> ?", [.text(id.text), .integer(item.amount.cents)], resolution: "The amount changed.")
    guard let times = try store(opened, item, unit) else { return }
    try send(
      opened, subject: id.text, cause: id.text, step: "opened \(times)", about: unit, causationID: unit.id)
  }

  /// Returns how often the item has been opened, this time included; nil when it is open already.
  /// One that a person has closed stays closed, unless its amount changes.
  private func store(_ opened: WorkItemOpened, _ item: WorkItem, _ unit: UnitContext) throws -> Int64? {
    try connection.first(
      """
      INSERT INTO work_items AS w (id, reason, category, scope, unit, queue, priority, opened_on, due_on, amount,
        currency, summary, reference, correlation_id, role, subcategory, state, times)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'open', 1)
      ON CONFLICT (id) DO UPDATE SET state = 'open', times = w.times + 1, resolution = NULL, amount = excluded.amount,
        summary = excluded.summary, closed_by = NULL
      WHERE w.state = 'resolved' AND (w.closed_by IS NULL OR w.amount <> excluded.amount)
      RETURNING times
      """,
      [
        .text(opened.workItem.text), .text(opened.reason), .text(opened.category), .text(opened.scope),
        .text(unit.id), .text(opened.queue), .integer(Int64(opened.priority)), .text(asOf.iso),
        .text(opened.dueDate.iso), .integer(item.amount.cents), .text(unit.currency), .text(item.summary),
        .text(item.references["claimSequence"] ?? item.subject), .text(unit.correlationID), .optional(opened.role),
        .optional(item.references["denialCategory"]),
      ])?.integer(0)
  }

  /// Resolves the open items of a unit, except those of some reasons.
  /// - Parameters:
  ///   - reference: only those about this claim.
  ///   - scope: only those that hold this.
  func resolveAll(
    unit: UnitContext, resolution: String, except reasons: Set<String>, reference: String? = nil, scope: String? = nil
  ) throws {
    var condition = "unit = ?"
    var arguments: [SQLValue] = [.text(unit.id)]
    if let reference {
      condition += " AND reference = ?"
      arguments.append(.text(reference))
    }
    if let scope {
      condition += " AND scope = ?"
      arguments.append(.text(scope))
    }
    for reason in reasons.sorted() {
      condition += " AND reason <> ?"
      arguments.append(.text(reason))
    }
    try resolve(where: condition, arguments, resolution: resolution)
  }

  func resolve(where condition: String, _ arguments: [SQLValue], resolution: String) throws {
    let items = try connection.query(
      """
      UPDATE work_items SET state = 'resolved', resolution = ?, resolved_on = ? WHERE state = 'open' AND \(condition)
      RETURNING id, reason, times, currency, unit, correlation_id
      """, [.text(resolution), .text(asOf.iso)] + arguments)
    for row in items {
      let unit = UnitContext(
        id: row.text(4), kind: "work-item", date: asOf, currency: row.text(3), correlationID: row.text(5))
      try send(
        WorkItemResolved(workItem: EventID(row.text(0)), reason: row.text(1), resolution: resolution),
        subject: row.text(0), cause: row.text(0), step: "resolved \(row.integer(2))", about: unit,
        causationID: unit.id)
    }
  }
}
