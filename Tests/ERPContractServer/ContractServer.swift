// An ERP of our own with a REST interface that takes nothing that its contract does not allow, and that fails as it is
// told to.

import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTLS
import JSONRules
import Logging
import NIOCore
import NIOSSL

/// A strict server. It keeps its books in memory and counts what it is asked.
package struct ContractServer: Sendable {
  /// How clients show who they are.
  package enum Login: Sendable {
    case none
    case apiKey(header: String, value: String)
    case basic(user: String, password: String)
    /// Tokens for a client with a secret, or one whose assertion this PEM key has signed. A token is good for so many
    /// requests.
    case oauth2(client: String, secret: String?, publicKey: String?, uses: Int)
  }

  /// How journals are kept from being posted twice.
  package enum Repeats: Sendable {
    /// By the header `Idempotency-Key`, which every POST must have.
    case header
    /// By the key in the address of a PUT; another content under it is a conflict.
    case key
    /// Not at all: what is posted twice is there twice.
    case none
  }

  package let port: Int
  package let books: ContractBooks
  private let tls: TLSConfiguration?

  /// - Parameter tls: PEM files: its certificate, its key, and the authority of clients' certificates, which every
  ///   client must show then.
  package init(
    port: Int, login: Login = .none, repeats: Repeats = .header, delay: Duration = .zero,
    tls: (certificate: String, key: String, clients: String)? = nil
  ) throws {
    self.port = port
    books = ContractBooks(login: login, repeats: repeats, delay: delay, address: "http://127.0.0.1:\(port)")
    self.tls = try tls.map { files in
      var configuration = TLSConfiguration.makeServerConfiguration(
        certificateChain: try NIOSSLCertificate.fromPEMFile(files.certificate).map { .certificate($0) },
        privateKey: .privateKey(try NIOSSLPrivateKey(file: files.key, format: .pem)))
      configuration.certificateVerification = .noHostnameVerification
      configuration.trustRoots = .certificates(try NIOSSLCertificate.fromPEMFile(files.clients))
      return configuration
    }
  }

  /// Serves until the task is cancelled.
  package func run() async throws {
    let books = books
    let responder = CallbackResponder<ContractContext> { request, context in
      let body = Array(try await request.body.collect(upTo: 8 << 20).readableBytesView)
      var query: [String: String] = [:]
      for (name, value) in request.uri.queryParameters { query[String(name)] = String(value) }
      var headers: [String: String] = [:]
      for field in request.headers { headers[field.name.canonicalName] = field.value }
      let asked = ContractRequest(
        method: request.method.rawValue, path: request.uri.path.split(separator: "/").map {
          $0.removingPercentEncoding ?? ""
        }, query: query, headers: headers, body: body)
      let answer = await books.answer(asked)
      if answer.isCut { try? await context.channel.close() }
      var response = Response(
        status: .init(code: answer.status), body: ResponseBody(byteBuffer: ByteBuffer(bytes: answer.body)))
      for (name, value) in answer.headers {
        if let name = HTTPField.Name(name) { response.headers[name] = value }
      }
      return response
    }
    var quiet = Logger(label: "contract-server")
    quiet.logLevel = .critical
    let configuration = ApplicationConfiguration(address: .hostname("127.0.0.1", port: port))
    if let tls {
      try await Application(
        responder: responder, server: .tls(.http1(), tlsConfiguration: tls), configuration: configuration,
        logger: quiet
      ).runService(gracefulShutdownSignals: [])
    } else {
      try await Application(responder: responder, configuration: configuration, logger: quiet)
        .runService(gracefulShutdownSignals: [])
    }
  }
}

/// A request that has been read.
struct ContractRequest: Sendable {
  let method: String
  let path: [String]
  let query: [String: String]
  /// By names in lower case.
  let headers: [String: String]
  let body: [UInt8]
}

/// What is answered.
struct ContractAnswer: Sendable {
  var status = 200
  var headers: [(name: String, value: String)] = [("Content-Type", "application/json")]
  var body: [UInt8] = []
  /// The connection is cut instead.
  var isCut = false

  init(_ status: Int, _ document: JSONValue) {
    self.status = status
    body = Array(document.text.utf8)
  }

  /// A problem document (RFC 9457) with a code of this server's.
  static func problem(_ status: Int, _ code: String, _ detail: String) -> ContractAnswer {
    var answer = ContractAnswer(status, .object(["code": .string(code), "detail": .string(detail)]))
    answer.headers = [("Content-Type", "application/problem+json")]
    return answer
  }
}

private struct ContractContext: RequestContext {
  var coreContext: CoreRequestContextStorage
  let channel: any Channel

  init(source: ApplicationRequestContextSource) {
    coreContext = .init(source: source)
    channel = source.channel
  }
}
