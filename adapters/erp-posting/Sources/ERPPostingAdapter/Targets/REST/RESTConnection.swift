// What an installation adds to a profile: its own settings, secrets and certificates, and how many may be asked.

import AdapterKit
import AsyncHTTPClient
import Foundation
import JSONRules
import Ledger
import NIOSSL
import RabbitMQ

/// A profile in use.
package struct RESTConnection: Sendable {
  package var profile: RESTProfile
  /// What placeholders `{/settings/…}` stand for.
  package var settings: [String: String] = [:]
  /// Secrets by the names that the profile gives them.
  package var secrets: [String: Secret] = [:]
  /// Codes of the ERP's accounts by ours.
  package var accounts: [String: String] = [:]
  /// PEM files of our own certificate with its chain, and of its key, for ERPs that want one (mutual TLS).
  package var certificate: (chain: String, key: String)?
  /// A PEM file of the authorities that may have signed the ERP's certificate; nil for those of the system.
  package var authorities: String?

  package init(profile: RESTProfile) { self.profile = profile }

  /// What would be sent for a journal, for looking at a profile without an ERP. - Throws: ``RESTError/profile(_:)``.
  package func example(of journal: Journal) throws -> (method: String, url: String, body: String) {
    let document = JSONValue(journal, codes: AccountCodes(accounts), settings: settingsDocument)
    let made = try profile.post.request.made(of: document)
    let base = try profile.url.text(settingsDocument, isEncoded: false)
    return (made.method, base + made.target, String(decoding: made.body ?? [], as: UTF8.self))
  }

  /// The settings as a document.
  var settingsDocument: JSONValue { .object(["settings": .object(settings.mapValues { .string($0) })]) }

  /// The client of its requests. - Throws: ``ConfigurationError`` where certificates cannot be read.
  func httpClient() throws -> HTTPClient {
    var configuration = HTTPClient.Configuration()
    // A redirected request could be carried out by two servers.
    configuration.redirectConfiguration = .disallow
    configuration.decompression = .enabled(limit: .size(RESTClient.answerLimit))
    configuration.httpVersion = .http1Only
    // The time-out of a call ends with the answer's head; its body may not stand still for longer either.
    configuration.timeout.read = .milliseconds(Int64(profile.limits.timeout / .milliseconds(1)))
    configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = profile.limits.concurrency
    var tls = TLSConfiguration.makeClientConfiguration()
    tls.minimumTLSVersion = .tlsv12
    do {
      if let certificate {
        tls.certificateChain = try NIOSSLCertificate.fromPEMFile(certificate.chain).map { .certificate($0) }
        tls.privateKey = .privateKey(try NIOSSLPrivateKey(file: certificate.key, format: .pem))
      }
      if let authorities { tls.trustRoots = .certificates(try NIOSSLCertificate.fromPEMFile(authorities)) }
    } catch {
      throw ConfigurationError(
        "rest.tls: the certificates or the key cannot be read (\(error)); PEM files are needed, the key not encrypted")
    }
    configuration.tlsConfiguration = tls
    return HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
  }
}
