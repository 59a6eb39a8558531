// How a connection is secured, and by what it logs in.

/// How to prove who the broker is, and who we are.
///
/// The version is 1.2 or later, and certificate and host name are always verified: there is no setting to leave that
/// out. The host name is that of the ``BrokerAddress``; the library compares it with the DNS names of the certificate,
/// so an address in digits does not do.
public struct BrokerTLS: Sendable {
  /// A PEM file with the authorities that may vouch for the broker. The system's own are not used.
  public var authoritiesFile: String
  /// A PEM file with our certificate chain, for brokers that ask for one.
  public var certificateFile: String?
  /// The PEM file with the key of that certificate; none means that it is in the same file.
  public var keyFile: String?
  /// The passphrase of an encrypted key. Without it an encrypted key is an error; nobody is asked.
  public var keyPassphrase: Secret?

  /// Creates the settings.
  public init(
    authoritiesFile: String, certificateFile: String? = nil, keyFile: String? = nil, keyPassphrase: Secret? = nil
  ) {
    self.authoritiesFile = authoritiesFile
    self.certificateFile = certificateFile
    self.keyFile = keyFile
    self.keyPassphrase = keyPassphrase
  }
}

/// By what a connection logs in (a SASL mechanism).
public enum BrokerAuthentication: Sendable, Equatable {
  /// User and password (PLAIN).
  case password
  /// The certificate of ``BrokerTLS`` (EXTERNAL). The broker needs the plugin `rabbitmq_auth_mechanism_ssl`, and a user
  /// of the name in the certificate.
  case clientCertificate
}
