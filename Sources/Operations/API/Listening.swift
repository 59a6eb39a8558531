// Where the API listens, and over what.

import AdapterKit
import Foundation
import HummingbirdCore
import HummingbirdTLS
import NIOSSL

/// An address, and TLS where others than this machine can reach it.
package struct Listening: Sendable {
  /// The address; by default this machine's own.
  var host = "127.0.0.1"
  /// The port.
  var port: Int
  /// The certificate and key; nil: without TLS.
  var tls: TLSConfiguration?
  /// Whether browsers reach us over TLS, ours or a proxy's.
  var isOverTLS = false

  /// On this machine alone, without TLS.
  package init(port: Int) { self.port = port }

  /// The keys of the section `api` of `config/operations.yaml`.
  package static let keys: [ConfigurationKey] = [
    ConfigurationKey("port", .integer(0...65535), default: "0", "The port of the API; 0: no API."),
    ConfigurationKey(
      "host", .text, default: "127.0.0.1", "The address to listen on; another than this machine's own wants TLS."),
    ConfigurationKey("certificate", .text, "A PEM file with the certificate and those that vouch for it: TLS."),
    ConfigurationKey("key", .text, "A PEM file with its private key."),
    ConfigurationKey(
      "hosts", .list(.text),
      "Names, without ports, by which it is asked besides 127.0.0.1 and localhost, as through a proxy."),
    ConfigurationKey(
      "overTLS", .boolean, default: "false", "A proxy gives TLS: then the address may be any without a certificate."),
  ]

  /// As a configuration says. - Throws: ``ConfigurationError``, also where tokens would go over a network in the clear.
  package init(_ configuration: Configuration) throws {
    (host, port) = (configuration.text("api.host"), configuration.integer("api.port"))
    isOverTLS = configuration.boolean("api.overTLS")
    switch (configuration.optionalText("api.certificate"), configuration.optionalText("api.key")) {
    case (nil, nil): break
    case (let certificate?, let key?):
      do {
        let chain = try NIOSSLCertificate.fromPEMFile(DataFolder.url(certificate).path)
        tls = .makeServerConfiguration(
          certificateChain: chain.map { .certificate($0) },
          privateKey: .privateKey(try NIOSSLPrivateKey(file: DataFolder.url(key).path, format: .pem)))
        tls?.minimumTLSVersion = .tlsv12
        isOverTLS = true
      } catch {
        throw ConfigurationError("api.certificate, api.key: \(certificate), \(key) cannot be read as PEM: \(error)")
      }
    default: throw ConfigurationError("api.certificate and api.key go together")
    }
    guard isOverTLS || ["127.0.0.1", "localhost", "::1"].contains(host) else {
      throw ConfigurationError(
        "api.host: on \(host) tokens would go over the network in the clear; give api.certificate and api.key, or say "
          + "api.overTLS: true where a proxy in front of it does it")
    }
  }

  /// Hummingbird's way of serving it. - Throws: an error of TLS.
  func server(idleSeconds: Int64) throws -> HTTPServerBuilder {
    let plain = HTTPServerBuilder.http1(configuration: .init(idleTimeout: .seconds(idleSeconds)))
    guard let tls else { return plain }
    return try .tls(plain, tlsConfiguration: tls)
  }
}
