// Content-based routes: which rules match, where they send an event, and why.

import AdapterKit
import JSONRules
import Routing
import Testing

@Suite struct RouteTableTests {
  private let types = ["tributary.deposit.received.v1", "tributary.charge.posted.v1"]
  private let rules = """
    rules:
      - {name: large, types: [tributary.deposit.*.v1], when: {field: /data/amount, atLeast: 1000}, to: [treasury]}
      - {name: deposits, types: [tributary.deposit.received.v1], to: [warehouse, audit]}
      - {name: charges, types: tributary.charge.posted.*, to: warehouse}
    """

  private func table(_ yaml: String) throws -> RouteTable {
    try RouteTable(
      RuleFile.read(yaml, as: "routes.yaml"), systems: ["treasury", "warehouse", "audit"], types: types)
  }

  private func decide(_ table: RouteTable, amount: Int, type: String? = nil) -> RouteTable.Decision {
    table.decide(type: type ?? types[0]) { .object(["data": .object(["amount": .number(String(amount))])]) }
  }

  @Test func allMatchesCount() throws {
    let decision = decide(try table("match: all\n" + rules), amount: 1000)
    #expect(decision.destinations == ["audit", "treasury", "warehouse"])
    #expect(decision.reasons.map(\.matched) == [true, true, false])
    #expect(
      decision.summary
        == "large to treasury: /data/amount is at least 1000; deposits to warehouse, audit: it is for this type")
  }

  @Test func theFirstMatchCounts() throws {
    let first = try table("match: first\n" + rules)
    let large = decide(first, amount: 1000)
    #expect(large.destinations == ["treasury"])
    #expect(
      large.reasons.map(\.why) == [
        "/data/amount is at least 1000", "a rule before it matched", "a rule before it matched",
      ])
    #expect(decide(first, amount: 999).destinations == ["audit", "warehouse"])
  }

  @Test func whatNoRuleWantsGoesNowhereElse() throws {
    let decision = try table("").decide(type: types[0]) { nil }
    #expect(decision.destinations.isEmpty && decision.reasons.isEmpty && decision.summary == nil)
  }

  @Test func theDocumentIsReadOnlyForAConditionAndOnce() throws {
    let table = try table("match: all\n" + rules)
    var asked = 0
    _ = table.decide(type: types[1]) {
      asked += 1
      return nil
    }
    #expect(asked == 0)
    let unreadable = table.decide(type: types[0]) { nil }
    #expect(
      unreadable.reasons[0].why == "the event cannot be read" && unreadable.destinations == ["audit", "warehouse"])
  }

  @Test(
    arguments: [
      ("match: some", "routes.yaml:1: match: expected first or all"),
      (
        "rules: [{name: a, types: [tributary.charge.*.v1]}]", "routes.yaml:1: rules[0]: a rule needs name, types and to"
      ),
      (
        "rules: [{name: a, types: [tributary.charge.psted.v1], to: [audit]}]",
        "routes.yaml:1: rules[0].types: 'tributary.charge.psted.v1' fits no type that has a schema; "
          + "is 'tributary.charge.posted.v1' meant?"
      ),
      (
        "rules:\n- {name: a, types: ['#'], to: [nobody]}", "routes.yaml:2: rules[0].to: no system 'nobody' with a queue"
      ),
      (
        "rules:\n- {name: a, types: ['#'], to: audit}\n- {name: a, types: ['#'], to: audit}",
        "routes.yaml:3: rules[1]: two rules are called 'a'"
      ),
      ("rules:\n- {name: a, types: ['#'], to: []}", "routes.yaml:2: rules[0]: types and to need at least one entry"),
    ])
  func whatIsWrongHasItsPlace(_ yaml: String, _ words: String) {
    let error = #expect(throws: RuleError.self) { try table(yaml) }
    #expect(error?.description.hasPrefix(words) == true, "\(error?.description ?? "")")
  }
}
