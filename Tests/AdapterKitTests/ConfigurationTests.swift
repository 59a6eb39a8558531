// Configuration: what is wrong is named by file, line and key; what is in force has a digest.

import AdapterKit
import Foundation
import TestSupport
import Testing

@Suite struct ConfigurationTests {
  private static let keys: [ConfigurationKey] = [
    ConfigurationKey("name", .text, default: "standard", "A name."),
    ConfigurationKey("note", .text, "No default."),
    ConfigurationKey(
      "broker",
      .section([
        ConfigurationKey("port", .integer(1...65535), default: "5672", "A port."),
        ConfigurationKey("virtualHost", .text, default: "v", "A host."),
        ConfigurationKey("tls", .boolean, default: "false", "Whether."),
      ]), "A section."),
    ConfigurationKey("mode", .choice(["slow", "fast"]), default: "slow", "A choice."),
    ConfigurationKey("days", .list(.text), "Days."),
    ConfigurationKey(
      "accounts", .list(.section([ConfigurationKey("number", .integer(0...9), "A digit.")])), "Accounts."),
    ConfigurationKey("users", .map(.section([ConfigurationKey("types", .list(.text), "Types.")])), "Users."),
    ConfigurationKey("paths", .map(.text), "Paths."),
  ]

  private func read(_ yaml: String?, environment: [String: String] = [:]) throws -> Configuration {
    guard let yaml else { return try Configuration(file: nil, keys: Self.keys, environment: environment) }
    let file = FileManager.default.temporaryDirectory.appendingPathComponent("tributary-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: file, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: file) }
    let path = file.appendingPathComponent("test.yaml")
    try Data(yaml.utf8).write(to: path)
    return try Configuration(file: path, keys: Self.keys, environment: environment)
  }

  @Test func everyShapeIsRead() throws {
    let configuration = try read(
      """
      name: other
      broker:
        port: 1
        tls: true
      mode: fast
      days: [2026-01-01, b]
      accounts:
        - number: 3
        - number: 4
      users:
        billing:
          types: [x, y]
      paths: {a: b}
      """)
    #expect(configuration.text("name") == "other" && configuration.integer("broker.port") == 1)
    #expect(configuration.boolean("broker.tls") && configuration.text("mode") == "fast")
    #expect(configuration.text("broker.virtualHost") == "v")
    #expect(configuration.texts("days") == ["2026-01-01", "b"])
    #expect(configuration.sections("accounts").map { $0.integer("number") } == [3, 4])
    #expect(configuration.map("users")["billing"]?.texts("types") == ["x", "y"])
    #expect(configuration.textMap("paths") == ["a": "b"])
    #expect(configuration.optionalText("note") == nil && configuration.text("note") == "")
  }

  @Test func withoutAFileTheDefaultsHold() throws {
    for configuration in [try read(nil), try read(""), try read("# nothing\n")] {
      #expect(configuration.text("name") == "standard" && configuration.integer("broker.port") == 5672)
      #expect(configuration.sections("accounts").isEmpty && configuration.texts("days").isEmpty)
    }
  }

  /// Text, and what the message must say: line and key, and the values that would do.
  @Test(arguments: [
    ("name: a\nnaem: b\n", "test.yaml:2: naem: there is no such key; known here are name"),
    ("broker:\n  prot: 1\n", "test.yaml:2: broker.prot: there is no such key; known here are port, virtualHost, tls"),
    ("accounts:\n  - number: 1\n  - nummer: 2\n", "test.yaml:3: accounts[1].nummer: there is no such key"),
    ("broker:\n  port: 0\n", "test.yaml:2: broker.port: expected a whole number from 1 to 65535"),
    ("broker:\n  port: 65536\n", "test.yaml:2: broker.port: expected a whole number from 1 to 65535"),
    ("broker:\n  port: many\n", "test.yaml:2: broker.port: expected a whole number"),
    ("broker:\n  port: 1.5\n", "test.yaml:2: broker.port: expected a whole number"),
    ("broker:\n  tls: yes\n", "test.yaml:2: broker.tls: expected true or false"),
    ("broker: 7\n", "broker.: expected a section"),
    ("mode: quick\n", "test.yaml:1: mode: expected one of slow, fast"),
    ("name: [a]\n", "test.yaml:1: name: expected text"),
    ("days: monday\n", "test.yaml:1: days: expected a list"),
    ("accounts: [1]\n", "test.yaml:1: accounts[0]: expected a section"),
    ("accounts:\n  - number: 10\n", "test.yaml:2: accounts[0].number: expected a whole number from 0 to 9"),
    ("users: [a]\n", "test.yaml:1: users: expected a mapping"),
    ("- a\n", "test.yaml:1: : expected a section"),
    ("name: 'open\n", "test.yaml:2: not readable as YAML: found unexpected end of stream"),
    ("name: a\nusers: {}\nname: b\n", "test.yaml:3: the key 'name' stands here twice; leave one of them"),
  ])
  func whatIsWrongIsNamedWithItsPlace(_ yaml: String, _ expected: String) {
    let error = #expect(throws: ConfigurationError.self) { try read(yaml) }
    #expect(error?.description.contains(expected) == true, "\(error?.description ?? "")")
  }

  @Test func aMissingFileIsNamed() {
    let file = URL(fileURLWithPath: "/nowhere/test.yaml")
    let error = #expect(throws: ConfigurationError.self) { try Configuration(file: file, keys: Self.keys) }
    #expect(error?.description.contains("/nowhere/test.yaml") == true)
  }

  @Test func theEnvironmentOverridesScalars() throws {
    let environment = [
      "TRIBUTARY_BROKER_PORT": "7", "TRIBUTARY_BROKER_VIRTUAL_HOST": "clinic", "TRIBUTARY_NAME": "from outside",
    ]
    let configuration = try read("name: a\nbroker:\n  port: 1\n", environment: environment)
    #expect(configuration.integer("broker.port") == 7 && configuration.text("broker.virtualHost") == "clinic")
    #expect(configuration.text("name") == "from outside")
    #expect(try read(nil, environment: environment).text("name") == "from outside")
  }

  @Test func theEnvironmentIsCheckedToo() {
    let error = #expect(throws: ConfigurationError.self) {
      try read(nil, environment: ["TRIBUTARY_BROKER_PORT": "zero"])
    }
    #expect(error?.description.contains("broker.port: expected a whole number") == true)
  }

  @Test func theDigestChangesWithWhatIsInForceAndWithNothingElse() throws {
    let base = try read("name: a\naccounts: [{number: 1}, {number: 2}]\nusers: {b: {types: [x]}}\n").digest
    let same = [
      "# a comment\nusers:\n  b:\n    types:\n    - x\naccounts:\n- number: 1\n- number: 2\nname: \"a\"\n",
      "name: a\nmode: slow\naccounts: [{number: 1}, {number: 2}]\nusers: {b: {types: [x]}}\n",
    ]
    for yaml in same { #expect(try read(yaml).digest == base) }
    let other = [
      "name: b\naccounts: [{number: 1}, {number: 2}]\nusers: {b: {types: [x]}}\n",
      "name: a\naccounts: [{number: 2}, {number: 1}]\nusers: {b: {types: [x]}}\n",
      "name: a\naccounts: [{number: 1}]\nusers: {b: {types: [x]}}\n",
      "name: a\naccounts: [{number: 1}, {number: 2}]\nusers: {c: {types: [x]}}\n",
      "name: a\naccounts: [{number: 1}, {number: 2}]\nusers: {b: {types: [y]}}\n",
      "name: a\nbroker: {port: 1}\naccounts: [{number: 1}, {number: 2}]\nusers: {b: {types: [x]}}\n",
    ]
    let digests = try other.map { try read($0).digest }
    #expect(Set(digests + [base]).count == other.count + 1)
    #expect(base.count == 64)
    #expect(try read("name: a\n", environment: ["TRIBUTARY_NAME": "b"]).digest == read("name: b\n").digest)
  }

  /// That of payer-edi has keys of its own and is checked by its tests.
  @Test(arguments: ["adapters/lockbox/config.yaml"])
  func theFilesOfThisRepositoryAreRight(_ path: String) throws {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    #expect(throws: Never.self) {
      try Configuration(file: root.appendingPathComponent(path), keys: WorkerKeys.all)
    }
  }
}
