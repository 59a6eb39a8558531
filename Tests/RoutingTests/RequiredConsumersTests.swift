// Consumers that must be bound.

import Routing
import Testing

struct RequiredConsumersTests {
  private let required = RequiredConsumers([
    "deposit.received.v1": ["cash-application"], "journal.requested.v1": ["erp-posting", "audit"],
  ])

  @Test func nothingIsMissingWhenAllAreBound() {
    let bindings = [
      Binding(queue: "cash-application", pattern: "deposit.*.v1"), Binding(queue: "erp-posting", pattern: "journal.#"),
      Binding(queue: "audit", pattern: "#"), Binding(queue: "operations", pattern: "#"),
    ]
    #expect(required.missing(in: bindings) == [])
  }

  @Test func aTapIsNoConsumer() {
    let missing = required.missing(in: [
      Binding(queue: "operations", pattern: "#"), Binding(queue: "erp-posting", pattern: "journal.requested.v2"),
      Binding(queue: "audit", pattern: "journal.requested.v1"),
    ])
    #expect(
      missing == [
        .init(routingKey: "deposit.received.v1", queue: "cash-application"),
        .init(routingKey: "journal.requested.v1", queue: "erp-posting"),
      ])
    #expect(missing.first?.description.contains("cash-application") == true)
  }

  @Test func withoutBindingsEverythingIsMissing() {
    #expect(required.missing(in: []).count == 3)
    #expect(RequiredConsumers([:]).missing(in: []) == [])
  }
}
