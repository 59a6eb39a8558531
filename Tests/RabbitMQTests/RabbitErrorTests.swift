// Errors: code, place, whether to try again; and that no secret is ever shown.

import RabbitMQ
import Testing

@Suite struct RabbitErrorTests {
  @Test(
    arguments: [
      (404, "NOT_FOUND - no queue 'q' in vhost 'v'", .queueNotFound),
      (404, "NOT_FOUND - no exchange 'e' in vhost 'v'", .exchangeNotFound),
      (403, "ACCESS_REFUSED - read access to queue 'q' refused", .notPermitted),
      (403, "ACCESS_REFUSED - queue 'q' in vhost 'v' in exclusive use", .resourceLocked),
      (405, "RESOURCE_LOCKED - cannot obtain exclusive access", .resourceLocked),
      (406, "PRECONDITION_FAILED - inequivalent arg", .preconditionFailed),
      (541, "INTERNAL_ERROR", .channelClosed),
    ] as [(UInt16, String, RabbitError.Code)])
  func aClosedChannelIsExplained(_ number: UInt16, _ text: String, _ code: RabbitError.Code) {
    let error = CloseReason(code: number, text: text).error(queue: "q", exchange: "e")
    #expect(error.code == code)
    #expect(error.context == .init(queue: "q", exchange: "e", replyCode: number))
    #expect(error.description == error.reason)
  }

  @Test(
    arguments: [
      (320, true), (541, true), (501, true), (503, false), (530, false), (540, false),
    ] as [(UInt16, Bool)])
  func aClosedConnectionMayBeTriedAgainUnlessWeAskedForTheImpossible(_ number: UInt16, _ isRetriable: Bool) {
    let error = CloseReason(code: number, text: "TEXT").connectionError(at: "h:1")
    #expect(error.isRetriable == isRetriable)
    #expect(error.context == .init(broker: "h:1", replyCode: number))
    #expect(error.reason.contains("h:1") && error.reason.contains("TEXT"))
  }

  @Test func whatNeedsAPersonIsNotRetriable() {
    let retriable = Set(RabbitError.Code.allCases.filter { RabbitError($0, "").isRetriable })
    #expect(retriable == [.connectionFailed, .channelClosed, .protocolViolation, .timedOut])
  }

  /// Everything that holds a secret, printed in every way there is.
  @Test func secretsAreNeverShown() {
    var configuration = BrokerConfiguration(
      addresses: [BrokerAddress(host: "h")], user: "u", password: "hunter2", connectionName: "c",
      tls: BrokerTLS(authoritiesFile: "ca.pem", certificateFile: "c.pem", keyFile: "k.pem", keyPassphrase: "hunter2"))
    configuration.authentication = .clientCertificate
    let management = ManagementClientHolder(password: configuration.password)
    for value in [configuration, configuration.tls as Any, configuration.password, management] as [Any] {
      var dumped = ""
      dump(value, to: &dumped)
      for text in [dumped, "\(value)", String(reflecting: value), String(describing: Mirror(reflecting: value))] {
        #expect(!text.contains("hunter2"), "\(type(of: value))")
      }
      #expect(Self.leaves(of: value).allSatisfy { !$0.contains("hunter2") })
    }
  }

  private struct ManagementClientHolder { let password: Secret }

  /// Every text that reflection reaches.
  private static func leaves(of value: Any) -> [String] {
    let children = Mirror(reflecting: value).children
    return children.isEmpty ? ["\(value)"] : children.flatMap { leaves(of: $0.value) }
  }
}
