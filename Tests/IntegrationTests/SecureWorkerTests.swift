// Workers as processes on a broker that takes nobody without TLS and a certificate.

import AdapterKit
import Foundation
import FoundationNetworking
import LocalStack
import RabbitMQ
import TestSupport
import Testing

@Suite struct SecureWorkerTests {
  /// One logs in by its certificate, after a host that nobody listens on, and sends; the other logs in by its password
  /// and consumes. Both tell of their connections in their metrics.
  @Test(.timeLimit(.minutes(2))) func workersConnectOverTLS() async throws {
    try await withTemporaryFolder { folder in
      let scene = try SecureScene(folder)
      let broker = try await PrivateBroker.start(scene.broker, logger: quietLogger)
      let address = try #require(broker.tlsAddress)
      let sender = try scene.worker(
        "payer-edi", ["BROKER_HOST": "localhost:\(try freePort()),\(address)", "BROKER_LOGIN": "certificate"])
      let receiver = try scene.worker("operations", ["BROKER_HOST": "\(address)"])
      do {
        try await scene.exchange(sender, receiver)
      } catch {
        await stop(sender, receiver, broker)
        throw error
      }
      await stop(sender, receiver, broker)
    }
  }

  private func stop(_ sender: SecureWorker, _ receiver: SecureWorker, _ broker: PrivateBroker) async {
    await sender.supervisor.stop()
    await receiver.supervisor.stop()
    await broker.stop()
  }
}

/// A worker's process and where it tells of itself.
private struct SecureWorker {
  let supervisor: WorkerSupervisor
  let health: Int

  func get(_ path: String) async throws -> String {
    let url = try #require(URL(string: "http://127.0.0.1:\(health)\(path)"))
    return String(decoding: try await URLSession.shared.data(from: url).0, as: UTF8.self)
  }

  func waitUntilReady() async throws {
    try await eventually("\(supervisor.name) is ready") { (try? await get("/health/ready")) == "ready\n" }
  }

  /// Waits until a number in the metrics is positive.
  func waitFor(_ name: String, of connection: String) async throws {
    let series = "tributary_amqp_\(name){connection=\"\(connection)\"} "
    try await eventually("\(supervisor.name) counts \(series)") {
      let line = try await get("/metrics").split(separator: "\n").first { $0.hasPrefix(series) }
      return line.flatMap { Double($0.dropFirst(series.count)) }.map { $0 > 0 } ?? false
    }
  }
}

/// Certificates, secrets and settings in a folder.
private struct SecureScene {
  let data: URL
  let certificates: Certificates
  let broker: PrivateBrokerSettings

  init(_ folder: URL) throws {
    data = folder.appendingPathComponent("data")
    let made = folder.appendingPathComponent("certificates")
    try FileManager.default.createDirectory(at: made, withIntermediateDirectories: true)
    try FileManager.default.createDirectory(at: data, withIntermediateDirectories: true)
    certificates = try Certificates(in: made)
    for name in ["localhost", "payer-edi", "operations"] { try certificates.issue(name, subject: name) }
    let secrets = try StackSecrets(data: data)
    let topology = PaymentTopology.topology(
      virtualHost: LocalStack.virtualHost, users: try secrets.users(), systems: [])
    var settings = TestBroker.settings(folder.appendingPathComponent("node"))
    settings.administrator = BrokerUsers.administrator
    settings.administratorPassword = try secrets.password(of: BrokerUsers.administrator)
    settings.definitions = try topology.brokerDefinitions()
    settings.tls = PrivateBrokerTLS(
      authoritiesFile: certificates.path("authority.pem"), certificateFile: certificates.path("localhost.pem"),
      keyFile: certificates.path("localhost.key"), requiresClientCertificate: true)
    broker = settings
  }

  /// Starts a worker with a certificate of its name.
  func worker(_ name: String, _ settings: [String: String]) throws -> SecureWorker {
    let health = try freePort()
    let own = settings.merging([
      "DATA": data.path, "HEALTH_PORT": "\(health)", "BROKER_VIRTUAL_HOST": LocalStack.virtualHost,
      "BROKER_TLS_AUTHORITIES_FILE": certificates.path("authority.pem"),
      "BROKER_TLS_CERTIFICATE_FILE": certificates.path("\(name).pem"),
      "BROKER_TLS_KEY_FILE": certificates.path("\(name).key"),
    ]) { own, _ in own }
    var environment = ProcessInfo.processInfo.environment
    for (key, value) in own { environment["TRIBUTARY_\(key)"] = value }
    let supervisor = WorkerSupervisor(
      WorkerSupervisor.Settings(
        name: name, executable: Places.executables.appendingPathComponent(name),
        arguments: ["--home", Places.home.path], environment: environment,
        log: data.appendingPathComponent("\(name).log")),
      logger: quietLogger)
    try supervisor.start()
    return SecureWorker(supervisor: supervisor, health: health)
  }

  /// A file goes in at one worker and leaves it as events; the other one holds its connections.
  func exchange(_ sender: SecureWorker, _ receiver: SecureWorker) async throws {
    try await sender.waitUntilReady()
    try await receiver.waitUntilReady()
    let advice = try #require(try Places.files(in: Places.advices).first)
    let inbox = data.appendingPathComponent("payer-edi/inbox")
    let hidden = inbox.appendingPathComponent(".part")
    try FileManager.default.copyItem(at: advice, to: hidden)
    try FileManager.default.moveItem(at: hidden, to: inbox.appendingPathComponent(advice.lastPathComponent))
    try await sender.waitFor("confirmed_total", of: "publisher")
    try await sender.waitFor("connected", of: "publisher")
    try await receiver.waitFor("connected", of: "subscriber")
    try await receiver.waitFor("connected", of: "dead-letter subscriber")
  }
}
