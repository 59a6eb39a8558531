// Secrets of a deployment: complete, each part only its own, made once; and a real broker and a client work with them.

import AdapterKit
import Deployment
import Foundation
import LocalStack
import Messaging
import RabbitMQ
import TestSupport
import Testing

@Suite struct DeploymentSecretsTests {
  private func files(_ folder: URL) throws -> [String: Data] {
    var found: [String: Data] = [:]
    for path in try FileManager.default.subpathsOfDirectory(atPath: folder.path) {
      let file = folder.appendingPathComponent(path)
      if let bytes = try? Data(contentsOf: file) { found[path] = bytes }
    }
    return found
  }

  @Test func everyPartHasItsOwnAndNothingElse() async throws {
    try await withTemporaryFolder { folder in
      let made = try DeploymentSecrets(folder: folder, systems: []).create()
      #expect(made.contains { $0.hasPrefix("authority") } && made.contains { $0.contains("rabbitmq") })
      let names = Set(try files(folder).keys)
      let tls = ["authority.pem", "certificate.pem", "key.pem"]
      func part(_ name: String) -> Set<String> {
        Set(names.filter { $0.hasPrefix("\(name)/") }.map { String($0.dropFirst(name.count + 1)) })
      }
      #expect(part("payer-edi") == Set(tls + ["payer-edi"]) && part("router") == Set(tls + ["router", "monitor"]))
      #expect(part("rabbitmq") == Set(tls + ["definitions.json", "erlang.cookie"]))
      #expect(part("postgresql") == Set(tls))
      #expect(part("tools") == Set(tls + ["administrator", "monitor", "billing", "stack.json"]))
      for name in names where !name.hasSuffix(".pem") || name.hasSuffix("key.pem") {
        let mode = try FileManager.default.attributesOfItem(atPath: folder.appendingPathComponent(name).path)[
          .posixPermissions]
        #expect(mode as? Int == (name.hasSuffix("cookie") ? 0o400 : 0o600), "\(name)")
      }
    }
  }

  @Test func whatIsThereStays() async throws {
    try await withTemporaryFolder { folder in
      let secrets = DeploymentSecrets(folder: folder, systems: [])
      _ = try secrets.create()
      let before = try files(folder)
      #expect(try secrets.create() == [] && files(folder) == before)
      // A part that is new, or whose files were lost, gets what it lacks.
      try FileManager.default.removeItem(at: folder.appendingPathComponent("lockbox"))
      #expect(try secrets.create().count == 1)
      let after = try files(folder)
      #expect(after["lockbox/lockbox"] == before["lockbox/lockbox"] && after["lockbox/key.pem"] != nil)
      #expect(after["rabbitmq/definitions.json"] == before["rabbitmq/definitions.json"])
    }
  }

  @Test func renewingKeepsAuthorityAndPasswords() async throws {
    try await withTemporaryFolder { folder in
      let secrets = DeploymentSecrets(folder: folder, systems: [])
      #expect(throws: DeploymentError.self) { try secrets.renewCertificates() }
      _ = try secrets.create()
      let before = try files(folder)
      try secrets.renewCertificates()
      let after = try files(folder)
      let changed = Set(before.keys.filter { before[$0] != after[$0] })
      let issued = ["certificate.pem", "key.pem"]
      #expect(changed == Set(DeploymentSecrets.parts.flatMap { part in issued.map { "\(part)/\($0)" } }))
      #expect(try secrets.expiries().count == DeploymentSecrets.parts.count + 1)
    }
  }

  @Test(arguments: [("10001", true), ("10001:10001", true), ("root", false), ("1:2:3", false), ("", false)])
  func anOwnerIsTwoNumbers(text: String, isRight: Bool) {
    #expect((DeploymentSecrets.Owner(text) != nil) == isRight)
  }

  /// The broker loads the definitions and shows its certificate; the worker logs in with its password over TLS, may do
  /// what it must and no more.
  @Test(.timeLimit(.minutes(2))) func aBrokerAndAWorkerUseThem() async throws {
    try await withTemporaryFolder { folder in
      let secrets = folder.appendingPathComponent("secrets")
      _ = try DeploymentSecrets(folder: secrets, systems: []).create()
      let own = secrets.appendingPathComponent("rabbitmq")
      var settings = PrivateBrokerSettings(
        folder: folder.appendingPathComponent("broker"),
        administratorPassword: try DataFolder.password(
          of: BrokerUsers.administrator, in: secrets.appendingPathComponent("tools")),
        definitions: try Data(contentsOf: own.appendingPathComponent("definitions.json")))
      settings.tls = PrivateBrokerTLS(
        authoritiesFile: own.appendingPathComponent("authority.pem").path,
        certificateFile: own.appendingPathComponent("certificate.pem").path,
        keyFile: own.appendingPathComponent("key.pem").path)
      let broker = try await PrivateBroker.start(settings, logger: quietLogger)
      do {
        let port = try #require(broker.tlsAddress).port
        let part = secrets.appendingPathComponent("payer-edi")
        let address = StackAddress(
          broker: .init(
            host: "localhost", port: Int(port), authoritiesFile: part.appendingPathComponent("authority.pem").path),
          management: "", health: [:], api: "", secrets: part.path)
        let publisher = try await RabbitPublisher(
          address.connection(user: "payer-edi", data: folder, name: "test"), logger: quietLogger)
        let message = Message(id: "1", type: "x", routingKey: "x", body: [1])
        try await publisher.publish(message, to: Exchange.internal)
        await publisher.close()
      } catch {
        await broker.stop()
        throw error
      }
      await broker.stop()
    }
  }
}
