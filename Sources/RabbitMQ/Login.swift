// Opening the socket and logging in, and what a refusal means.

import CRabbitMQ
import Messaging

/// One attempt to connect. Runs on the connection's thread and waits at most the connect time-out, twice.
package struct Login {
  let handle: amqp_connection_state_t
  let configuration: BrokerConfiguration
  let address: BrokerAddress
  let pool: EncodingPool

  /// The most channels we ask for.
  static let maximumChannels: Int32 = 2047

  func perform() throws(RabbitError) {
    var timeout = Self.timeval(configuration.connectTimeout)
    let socket = try makeSocket()
    let status = amqp_socket_open_noblock(socket, address.host, Int32(address.port), &timeout)
    guard status == 0 else {
      throw RabbitError(.connectionFailed, "no broker answers at \(address): \(Self.text(status))")
    }
    amqp_set_handshake_timeout(handle, &timeout)
    try logIn()
  }

  private func makeSocket() throws(RabbitError) -> OpaquePointer {
    if let tls = configuration.tls { return try makeSecureSocket(tls) }
    guard let socket = amqp_tcp_socket_new(handle) else {
      throw RabbitError(.connectionFailed, "out of memory for a socket to \(address)")
    }
    return socket
  }

  private func makeSecureSocket(_ tls: BrokerTLS) throws(RabbitError) -> OpaquePointer {
    guard let socket = amqp_ssl_socket_new(handle) else {
      throw RabbitError(.connectionFailed, "out of memory for a TLS socket to \(address)")
    }
    amqp_ssl_socket_set_verify_peer(socket, 1)
    amqp_ssl_socket_set_verify_hostname(socket, 1)
    guard amqp_ssl_socket_set_ssl_versions(socket, AMQP_TLSv1_2, AMQP_TLSvLATEST) == 0 else {
      throw RabbitError(.configuration, "this build of OpenSSL does not offer TLS 1.2")
    }
    guard amqp_ssl_socket_set_cacert(socket, tls.authoritiesFile) == 0 else {
      throw RabbitError(.configuration, "cannot read the authorities in \(tls.authoritiesFile)")
    }
    if let certificate = tls.certificateFile {
      guard amqp_ssl_socket_set_key(socket, certificate, tls.keyFile ?? certificate) == 0 else {
        throw RabbitError(.configuration, "cannot use the certificate \(certificate) with its key")
      }
    }
    return socket
  }

  private func logIn() throws(RabbitError) {
    defer { pool.recycle() }
    var properties = pool.table(clientProperties)
    let reply = tributary_login_plain(
      handle, configuration.virtualHost, Self.maximumChannels, Int32(MessageSize.maximumFrameBytes),
      Int32(configuration.heartbeatSeconds), &properties, configuration.user, configuration.password.revealed)
    switch reply.reply_type {
    case AMQP_RESPONSE_NORMAL: return
    case AMQP_RESPONSE_SERVER_EXCEPTION: throw refusal(reply.reply)
    default:
      throw RabbitError(
        .connectionFailed, "the broker at \(address) broke off the handshake: \(Self.text(reply.library_error))")
    }
  }

  /// What we are and can do: the broker tells only clients that say so when it blocks them or ends a consumer.
  private var clientProperties: [String: HeaderValue] {
    [
      "product": .string("Tributary"),
      "connection_name": .string(configuration.connectionName),
      "capabilities": .table([
        "connection.blocked": .boolean(true), "consumer_cancel_notify": .boolean(true),
        "publisher_confirms": .boolean(true), "basic.nack": .boolean(true),
        "authentication_failure_close": .boolean(true),
      ]),
    ]
  }

  private func refusal(_ method: amqp_method_t) -> RabbitError {
    guard method.id == AMQPMethod.connectionClose,
      let close = method.decoded?.assumingMemoryBound(to: amqp_connection_close_t.self).pointee
    else { return RabbitError(.protocolViolation, "the broker at \(address) refused the login without a reason") }
    return Self.refusal(
      CloseReason(code: close.reply_code, text: String(amqp: close.reply_text)), configuration, address)
  }

  /// What a connection.close during the login means. Pure.
  package static func refusal(
    _ reason: CloseReason, _ configuration: BrokerConfiguration, _ address: BrokerAddress
  ) -> RabbitError {
    let user = configuration.user
    let host = configuration.virtualHost
    switch reason.code {
    case CloseReason.accessRefused:
      return RabbitError(
        .accessRefused, "the broker at \(address) refused user '\(user)': check user name and password")
    case CloseReason.notAllowed where reason.text.contains("not found"):
      return RabbitError(
        .virtualHostNotFound, "virtual host '\(host)' does not exist at \(address): apply the topology first")
    case CloseReason.notAllowed where reason.text.contains("refused"):
      return RabbitError(
        .accessRefused, "user '\(user)' may not enter virtual host '\(host)' at \(address): grant permissions first")
    default:
      return RabbitError(.connectionFailed, "the broker at \(address) closed the connection: \(reason.description)")
    }
  }

  private static func text(_ status: Int32) -> String {
    status == tributary_frame_too_small
      ? "it wants smaller frames than the \(tributary_least_frame_bytes) bytes that AMQP has as the least"
      : String(cString: amqp_error_string2(status))
  }

  private static func timeval(_ duration: Duration) -> timeval {
    let (seconds, attoseconds) = duration.components
    return CRabbitMQ.timeval(tv_sec: Int(seconds), tv_usec: Int(attoseconds / 1_000_000_000_000))
  }
}
