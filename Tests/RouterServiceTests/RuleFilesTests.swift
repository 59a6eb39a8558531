// Rule files as the router reads them: what is wrong is said with file, line and key, and leaves the old rules.

import AdapterKit
import Foundation
import JSONRules
import Messaging
import RouterService
import Routing
import SchemaValidation
import TestSupport
import Testing

@Suite struct RuleFilesTests {
  /// A home folder of its own: a copy of the configuration as shipped, and the schemas.
  private func withHome(_ body: (URL, RuleFiles) async throws -> Void) async throws {
    try await withTemporaryFolder { folder in
      let config = folder.appendingPathComponent("config")
      try FileManager.default.copyItem(at: Shipped.root.appendingPathComponent("config"), to: config)
      try await body(config, RuleFiles(home: folder, zone: "America/New_York"))
    }
  }

  private func edit(_ file: URL, _ old: String, _ new: String) throws {
    let text = try String(contentsOf: file, encoding: .utf8)
    try #require(text.contains(old))
    try Data(text.replacing(old, with: new).utf8).write(to: file, options: .atomic)
  }

  @Test func theShippedFilesAreInOrder() async throws {
    try await withHome { _, files in
      let rules = try files.load(Shipped.schemas)
      #expect(rules.translations.keys.sorted() == ["ehr-charges"])
      #expect(rules.allowList.translations(of: "ehr") == ["ehr-charges"])
      #expect(rules.allowList.translations(of: "billing").isEmpty)
      #expect(rules.required.queues == PaymentTopology.requiredConsumers)
    }
  }

  @Test(
    arguments: [
      (
        "router.yaml", "tributary.journal.requested.v1", "tributary.journal.requestd.v1",
        "config/router.yaml:LINE: publishers.cash-application.types[4]: 'tributary.journal.requestd.v1' fits no type "
          + "that has a schema; is 'tributary.journal.requested.v1' meant?"
      ),
      (
        "router.yaml", "tributary.work-item.*.v1", "tributary.work-item.*.v2",
        "config/router.yaml:LINE: publishers.cash-application.types[3]: 'tributary.work-item.*.v2' fits no type"
      ),
      (
        "router.yaml", "[ehr-charges]", "[ehr-charge]",
        "config/router.yaml:LINE: publishers.ehr.translations[0]: there is no config/translations/ehr-charge.yaml; "
          + "known are ehr-charges"
      ),
      (
        "router.yaml", "[urn:example:ehr]", "[urn:example:other]",
        "config/router.yaml:LINE: publishers.ehr.translations[0]: it makes tributary.charge.posted.v1 of "
          + "urn:example:ehr: the user 'ehr' may not use this source"
      ),
      (
        "translations/ehr-charges.yaml", "lookup: payers", "lookup: payer",
        "config/translations/ehr-charges.yaml:LINE: data.payers.item.lookup: there is no table 'payer'; "
          + "known are cost-centers, facilities, payers"
      ),
      (
        "translations/ehr-charges.yaml", "costCenter:", "costCentre:",
        "config/translations/ehr-charges.yaml:LINE: data.costCentre: the schema knows no field 'costCentre'"
      ),
      (
        "tables/payers.yaml", "LARKSPUR PPO: LRK01", "LARKSPUR PPO: [LRK01]",
        "config/tables/payers.yaml:LINE: LARKSPUR PPO: expected a single value"
      ),
      (
        "routes.yaml", "rules: []", "rules: [{name: a, types: [tributary.deposit.*.v1], to: [treasury]}]",
        "config/routes.yaml:LINE: rules[0].to: no system 'treasury' with a queue is declared in config/systems.yaml"
      ),
      (
        "systems.yaml", "subscribes: false", "types: [tributary.charge.post.v1]",
        "config/systems.yaml:LINE: systems.ehr.types[0]: 'tributary.charge.post.v1' fits no type that has a schema; "
          + "is 'tributary.charge.posted.v1' meant?"
      ),
      ("systems.yaml", "ehr:", "router:", "config/systems.yaml:LINE: systems.router: this is a user of our own"),
      (
        "router.yaml", "publishers:", "retries: [{worker: cash-aplication}]\npublishers:",
        "config/router.yaml:2: retries[0].worker: 'cash-aplication' receives nothing; there are payer-edi, "
          + "document-extraction, cash-application"
      ),
      (
        "router.yaml", "publishers:", "retries: [{type: tributary.charge.post.v1}]\npublishers:",
        "config/router.yaml:2: retries[0].type: 'tributary.charge.post.v1' fits no type that has a schema; is "
          + "'tributary.charge.posted.v1' meant?"
      ),
      (
        "router.yaml", "  lockbox:", "  payer-edi:",
        "config/router.yaml:19: the key 'payer-edi' stands here twice; leave one of them"
      ),
      ("routes.yaml", "match: all", "match: [all", "config/routes.yaml:8: not readable as YAML: did not find"),
    ])
  func whatIsWrongHasFileLineAndKey(_ name: String, _ old: String, _ new: String, _ words: String) async throws {
    try await withHome { config, files in
      let file = config.appendingPathComponent(name)
      try edit(file, old, new)
      let lines = try String(contentsOf: file, encoding: .utf8).components(separatedBy: "\n")
      // A source that is not allowed shows at the translation that names it, one line below.
      let offset = new == "[urn:example:other]" ? 2 : 1
      let line = lines.firstIndex { $0.contains(new) }.map { $0 + offset } ?? 0
      let error = #expect(throws: ConfigurationError.self) { try files.load(Shipped.schemas) }
      let expected = words.replacing("LINE", with: String(line))
      #expect(error?.description.hasPrefix(expected) == true, "\(error?.description ?? "")")
    }
  }

  /// Whoever corrects a file wants to hear of all of it.
  @Test func allThatIsWrongIsSaidAtOnce() async throws {
    try await withHome { config, files in
      let router = config.appendingPathComponent("router.yaml")
      try edit(router, "tributary.journal.requested.v1", "tributary.journal.requestd.v1")
      try edit(router, "[ehr-charges]", "[ehr-charge]")
      try edit(config.appendingPathComponent("systems.yaml"), "subscribes: false", "types: [tributary.x.v1]")
      try edit(config.appendingPathComponent("routes.yaml"), "match: all", "match: some")
      let error = #expect(throws: ConfigurationError.self) { try files.load(Shipped.schemas) }
      let places = (error?.faults ?? []).map { $0.components(separatedBy: ": ").prefix(2).joined(separator: " ") }
      let keys = places.map { $0.replacing(/:\d+/, with: "") }
      #expect(
        keys == [
          "config/systems.yaml systems.ehr.types[0]", "config/router.yaml publishers.cash-application.types[4]",
          "config/router.yaml publishers.ehr.translations[0]", "config/routes.yaml match",
        ])
      #expect(error?.description.hasSuffix("(and 3 more: `tributary config check` lists them)") == true)
    }
  }

  @Test func routesAndSubscribersRequireTheirQueues() async throws {
    try await withHome { config, files in
      try edit(config.appendingPathComponent("systems.yaml"), "subscribes: false", "types: [tributary.journal.*.v1]")
      let rules = try files.load(Shipped.schemas)
      #expect(rules.required.queues["sub.ehr"] == ["sub.ehr"])
      #expect(rules.required.queues["journal.posted.v1"] == [Queue.cashApplication, "sub.ehr"])
      #expect(rules.required.queues["charge.posted.v1"] == [Queue.cashApplication])
    }
  }

  // MARK: - Reading again

  @Test func changedRulesComeIntoForceAndWrongOnesDoNot() async throws {
    try await withHome { config, files in
      let watch = try RuleWatch(files, schemas: Shipped.schemas, logger: quietLogger)
      let router = config.appendingPathComponent("router.yaml")
      let first = watch.rules.digest
      watch.reload()
      #expect(watch.rules.digest == first && watch.remark == nil)

      try edit(router, "[urn:example:billing]", "[urn:example:billing, urn:example:other]")
      watch.reload()
      let second = watch.rules.digest
      #expect(second != first)
      #expect(
        watch.rules.allowList.decide(
          user: "billing", type: "tributary.charge.posted.v1", source: "urn:example:other") == nil)

      try edit(router, "publishers:", "publisher:")
      watch.reload()
      #expect(watch.rules.digest == second, "the old rules stay")
      #expect(watch.remark?.contains("router.yaml:2: publisher: there is no such key") == true, "\(watch.remark ?? "")")

      try edit(router, "publisher:", "publishers:")
      watch.reload()
      #expect(watch.rules.digest == second && watch.remark == nil)
    }
  }

  /// A new subscriber without its queue must not stop everybody else's events.
  @Test func rulesThatNeedMissingBindingsWaitForThem() async throws {
    try await withHome { config, files in
      let watch = try RuleWatch(files, schemas: Shipped.schemas, admission: .whenBound, logger: quietLogger)
      let first = watch.rules.digest
      var bindings = watch.rules.required.queues.flatMap { key, queues in
        queues.map { Binding(queue: $0, pattern: key) }
      }
      let systems = config.appendingPathComponent("systems.yaml")
      try edit(systems, "subscribes: false", "types: [tributary.journal.posted.v1]")
      watch.reload()
      watch.bound(bindings)
      #expect(watch.rules.digest == first && watch.isWaiting)
      let remark = watch.remark ?? ""
      #expect(remark.contains("the queue 'sub.ehr' does not get 'journal.posted.v1'"), "\(remark)")
      #expect(remark.contains("run `tributary topology apply`") && remark.contains("and 1 more"), "\(remark)")

      bindings.append(Binding(queue: "sub.ehr", pattern: "journal.posted.v1"))
      watch.bound(bindings)
      #expect(watch.rules.digest == first, "its own key is still missing")
      bindings.append(Binding(queue: "sub.ehr", pattern: "sub.ehr"))
      watch.bound(bindings)
      #expect(watch.rules.required.queues["sub.ehr"] == ["sub.ehr"])
      #expect(watch.remark == nil && !watch.isWaiting)

      try edit(systems, "types: [tributary.journal.posted.v1]", "subscribes: false")
      watch.reload()
      #expect(watch.rules.required.queues["sub.ehr"] == nil, "what needs less is in force at once")
    }
  }

  /// What is missing for the former rules, too, is no reason to wait: the router pauses either way.
  @Test func rulesDoNotWaitForWhatTheFormerOnesLackToo() async throws {
    try await withHome { config, files in
      let watch = try RuleWatch(files, schemas: Shipped.schemas, admission: .whenBound, logger: quietLogger)
      try edit(config.appendingPathComponent("systems.yaml"), "subscribes: false", "types: []")
      watch.reload()
      watch.bound([Binding(queue: "sub.ehr", pattern: "sub.ehr")])
      #expect(watch.rules.required.queues["sub.ehr"] == ["sub.ehr"] && !watch.isWaiting)
    }
  }

  @Test func retriesAreReadAgainToo() async throws {
    try await withHome { config, files in
      let watch = try RuleWatch(files, schemas: Shipped.schemas, logger: quietLogger)
      #expect(watch.rules.retries.isEmpty)
      let router = config.appendingPathComponent("router.yaml")
      try edit(router, "publishers:", "retries: [{worker: erp-posting, attempts: 2, tiers: [5s]}]\npublishers:")
      watch.reload()
      let rule = try #require(watch.rules.retries.first)
      #expect(rule.queue == Queue.erpPosting && rule.attempts == 2 && rule.tiers.map(\.name) == ["5s"])
      try edit(router, "attempts: 2", "attempts: 0")
      watch.reload()
      #expect(watch.rules.retries == [rule] && watch.remark?.contains("retries[0].attempts") == true)
    }
  }

  @Test func aFileThatGoesAndOneThatComesAreChanges() async throws {
    try await withHome { config, files in
      let watch = try RuleWatch(files, schemas: Shipped.schemas, logger: quietLogger)
      let table = config.appendingPathComponent("tables/cost-centers.yaml")
      let bytes = try Data(contentsOf: table)
      try FileManager.default.removeItem(at: table)
      watch.reload()
      #expect(watch.remark?.contains("there is no table 'cost-centers'") == true)
      #expect(watch.rules.translations.count == 1)
      try bytes.write(to: table)
      watch.reload()
      #expect(watch.remark == nil)
    }
  }

  @Test func aRouterDoesNotStartWithWrongRules() async throws {
    try await withHome { config, files in
      try edit(config.appendingPathComponent("routes.yaml"), "match: all", "match: some")
      let error = #expect(throws: ConfigurationError.self) {
        try RuleWatch(files, schemas: Shipped.schemas, logger: quietLogger)
      }
      #expect(error?.description == "config/routes.yaml:7: match: expected first or all")
    }
  }
}

/// What the repository ships.
enum Shipped {
  static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()
  static var schemas: SchemaRegistry {
    get throws { try SchemaRegistry(directory: root.appendingPathComponent("schemas")) }
  }
}

@Suite(.serialized) struct HangUpTests {
  /// Somebody sends SIGHUP: the rules are read again, and the process goes on.
  @Test(.timeLimit(.minutes(1))) func theRulesAreReadAgainAtAHangUp() async throws {
    signal(SIGHUP, SIG_IGN)  // until the watch listens, the signal must not end the tests
    try await withTemporaryFolder { folder in
      let config = folder.appendingPathComponent("config")
      try FileManager.default.copyItem(at: Shipped.root.appendingPathComponent("config"), to: config)
      let watch = try RuleWatch(
        RuleFiles(home: folder, zone: "America/New_York"), schemas: Shipped.schemas, logger: quietLogger)
      let before = watch.rules.digest
      let router = config.appendingPathComponent("router.yaml")
      let text = try String(contentsOf: router, encoding: .utf8)
      try Data(text.replacing("urn:example:billing", with: "urn:example:other").utf8).write(to: router)
      try await running({ await watch.watchSignals() }) {
        try await eventually("the new rules are in force") {
          kill(getpid(), SIGHUP)
          return watch.rules.digest != before
        }
      }
    }
  }
}
