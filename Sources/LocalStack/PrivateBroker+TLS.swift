// A TLS listener for a private node.

/// How a private node secures its second listener.
public struct PrivateBrokerTLS: Sendable {
  /// A PEM file with the authorities that may vouch for clients.
  public var authoritiesFile: String
  /// A PEM file with the node's certificate, which should be for `localhost`.
  public var certificateFile: String
  /// The PEM file with its key.
  public var keyFile: String
  /// Whether clients need a certificate. They may then log in by it (EXTERNAL), as the user that its common name says.
  public var requiresClientCertificate: Bool

  /// Creates the settings.
  public init(
    authoritiesFile: String, certificateFile: String, keyFile: String, requiresClientCertificate: Bool = false
  ) {
    self.authoritiesFile = authoritiesFile
    self.certificateFile = certificateFile
    self.keyFile = keyFile
    self.requiresClientCertificate = requiresClientCertificate
  }

  /// The plugins it needs.
  var plugins: [String] { requiresClientCertificate ? ["rabbitmq_auth_mechanism_ssl"] : [] }

  /// Lines of the configuration file.
  func configuration(port: UInt16) -> [String] {
    var lines = [
      "listeners.ssl.1 = 127.0.0.1:\(port)",
      "ssl_options.cacertfile = \(authoritiesFile)",
      "ssl_options.certfile = \(certificateFile)",
      "ssl_options.keyfile = \(keyFile)",
      "ssl_options.verify = \(requiresClientCertificate ? "verify_peer" : "verify_none")",
      "ssl_options.fail_if_no_peer_cert = \(requiresClientCertificate)",
    ]
    if requiresClientCertificate {
      lines += ["auth_mechanisms.1 = EXTERNAL", "auth_mechanisms.2 = PLAIN", "ssl_cert_login_from = common_name"]
    }
    return lines
  }
}
