// How a worker reaches the broker: the keys of the section `broker`, and what they come to.

import Foundation
import RabbitMQ

/// The section `broker` of every worker's configuration.
enum BrokerKeys {
  static let all = [
    ConfigurationKey(
      "host", .text, default: "127.0.0.1",
      "The broker's host; or several of a cluster, tried in turn: `rabbit-1,rabbit-2:5673,[::1]`."),
    ConfigurationKey("port", .integer(1...65535), "The AMQP port of hosts that name none; 5672, and 5671 over TLS."),
    ConfigurationKey("virtualHost", .text, default: "tributary", "The tenant's virtual host."),
    ConfigurationKey("user", .text, "The broker user; by default the worker's name."),
    ConfigurationKey(
      "passwordFolder", .text, "A folder with one file a user, holding its password; by default <data>/secrets."),
    ConfigurationKey(
      "login", .choice(["password", "certificate"]), default: "password",
      "By what it logs in: password (PLAIN), or the certificate of `tls` (EXTERNAL)."),
    ConfigurationKey("tls", .section(tls), "TLS 1.2 or later; on when the authorities are named."),
    ConfigurationKey("managementPort", .integer(0...65535), default: "0",
      "The management API's port on the first host, with TLS where the broker has it; 0: not used."),
  ]

  private static let tls = [
    ConfigurationKey("authoritiesFile", .text, "A PEM file with the authorities that may vouch for the broker."),
    ConfigurationKey("certificateFile", .text, "A PEM file with our certificate chain."),
    ConfigurationKey("keyFile", .text, "The PEM file with its key; by default the same file."),
    ConfigurationKey("passphraseFile", .text, "A file with the passphrase of an encrypted key."),
  ]
}

extension WorkerContext {
  /// How to reach the broker as this worker. - Throws: ``ConfigurationError`` when there is no password, and for files
  /// of `broker.tls` that are missing or of no use.
  public func broker(purpose: String) throws -> BrokerConfiguration {
    try checkBroker()
    let user = configuration.optionalText("broker.user") ?? name
    let tls = try brokerTLS()
    let byCertificate = configuration.text("broker.login") == "certificate"
    var broker = BrokerConfiguration(
      addresses: try brokerAddresses(), virtualHost: configuration.text("broker.virtualHost"), user: user,
      password: byCertificate ? "" : try password(of: user), connectionName: "\(name) \(purpose)", tls: tls)
    broker.authentication = byCertificate ? .clientCertificate : .password
    return broker
  }

  /// The broker's management API as the monitoring user; nil without a port for it. Any node of a cluster answers for
  /// all; the first one is asked. Over TLS where the broker is: its authority must be among the system's.
  /// - Throws: ``ConfigurationError`` without the user's password.
  public func management() throws -> ManagementClient? {
    let port = configuration.integer("broker.managementPort")
    guard port > 0, let host = try brokerAddresses().first?.host else { return nil }
    let scheme = configuration.optionalText("broker.tls.authoritiesFile") == nil ? "http" : "https"
    guard let base = URL(string: "\(scheme)://\(host.contains(":") ? "[\(host)]" : host):\(port)") else {
      throw ConfigurationError("broker.host: '\(host)' is no name of a host")
    }
    return ManagementClient(base: base, user: BrokerUsers.monitor, password: try password(of: BrokerUsers.monitor))
  }

  /// The brokers of the cluster, in the order in which they are tried. - Throws: ``ConfigurationError``.
  public func brokerAddresses() throws -> [BrokerAddress] {
    let usual = configuration.optionalText("broker.tls.authoritiesFile") == nil ? 5672 : 5671
    let port = configuration.optionalText("broker.port") == nil ? usual : configuration.integer("broker.port")
    return try configuration.text("broker.host").split(separator: ",", omittingEmptySubsequences: false).map { text in
      let text = text.trimmingCharacters(in: .whitespaces)
      guard let address = BrokerAddress(text, port: UInt16(clamping: port)) else {
        throw ConfigurationError(
          "broker.host: '\(text)' is no host: hosts are separated by commas, each with a port of its own after a colon "
            + "or without; an IPv6 address stands in brackets")
      }
      return address
    }
  }

  /// Checks what the keys' shapes cannot say, without reading a password. - Throws: ``ConfigurationError``.
  public func checkBroker() throws {
    _ = try brokerAddresses()
    let tls = try brokerTLS()
    guard configuration.text("broker.login") != "certificate" || tls?.certificateFile != nil else {
      throw ConfigurationError("broker.login: 'certificate' needs broker.tls.certificateFile")
    }
  }

  private func brokerTLS() throws -> BrokerTLS? {
    let certificate = try brokerFile("certificateFile")
    let key = try brokerFile("keyFile")
    let passphrase = try brokerFile("passphraseFile")
    guard let authorities = try brokerFile("authoritiesFile") else {
      guard certificate == nil, key == nil, passphrase == nil else {
        throw ConfigurationError("broker.tls: authoritiesFile is missing: nobody could vouch for the broker")
      }
      return nil
    }
    let secret = try passphrase.map { path in
      Secret(try String(contentsOfFile: path, encoding: .utf8).trimmingCharacters(in: .whitespacesAndNewlines))
    }
    return BrokerTLS(
      authoritiesFile: authorities, certificateFile: certificate, keyFile: key, keyPassphrase: secret)
  }

  /// The path of a file of `broker.tls`, which must be there.
  private func brokerFile(_ key: String) throws -> String? {
    guard let text = configuration.optionalText("broker.tls.\(key)") else { return nil }
    let path = DataFolder.url(text).path
    guard FileManager.default.isReadableFile(atPath: path) else {
      throw ConfigurationError("broker.tls.\(key): \(path) cannot be read; check the path and the permissions")
    }
    return path
  }
}

extension BrokerAddress {
  /// Reads `host`, `host:port` or `[address]:port`; nil for anything else.
  init?(_ text: String, port: UInt16) {
    var host = Substring(text)
    var rest = Substring()
    if text.hasPrefix("["), let end = text.firstIndex(of: "]") {
      host = text[text.index(after: text.startIndex)..<end]
      rest = text[text.index(after: end)...]
    } else if let colon = text.firstIndex(of: ":") {
      host = text[..<colon]
      rest = text[colon...]
    }
    guard !host.isEmpty, !host.contains(where: \.isWhitespace) else { return nil }
    if rest.isEmpty {
      self.init(host: String(host), port: port)
    } else {
      guard rest.first == ":", let own = UInt16(rest.dropFirst()), own > 0 else { return nil }
      self.init(host: String(host), port: own)
    }
  }
}
