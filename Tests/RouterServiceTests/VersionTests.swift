// Older versions are brought up to the current one, and down again for who subscribes to them.

import AdapterKit
import Foundation
import JSONRules
import Messaging
import PaymentEvents
import RouterService
import Routing
import SchemaValidation
import TestSupport
import Testing

@Suite struct VersionTests {
  /// A home folder with a second version of an event, and a router for it.
  private func withHome(
    systems: String = "", steps: (URL) throws -> Void = SecondVersion.add,
    _ body: (RuleFiles, SchemaRegistry) async throws -> Void
  ) async throws {
    try await withTemporaryFolder { home in
      for name in ["config", "schemas"] {
        try FileManager.default.copyItem(
          at: Shipped.root.appendingPathComponent(name), to: home.appendingPathComponent(name))
      }
      let publisher = "  lab:\n    types: [tributary.deposit.reconciled.*]\n"
      try append(publisher, to: home.appendingPathComponent("config/router.yaml"))
      try append(systems, to: home.appendingPathComponent("config/systems.yaml"))
      try steps(home)
      let schemas = try SchemaRegistry(directory: home.appendingPathComponent("schemas"))
      try await body(RuleFiles(home: home, zone: "UTC"), schemas)
    }
  }

  private func append(_ text: String, to file: URL) throws {
    try Data((String(contentsOf: file, encoding: .utf8) + text).utf8).write(to: file)
  }

  private func router(_ files: RuleFiles, _ schemas: SchemaRegistry) throws -> EventRouter {
    EventRouter(
      schemas: schemas, rules: try files.load(schemas), tenant: "clinic",
      retries: RetryDecision(policy: .standard, queues: []), clock: FixedClock(Instant(milliseconds: 0)))
  }

  private func message(_ change: (String) -> String = { $0 }) throws -> Message {
    let example = Shipped.root.appendingPathComponent("schemas/examples/valid/deposit.reconciled.v1.1.json")
    let text = change(try String(contentsOf: example, encoding: .utf8))
    return Message(id: "m", type: "t", routingKey: "k", body: Array(text.utf8), userID: "lab")
  }

  private func data(_ message: Message) throws -> [String: JSONValue] {
    try #require(try JSONValue(json: message.body).members?["data"]?.members)
  }

  @Test func anOlderVersionIsBroughtUp() async throws {
    try await withHome { files, schemas in
      let given = try message()
      let outgoing = try router(files, schemas).routes(given, from: Queue.routerIngress)
      #expect(outgoing.map(\.exchange) == [Exchange.events], "nobody wants the older one")
      let event = try #require(outgoing.first).message
      #expect(event.type == "tributary.deposit.reconciled.v2" && event.routingKey == "deposit.reconciled.v2")
      #expect(event.headers[HeaderName.publishedType] == .string("tributary.deposit.reconciled.v1"))
      let members = try #require(try JSONValue(json: event.body).members)
      let before = try #require(try JSONValue(json: given.body).members)
      for name in ["id", "source", "time", "subject", "correlationid"] { #expect(members[name] == before[name]) }
      #expect(members["dataschema"] == .string("urn:tributary:schema:deposit.reconciled.v2"))
      let data = try data(event)
      #expect(data["unapplied"] == .number("0") && data["status"] == .string("full") && data["unidentified"] == nil)
      #expect(data["amount"] == .number("125340"))
    }
  }

  @Test func theSameEventInBothVersionsHasTheSameContent() async throws {
    try await withHome { files, schemas in
      let router = try router(files, schemas)
      let first = router.route(try message(), from: Queue.routerIngress).message
      var newer = try message()
      newer.body = first.body
      let again = router.route(newer, from: Queue.routerIngress).message
      #expect(again.headers[HeaderName.publishedType] == nil)
      #expect(again.headers[HeaderName.contentDigest] == first.headers[HeaderName.contentDigest])
    }
  }

  @Test(arguments: [
    "tributary.deposit.reconciled.v1", "tributary.deposit.reconciled.v2", "tributary.deposit.reconciled.*",
  ])
  func whoWantsAnOlderVersionGetsIt(_ type: String) async throws {
    try await withHome(systems: "  lab: {types: [\(type)]}\n") { files, schemas in
      let wantsOlder = type.hasSuffix("v1")
      let outgoing = try router(files, schemas).routes(try message(), from: Queue.routerIngress)
      #expect(outgoing.map(\.exchange) == [Exchange.events] + (wantsOlder ? [Exchange.older] : []))
      let required = try files.load(schemas).required.queues
      #expect(required["older version deposit.reconciled.v1"] == (wantsOlder ? ["sub.lab"] : nil))
      guard let copy = outgoing.dropFirst().first?.message else { return }
      #expect(copy.routingKey == "deposit.reconciled.v1" && copy.type == "tributary.deposit.reconciled.v1")
      #expect(copy.id == outgoing[0].message.id)
      let given = try data(try message())
      #expect(try data(copy) == given, "up and down again is what was published")
    }
  }

  @Test func anOlderVersionIsCheckedBeforeAndAfter() async throws {
    try await withHome(steps: { home in
      try SecondVersion.add(to: home)
      let long = SecondVersion.rise.replacing("constant: full", with: "constant: completely")
      try SecondVersion.write(long, "deposit.reconciled.v1-to-v2", home)
    }) { files, schemas in
      let router = try router(files, schemas)
      let wrong = try message { $0.replacing("\"applied\": 125340", with: "\"applied\": \"125340\"") }
      let refused = router.route(wrong, from: Queue.routerIngress).message.headers
      #expect(refused[HeaderName.failurePointer] == .string("/data/applied"), "against its own version first")
      let outgoing = router.route(try message(), from: Queue.routerIngress)
      #expect(outgoing.exchange == Exchange.dead)
      #expect(outgoing.message.headers[HeaderName.failurePointer] == .string("/data/status"))
      let reason = outgoing.message.headers[HeaderName.failureReason]?.stringValue
      #expect(reason?.hasPrefix("brought up from tributary.deposit.reconciled.v1: ") == true, "\(reason ?? "")")
    }
  }

  @Test func whatCannotBeBroughtDownIsADeadLetterOfItsOwn() async throws {
    try await withHome(
      systems: "  lab: {types: [tributary.deposit.reconciled.v1]}\n",
      steps: { home in
        try SecondVersion.add(to: home)
        let missing = SecondVersion.fall.replacing("/unapplied", with: "/nowhere")
        try SecondVersion.write(missing, "deposit.reconciled.v2-to-v1", home)
      }
    ) { files, schemas in
      let outgoing = try router(files, schemas).routes(try message(), from: Queue.routerIngress)
      #expect(outgoing.map(\.exchange) == [Exchange.events, Exchange.dead], "the others get the event")
      let headers = try #require(outgoing.last).message.headers
      #expect(headers[HeaderName.failureCode] == .string("downcast-missing-value"))
      #expect(headers[HeaderName.failurePointer] == .string("/data/nowhere"))
      #expect(headers[HeaderName.failureRule] == .string("deposit.reconciled.v2-to-v1: data.unidentified"))
    }
  }

  @Test(
    arguments: [
      ("v1-to-v2", nil, "config/versions/deposit.reconciled.v1-to-v2.yaml: is missing: both versions have a schema"),
      ("v2-to-v1", nil, "config/systems.yaml: systems.lab.types: tributary.deposit.reconciled.v1 is an older version"),
      ("v1-to-v3", "data: {}", "config/versions/deposit.reconciled.v1-to-v3.yaml: is no step; a file is called"),
      (
        "v1-to-v2", "data: {unapplied: /unidentified}",
        "config/versions/deposit.reconciled.v1-to-v2.yaml:1: data: the schema requires"
      ),
      (
        "v1-to-v2", "keepRest: true\ndata: {unaplied: /unidentified}",
        "config/versions/deposit.reconciled.v1-to-v2.yaml:2: data.unaplied: the schema knows no field"
      ),
      ("v1-to-v2", "keepRest: true", "config/versions/deposit.reconciled.v1-to-v2.yaml:1: a step needs data"),
    ] as [(String, String?, String)])
  func stepsAreCheckedAtTheStart(_ step: String, _ yaml: String?, _ words: String) async throws {
    try await withHome(
      systems: "  lab: {types: [tributary.deposit.reconciled.v1]}\n",
      steps: { home in
        try SecondVersion.add(to: home)
        let file = home.appendingPathComponent("config/versions/deposit.reconciled.\(step).yaml")
        guard let yaml else { return try FileManager.default.removeItem(at: file) }
        try Data(yaml.utf8).write(to: file)
      }
    ) { files, schemas in
      let error = #expect(throws: ConfigurationError.self) { try files.load(schemas) }
      #expect(error?.description.hasPrefix(words) == true, "\(error?.description ?? "")")
    }
  }

  @Test func anUnknownVersionIsRefusedWithTheKnownOnes() async throws {
    try await withHome { files, schemas in
      let unknown = try message { $0.replacing("deposit.reconciled.v1", with: "deposit.reconciled.v3") }
      let headers = try router(files, schemas).route(unknown, from: Queue.routerIngress).message.headers
      #expect(headers[HeaderName.failureCode] == .string("unknown-type"))
      let reason = headers[HeaderName.failureReason]?.stringValue ?? ""
      #expect(
        reason.hasSuffix(
          "its known versions are tributary.deposit.reconciled.v1, tributary.deposit.reconciled.v2"), "\(reason)")
    }
  }
}
