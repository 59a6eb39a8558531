// Everything secret in a deployment of containers: one folder a part, which sees nothing of the others'.

import AdapterKit
import Foundation
import LocalStack
import RabbitMQ

/// The folder of secrets that `docker-compose.yml` hands out.
///
/// | folder | holds | who sees it |
/// | --- | --- | --- |
/// | `authority` | the authority and its key, every user's password | nobody but `tributary certs` |
/// | `rabbitmq` | a certificate and key, `definitions.json` with hashes of the passwords, a cookie | the broker |
/// | `postgresql` | its certificate and key | the database |
/// | a worker's name | its certificate and key, the passwords of the users that it logs in as | the worker |
/// | `tools` | the same for administrator, monitor and billing; `stack.json`, where everything is | commands |
///
/// The database knows services and commands by their certificates.
public struct DeploymentSecrets: Sendable {
  /// For how many days certificates are valid: those of an authority and those that it signs.
  public static let (authorityDays, certificateDays) = (3_650, 397)
  /// Who serves others, besides the workers.
  private static let servers = ["rabbitmq", "postgresql"]
  private static let tools = "tools"
  /// The nodes of a cluster, which share one folder.
  private static let nodes = ["rabbitmq": ["rabbitmq-2", "rabbitmq-3"]]

  /// A worker also reads the broker's state as this user.
  private static let watchers = ["router", "operations"]

  /// The whole folder.
  public let folder: URL
  private let systems: [EnterpriseSystem]
  private let owner: Owner?

  /// Who owns what is handed out: the user that containers run as.
  public struct Owner: Sendable {
    let user: UInt32
    let group: UInt32

    /// Reads `10001` or `10001:10001`; nil for anything else.
    public init?(_ text: String) {
      let parts = text.split(separator: ":", omittingEmptySubsequences: false).map { UInt32($0) }
      guard (1...2).contains(parts.count), let user = parts[0], let group = parts[parts.count - 1] else { return nil }
      (self.user, self.group) = (user, group)
    }
  }

  /// - Parameters:
  ///   - folder: where they are or shall be.
  ///   - systems: the enterprise systems, which are users of the broker.
  ///   - owner: who shall own the parts' folders; nil: who runs this.
  public init(folder: URL, systems: [EnterpriseSystem], owner: Owner? = nil) {
    (self.folder, self.systems, self.owner) = (folder, systems, owner)
  }

  /// The parts that get a certificate: hosts of the deployment's network, and commands.
  public static var parts: [String] { servers + LocalStack.workers + [tools] }

  /// Makes what is missing and leaves what is there, so that it may be run before every start.
  /// - Returns: what was made, a line for people each.
  /// - Throws: ``DeploymentError``, errors of the file system.
  public func create() throws -> [String] {
    let isNew = !FileManager.default.fileExists(atPath: path("authority/authority.pem").path)
    var made = isNew ? ["authority: valid for \(Self.authorityDays) days"] : []
    let authority = try CertificateAuthority(in: path("authority"), days: Self.authorityDays)
    let passwords = try StackSecrets(folder: path("authority/passwords"), systems: systems)
    made += passwords.drawn.map { "password of \($0)" }
    for part in Self.parts where !FileManager.default.fileExists(atPath: path("\(part)/certificate.pem").path) {
      try issue(part, authority)
      made.append("certificate of \(part): valid for \(Self.certificateDays) days")
    }
    try handOut(authority, passwords, definitions: !passwords.drawn.isEmpty)
    return made
  }

  /// Issues all certificates anew. The authority stays, so that old and new ones are trusted side by side and parts can
  /// be started again one by one. - Throws: ``DeploymentError``, errors of the file system.
  public func renewCertificates() throws {
    let authority = try existingAuthority()
    for part in Self.parts { try issue(part, authority) }
    try own()
  }

  /// Until when each certificate is valid. - Throws: ``DeploymentError``.
  public func expiries() throws -> [(part: String, until: Date)] {
    let authority = try existingAuthority()
    let parts = try Self.parts.map { part in
      (part, try CertificateAuthority.expiry(of: path("\(part)/certificate.pem")))
    }
    return [("authority", try CertificateAuthority.expiry(of: authority.certificate))] + parts
  }

  // MARK: Pieces

  private func path(_ name: String) -> URL { folder.appendingPathComponent(name) }

  private func existingAuthority() throws -> CertificateAuthority {
    guard FileManager.default.fileExists(atPath: path("authority/authority.pem").path) else {
      throw DeploymentError("there are no certificates in \(folder.path); make them with: tributary certs init")
    }
    return try CertificateAuthority(in: path("authority"), days: Self.authorityDays)
  }

  private func issue(_ part: String, _ authority: CertificateAuthority) throws {
    try authority.issue(host: part, others: Self.nodes[part] ?? [], into: path(part), days: Self.certificateDays)
  }

  private func handOut(_ authority: CertificateAuthority, _ passwords: StackSecrets, definitions: Bool) throws {
    for part in Self.parts {
      try write(Data(contentsOf: authority.certificate), "\(part)/authority.pem", 0o644)
    }
    for worker in LocalStack.workers {
      let users = [worker] + (Self.watchers.contains(worker) ? [BrokerUsers.monitor] : [])
      for user in users { try write(password: user, of: passwords, to: worker) }
    }
    for user in [BrokerUsers.administrator, BrokerUsers.monitor, BrokerUsers.billing] {
      try write(password: user, of: passwords, to: Self.tools)
    }
    try write(Deployment.address.encoded(), "\(Self.tools)/stack.json", 0o600)
    // Nodes of a cluster, and their tools, know each other by it.
    let cookie = "rabbitmq/erlang.cookie"
    if !FileManager.default.fileExists(atPath: path(cookie).path) {
      try write(Data(StackSecrets.drawSecret().utf8), cookie, 0o400)
    }
    let file = "rabbitmq/definitions.json"
    // The hashes have a salt: written again they would differ, and the broker would think that something changed.
    if definitions || !FileManager.default.fileExists(atPath: path(file).path) {
      let topology = PaymentTopology.topology(
        virtualHost: LocalStack.virtualHost, users: try passwords.users(), systems: systems)
      try write(topology.brokerDefinitions(), file, 0o600)
    }
    try own()
  }

  private func write(password user: String, of passwords: StackSecrets, to part: String) throws {
    try write(Data("\(try passwords.password(of: user).revealed)\n".utf8), "\(part)/\(user)", 0o600)
  }

  private func write(_ bytes: Data, _ name: String, _ mode: Int) throws {
    let file = path(name)
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    guard (try? Data(contentsOf: file)) != bytes else { return }
    try bytes.write(to: file, options: .atomic)
    try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: file.path)
  }

  /// Gives the parts' folders to whom the containers run as. The authority's stays with who runs this.
  private func own() throws {
    guard let owner else { return }
    for part in Self.parts {
      let names = try FileManager.default.contentsOfDirectory(atPath: path(part).path)
      for file in [path(part)] + names.map({ path("\(part)/\($0)") }) {
        guard lchown(file.path, owner.user, owner.group) == 0 else {
          throw DeploymentError(
            "\(file.path) cannot be given to user \(owner.user): \(String(cString: strerror(errno))); run this as root")
        }
      }
    }
  }
}
