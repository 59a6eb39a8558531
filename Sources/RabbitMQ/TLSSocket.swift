// Making a TLS socket, and saying why TLS failed.

import CRabbitMQ
import Glibc

/// The TLS part of one attempt to connect. Runs on the connection's thread: OpenSSL keeps its errors by thread.
struct TLSSocket {
  let settings: BrokerTLS
  let address: BrokerAddress

  /// A socket that insists on TLS 1.2 or later, on a certificate that the authorities vouch for, and on its host name.
  func make(_ handle: amqp_connection_state_t) throws(RabbitError) -> OpaquePointer {
    guard let socket = amqp_ssl_socket_new(handle) else {
      throw RabbitError(.connectionFailed, "out of memory for a TLS socket to \(address)")
    }
    amqp_ssl_socket_set_verify_peer(socket, 1)
    amqp_ssl_socket_set_verify_hostname(socket, 1)
    tributary_verify_peer(socket)
    guard amqp_ssl_socket_set_ssl_versions(socket, AMQP_TLSv1_2, AMQP_TLSvLATEST) == 0 else {
      throw RabbitError(.configuration, "this build of OpenSSL does not offer TLS 1.2")
    }
    guard amqp_ssl_socket_set_cacert(socket, settings.authoritiesFile) == 0 else {
      throw RabbitError(.configuration, "cannot read the authorities in \(settings.authoritiesFile)\(Self.detail)")
    }
    try useCertificate(socket)
    return socket
  }

  /// The library keeps the passphrase's address, not its text, so it is taken away again. An empty one keeps OpenSSL
  /// from asking at the terminal.
  private func useCertificate(_ socket: OpaquePointer) throws(RabbitError) {
    guard let certificate = settings.certificateFile else { return }
    let key = settings.keyFile ?? certificate
    for file in [certificate, key] where access(file, R_OK) != 0 {
      throw RabbitError(.configuration, "cannot read \(file): check the path and the permissions")
    }
    let status = (settings.keyPassphrase?.revealed ?? "").withCString { passphrase in
      amqp_ssl_socket_set_key_passwd(socket, passphrase)
      defer { amqp_ssl_socket_set_key_passwd(socket, nil) }
      return amqp_ssl_socket_set_key(socket, certificate, key)
    }
    guard status == 0 else {
      throw RabbitError(.configuration, "cannot use the certificate \(certificate) with the key \(key)\(Self.detail)")
    }
  }

  /// What a failure means, if it is one of TLS and not of the network below.
  func failure(_ status: Int32) -> RabbitError? {
    if status == AMQP_STATUS_SSL_HOSTNAME_VERIFY_FAILED.rawValue {
      return failure("its certificate is not for the host name '\(address.host)': check address and certificate")
    }
    guard let reason = tributary_tls_failure() else { return nil }
    return failure("\(String(cString: reason)): check authorities, certificates and TLS versions on both sides")
  }

  private func failure(_ reason: String) -> RabbitError {
    RabbitError(
      .tlsFailed, "no secure connection to \(address): \(reason)", context: .init(broker: address.description))
  }

  private static var detail: String { tributary_tls_failure().map { " (\(String(cString: $0)))" } ?? "" }
}
