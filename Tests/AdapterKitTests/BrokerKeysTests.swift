// How a worker's configuration becomes a connection to the broker.

import AdapterKit
import Foundation
import Logging
import RabbitMQ
import TestSupport
import Testing

@Suite struct BrokerKeysTests {
  /// A worker's surroundings with these environment variables, in a folder that holds its password.
  private func withContext(
    _ environment: [String: String], _ body: (WorkerContext, URL) throws -> Void
  ) async throws {
    try await withTemporaryFolder { folder in
      let secrets = folder.appendingPathComponent("secrets")
      try FileManager.default.createDirectory(at: secrets, withIntermediateDirectories: true)
      try Data("word\n".utf8).write(to: secrets.appendingPathComponent("tester"))
      for name in ["ca.pem", "own.pem", "own.key"] { try Data().write(to: folder.appendingPathComponent(name)) }
      try Data("hunter2\n".utf8).write(to: folder.appendingPathComponent("passphrase"))
      var own = ["TRIBUTARY_DATA": folder.path]
      for (name, value) in environment { own[name] = value.replacing("DIR", with: folder.path) }
      let configuration = try Configuration(file: nil, keys: WorkerKeys.all, environment: own)
      try body(
        WorkerContext(
          name: "tester", home: folder, shared: configuration, configuration: configuration, logger: quietLogger,
          metrics: MetricsRegistry()), folder)
    }
  }

  @Test func withoutAnythingItIsPlainOnTheLoopback() async throws {
    try await withContext([:]) { context, _ in
      let broker = try context.broker(purpose: "publisher")
      #expect(broker.addresses == [BrokerAddress(host: "127.0.0.1", port: 5672)])
      #expect(broker.user == "tester" && broker.password == "word" && broker.tls == nil)
      #expect(broker.authentication == .password && broker.connectionName == "tester publisher")
    }
  }

  @Test func severalHostsAreTriedInTheirOrder() async throws {
    let environment = ["TRIBUTARY_BROKER_HOST": "a, b:5673,[::1],[::2]:7", "TRIBUTARY_BROKER_PORT": "6000"]
    try await withContext(environment) { context, _ in
      let expected = [
        BrokerAddress(host: "a", port: 6000), BrokerAddress(host: "b", port: 5673),
        BrokerAddress(host: "::1", port: 6000), BrokerAddress(host: "::2", port: 7),
      ]
      let addresses = try context.broker(purpose: "").addresses
      #expect(addresses == expected)
    }
  }

  @Test(arguments: ["", "a,", "a:b", "a:0", "a:65536", "[::1", "[]", ":5672", "a b", "::1"])
  func whatIsNoHostIsAnError(_ hosts: String) async throws {
    try await withContext(["TRIBUTARY_BROKER_HOST": hosts]) { context, _ in
      let error = #expect(throws: ConfigurationError.self) { try context.broker(purpose: "") }
      #expect(error?.description.contains("broker.host") == true)
    }
  }

  @Test func aCertificateLogsInWithoutPassword() async throws {
    let environment = [
      "TRIBUTARY_BROKER_HOST": "rabbit", "TRIBUTARY_BROKER_LOGIN": "certificate", "TRIBUTARY_BROKER_USER": "other",
      "TRIBUTARY_BROKER_TLS_AUTHORITIES_FILE": "DIR/ca.pem", "TRIBUTARY_BROKER_TLS_CERTIFICATE_FILE": "DIR/own.pem",
      "TRIBUTARY_BROKER_TLS_KEY_FILE": "DIR/own.key", "TRIBUTARY_BROKER_TLS_PASSPHRASE_FILE": "DIR/passphrase",
    ]
    try await withContext(environment) { context, folder in
      let broker = try context.broker(purpose: "")
      let tls = try #require(broker.tls)
      #expect(broker.addresses == [BrokerAddress(host: "rabbit", port: 5671)])
      #expect(broker.authentication == .clientCertificate && broker.user == "other")
      #expect(tls.authoritiesFile == folder.appendingPathComponent("ca.pem").path)
      #expect(tls.certificateFile?.hasSuffix("/own.pem") == true && tls.keyFile?.hasSuffix("/own.key") == true)
      #expect(tls.keyPassphrase == "hunter2")
    }
  }

  @Test(arguments: [
    (["TRIBUTARY_BROKER_LOGIN": "certificate"], "broker.login"),
    (["TRIBUTARY_BROKER_TLS_AUTHORITIES_FILE": "DIR/missing.pem"], "broker.tls.authoritiesFile"),
    (["TRIBUTARY_BROKER_TLS_CERTIFICATE_FILE": "DIR/own.pem"], "authoritiesFile is missing"),
  ])
  func halfASettingIsAnError(_ environment: [String: String], _ words: String) async throws {
    try await withContext(environment) { context, _ in
      let error = #expect(throws: ConfigurationError.self) { try context.broker(purpose: "") }
      #expect(error?.description.contains(words) == true, "\(error?.description ?? "")")
    }
  }
}
