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
      throw tls?.failure(status)
        ?? failure(.connectionFailed, "no broker answers at \(address): \(text(status))")
    }
    amqp_set_handshake_timeout(handle, &timeout)
    try logIn()
  }

  private func makeSocket() throws(RabbitError) -> OpaquePointer {
    guard configuration.authentication == .password || configuration.tls?.certificateFile != nil else {
      throw failure(.configuration, "a login by certificate needs TLS settings with a certificate")
    }
    if let tls { return try tls.make(handle) }
    guard let socket = amqp_tcp_socket_new(handle) else {
      throw RabbitError(.connectionFailed, "out of memory for a socket to \(address)")
    }
    return socket
  }

  private var tls: TLSSocket? { configuration.tls.map { TLSSocket(settings: $0, address: address) } }

  private func failure(_ code: RabbitError.Code, _ reason: String) -> RabbitError {
    RabbitError(code, reason, context: .init(broker: address.description))
  }

  private func logIn() throws(RabbitError) {
    defer { pool.recycle() }
    let reply = sendLogin(pool.table(clientProperties))
    switch reply.reply_type {
    case AMQP_RESPONSE_NORMAL: return
    case AMQP_RESPONSE_SERVER_EXCEPTION: throw refusal(reply.reply)
    default: throw brokenOff(reply.library_error)
    }
  }

  private func sendLogin(_ properties: amqp_table_t) -> amqp_rpc_reply_t {
    var properties = properties
    let (frame, heartbeat) = (Int32(MessageSize.maximumFrameBytes), Int32(configuration.heartbeatSeconds))
    switch configuration.authentication {
    case .password:
      return tributary_login_plain(
        handle, configuration.virtualHost, Self.maximumChannels, frame, heartbeat, &properties, configuration.user,
        configuration.password.revealed)
    case .clientCertificate:
      return tributary_login_external(
        handle, configuration.virtualHost, Self.maximumChannels, frame, heartbeat, &properties, configuration.user)
    }
  }

  /// Why the handshake ended without a word of AMQP. With TLS 1.3 a broker that misses our certificate says so now.
  private func brokenOff(_ status: Int32) -> RabbitError {
    let isOfAMQP = status == AMQP_STATUS_BROKER_UNSUPPORTED_SASL_METHOD.rawValue
    if !isOfAMQP, let error = tls?.failure(status) { return error }
    return failure(.connectionFailed, "the broker at \(address) broke off the handshake: \(text(status))")
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
    let isByPassword = configuration.authentication == .password
    let user = isByPassword ? "user '\(configuration.user)'" : "the user of the certificate"
    let host = configuration.virtualHost
    func failure(_ code: RabbitError.Code, _ text: String) -> RabbitError {
      RabbitError(code, text, context: .init(broker: address.description, replyCode: reason.code))
    }
    switch reason.code {
    case CloseReason.accessRefused:
      let advice = isByPassword ? "check user name and password" : "there must be one of the name in it"
      return failure(.accessRefused, "the broker at \(address) refused \(user): \(advice)")
    case CloseReason.notAllowed where reason.text.contains("not found"):
      return failure(
        .virtualHostNotFound, "virtual host '\(host)' does not exist at \(address): apply the topology first")
    case CloseReason.notAllowed where reason.text.contains("refused"):
      return failure(
        .accessRefused, "\(user) may not enter virtual host '\(host)' at \(address): grant permissions first")
    default:
      return failure(.connectionFailed, "the broker at \(address) closed the connection: \(reason.description)")
    }
  }

  private func text(_ status: Int32) -> String {
    switch status {
    case Int32(tributary_frame_too_small):
      return "it wants smaller frames than the \(tributary_least_frame_bytes) bytes that AMQP has as the least"
    case AMQP_STATUS_SOCKET_ERROR.rawValue:
      return "the connection was refused or broken off; check address and port, and that it runs"
    case AMQP_STATUS_CONNECTION_CLOSED.rawValue where configuration.tls == nil:
      return "it hung up; check that the port is one for AMQP without TLS"
    case AMQP_STATUS_BROKER_UNSUPPORTED_SASL_METHOD.rawValue:
      return configuration.authentication == .password
        ? "it takes no passwords (PLAIN); log in by certificate"
        : "it takes no certificates (EXTERNAL); enable its plugin rabbitmq_auth_mechanism_ssl"
    default: return String(cString: amqp_error_string2(status))
    }
  }

  private static func timeval(_ duration: Duration) -> timeval {
    let (seconds, attoseconds) = duration.components
    return CRabbitMQ.timeval(tv_sec: Int(seconds), tv_usec: Int(attoseconds / 1_000_000_000_000))
  }
}
