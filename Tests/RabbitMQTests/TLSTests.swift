// TLS: who is believed, who is not, and what is said of it. Certificates are made here, the broker is real.

import Foundation
import LocalStack
import Messaging
import RabbitMQ
import TestSupport
import Testing

@Suite struct TLSTests {
  /// A broker that asks for certificates, and how to reach it rightly.
  private func withSecureBroker(
    _ body: (TestVirtualHost, Certificates, BrokerConfiguration) async throws -> Void
  ) async throws {
    try await withTemporaryFolder { folder in
      let made = folder.appendingPathComponent("certificates")
      try FileManager.default.createDirectory(at: made, withIntermediateDirectories: true)
      let certificates = try Certificates(in: made)
      try certificates.issue("server", subject: "localhost")
      var settings = PrivateBrokerSettings(
        folder: folder.appendingPathComponent("node"), administrator: TestBroker.administrator,
        administratorPassword: TestBroker.administratorPassword)
      settings.tls = PrivateBrokerTLS(
        authoritiesFile: certificates.path("authority.pem"), certificateFile: certificates.path("server.pem"),
        keyFile: certificates.path("server.key"), requiresClientCertificate: true)
      let broker = try await PrivateBroker.start(settings, logger: quietLogger)
      try await withVirtualHost(on: broker) { host in
        try await host.declare(queues: [.init("q")])
        try certificates.issue("client", subject: host.user)
        var configuration = host.configuration()
        configuration.addresses = [try #require(broker.tlsAddress)]
        configuration.tls = BrokerTLS(
          authoritiesFile: certificates.path("authority.pem"), certificateFile: certificates.path("client.pem"),
          keyFile: certificates.path("client.key"))
        try await body(host, certificates, configuration)
      }
      await broker.stop()
    }
  }

  /// Publishes and consumes 300 messages of all sizes, some larger than a TLS record and than a frame.
  private func exchange(_ configuration: BrokerConfiguration) async throws {
    let publisher = try await RabbitPublisher(configuration, logger: quietLogger)
    let subscriber = try await RabbitSubscriber(configuration, logger: quietLogger)
    let batch = (0..<300).map { OutgoingMessage(exchange: "", message: message("\($0)", bytes: $0 * 997)) }
    let results = await publisher.publish(batch: batch)
    #expect(results.allSatisfy { $0.error == nil })
    let held = await (try subscriber.deliveries(from: "q", prefetch: 300)).take(300)
    #expect(held.map(\.message.body.count) == (0..<300).map { $0 * 997 })
    held.last?.ackMultiple()
    await subscriber.close()
    #expect(try await publisher.queueDepth("q").messages == 0)
    await publisher.close()
  }

  /// The error of an attempt to connect.
  private func failure(_ configuration: BrokerConfiguration) async -> RabbitError? {
    do {
      let publisher = try await RabbitPublisher(configuration, logger: quietLogger)
      await publisher.close()
      return nil
    } catch {
      return error as? RabbitError
    }
  }

  @Test(.timeLimit(.minutes(2))) func messagesGoThroughAndWrongSettingsAreErrors() async throws {
    try await withSecureBroker { host, certificates, good in
      try await exchange(good)
      try await loginsByCertificate(host, certificates, good)
      try await wrongSettings(certificates, good)
    }
  }

  private func loginsByCertificate(
    _ host: TestVirtualHost, _ certificates: Certificates, _ good: BrokerConfiguration
  ) async throws {
    var external = good
    external.authentication = .clientCertificate
    external.password = "not used"
    try await exchange(external)

    // An encrypted key works with its passphrase only, and nobody is asked at the terminal.
    try certificates.encrypt("client", passphrase: "hunter2")
    external.tls?.keyFile = certificates.path("client.enc")
    let locked = await failure(external)
    #expect(locked?.code == .configuration)
    external.tls?.keyPassphrase = "hunter2"
    try await exchange(external)

    // A certificate of a name that is no user.
    try certificates.issue("stranger", subject: "stranger")
    external.tls = good.tls
    external.tls?.certificateFile = certificates.path("stranger.pem")
    external.tls?.keyFile = certificates.path("stranger.key")
    #expect(await failure(external)?.code == .accessRefused)

    // A listener without TLS knows nobody's certificate.
    external.tls = nil
    #expect(await failure(external)?.code == .configuration)
  }

  private func wrongSettings(_ certificates: Certificates, _ good: BrokerConfiguration) async throws {
    var password = good
    password.password = "wrong"
    #expect(await failure(password)?.code == .accessRefused)

    let other = certificates.folder.appendingPathComponent("other")
    try FileManager.default.createDirectory(at: other, withIntermediateDirectories: true)
    let others = try Certificates(in: other)
    var authority = good
    authority.tls?.authoritiesFile = others.path("authority.pem")
    let unknown = await failure(authority)
    #expect(unknown?.code == .tlsFailed)
    #expect(unknown?.reason.contains("certificate") == true, "\(unknown?.reason ?? "connected")")
    #expect(unknown?.isRetriable == false)

    var host = good
    host.addresses[0].host = "127.0.0.1"
    let name = await failure(host)
    #expect(name?.code == .tlsFailed)
    #expect(name?.reason.contains("not for the host name '127.0.0.1'") == true, "\(name?.reason ?? "connected")")

    var anonymous = good
    anonymous.tls?.certificateFile = nil
    anonymous.tls?.keyFile = nil
    let missing = await failure(anonymous)
    #expect(missing?.code == .tlsFailed)
    #expect(missing?.reason.contains("certificate required") == true, "\(missing?.reason ?? "connected")")

    var file = good
    file.tls?.authoritiesFile = certificates.path("missing.pem")
    #expect(await failure(file)?.code == .configuration)

    var mismatched = good
    mismatched.tls?.keyFile = certificates.path("server.key")
    #expect(await failure(mismatched)?.code == .configuration)
  }

  /// What no broker can be made to present, an ordinary TLS server can.
  @Test(.timeLimit(.minutes(1)), arguments: [
    ("expired", [], "certificate has expired"),
    ("good", ["-tls1_1", "-cipher", "ALL:@SECLEVEL=0"], "version"),
  ] as [(String, [String], String)])
  func aServerThatMustNotBeBelievedIsNot(_ certificate: String, _ options: [String], _ words: String) async throws {
    try await withTemporaryFolder { folder in
      let certificates = try Certificates(in: folder)
      try certificates.issue("expired", subject: "localhost", days: -1)
      try certificates.issue("good", subject: "localhost")
      let server = try TLSServer(certificates, certificate: certificate, port: FreePort.next(), options)
      defer { server.stop() }
      let configuration = BrokerConfiguration(
        addresses: [BrokerAddress(host: "localhost", port: server.port)], user: "u", password: "p",
        connectionName: "test", tls: BrokerTLS(authoritiesFile: certificates.path("authority.pem")))
      let error = await failure(configuration)
      #expect(error?.code == .tlsFailed)
      #expect(error?.reason.contains(words) == true, "\(error?.reason ?? "connected")")
    }
  }
}
