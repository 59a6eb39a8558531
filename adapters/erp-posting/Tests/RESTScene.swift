// The contract server and a profile for it.

import AdapterKit
import ERPContractServer
import ERPPostingAdapter
import Foundation
import JSONRules
import Ledger
import LocalStack
import Logging
import RabbitMQ
import TestSupport

/// A server, a target for it, and the time that both of the target's clocks show.
struct RESTScene {
  let server: ContractServer
  let connection: RESTConnection
  let clock: ManualClock

  var books: ContractBooks { server.books }

  func target(
    audit: CallAudit? = nil, logger: Logger = quietLogger, _ change: (inout RESTConnection) -> Void = { _ in }
  ) throws -> RESTTarget {
    var connection = connection
    change(&connection)
    return try RESTTarget(connection, audit: audit, clock: clock, logger: logger, pause: clock.pause)
  }

  /// The codes of the server's accounts.
  static let accounts = [
    "assets:bank": "1010", "liabilities:clearing": "2010", "income": "4010", "expenses": "5010",
    "expenses:closed": "9990", "assets:partner": "1200",
  ]

  /// Entries by days, in pages by offset.
  static let entriesByOffset = """
    path: /journals
      query: {from: "{/from}", to: "{/to}"}
      paging: {offset: offset, limit: limit, size: 2, more: /hasMore}
    """

  static func profile(
    idempotency: String = "{by: header, header: Idempotency-Key}", method: String = "POST", path: String = "/journals",
    find: String = "path: /journals/{/key}", authentication: String = "{none: {}}", limits: String = "",
    entries: String = entriesByOffset
  ) -> String {
    """
    name: contract
    url: "{/settings/url}"
    authentication: \(authentication)
    idempotency: \(idempotency)
    limits: {concurrency: 8, timeoutSeconds: 1, repeats: 3, patienceSeconds: 60\(limits)}
    tables:
      payment: {OPEN: unpaid, PAID_IN_FULL: paid}
    post:
      method: \(method)
      path: "\(path)"
      body:
        externalId: /key
        date: /postingDate
        currency: /currency
        memo: {from: /description, optional: true}
        lines: {each: /lines, item: {fields: {
          account: /account, debit: {from: /debit, optional: true}, credit: {from: /credit, optional: true},
          party: {from: /party, optional: true}}}}
      reference: /number
    find:
      \(find)
      reference: /number
    reverse:
      path: /journals/{/reverses}/reversal
      body:
        externalId: /key
        date: /postingDate
        currency: /currency
        reverses: /reversesReference
        lines: {each: /lines, item: {fields: {
          account: /account, debit: {from: /debit, optional: true}, credit: {from: /credit, optional: true}}}}
      reference: /number
    accounts:
      path: /accounts
      items: /data
      paging: {cursor: /next}
      entry: {code: /acctNumber, name: /acctName, needsParty: /needsPartner,
        isOpen: {from: /inactive, boolean: {yes: [F], no: [T]}}}
    parties:
      path: /parties
      items: /value
      paging: {link: /nextLink}
      entry: {code: /no, name: /title}
    periods:
      path: /periods
      items: ""
      paging: {link: header}
      entry: {name: /name, first: /begin, last: /end,
        isOpen: {from: /locked, boolean: {yes: ["false"], no: ["true"]}}}
    entries:
      \(entries)
      items: /items
      entry:
        key: /externalId
        reference: /number
        postingDate: /date
        currency: /currency
        lines: {each: /lines, item: {fields: {account: /account, debit: {from: /debit, money: major, optional: true},
          credit: {from: /credit, money: major, optional: true}}}}
    paymentStatus:
      path: /journals/{/key}
      status: {from: /status, lookup: payment}
    errors:
      words: [/detail, /title]
      rules:
        - {status: [422], when: {field: /code, in: [ACCT_UNKNOWN, ACCT_CLOSED]}, as: account}
        - {status: [422], when: {field: /code, equals: SUPPLIER}, as: party}
        - {when: {field: /code, equals: UNBALANCED}, as: unbalanced}
        - {status: [400], pointer: /detail, matches: "period .* is closed", as: period}
    """
  }

  static func read(_ text: String, settings: Set<String> = ["url"]) throws -> RESTProfile {
    try RESTProfile(RuleFile.read(text, as: "contract.yaml"), settings: settings)
  }

  /// A server that runs beside `body`.
  static func with<Result: Sendable>(
    _ profile: String = RESTScene.profile(), login: ContractServer.Login = .none,
    repeats: ContractServer.Repeats = .header, delay: Duration = .zero, secrets: [String: Secret] = [:],
    _ body: (RESTScene) async throws -> Result
  ) async throws -> Result {
    let server = try ContractServer(port: freePort(), login: login, repeats: repeats, delay: delay)
    var connection = RESTConnection(profile: try read(profile))
    connection.settings = ["url": "http://127.0.0.1:\(server.port)"]
    connection.accounts = accounts
    connection.secrets = secrets
    let scene = RESTScene(server: server, connection: connection, clock: ManualClock())
    return try await running({ try await server.run() }) {
      try await scene.isUp()
      return try await body(scene)
    }
  }

  /// One request has been answered in full: a server that ends while a connection has just come ends badly.
  func isUp() async throws {
    try await eventually("the contract server listens") {
      guard let descriptor = try? LoopbackSocket.connect(to: UInt16(server.port)) else { return false }
      let lines = ["GET /accounts HTTP/1.1", "Host: localhost", "Accept: application/json", "Connection: close"]
      let request = Array((lines.joined(separator: "\r\n") + "\r\n\r\n").utf8)
      _ = request.withUnsafeBytes { send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
      var buffer = [UInt8](repeating: 0, count: 4_096)
      while recv(descriptor, &buffer, buffer.count, 0) > 0 {}
      Glibc.close(descriptor)
      return true
    }
  }
}

extension RESTTarget {
  /// Runs `body`, and closes the connections whatever happens.
  @discardableResult
  func used<Result>(_ body: (RESTTarget) async throws -> Result) async throws -> Result {
    do {
      let result = try await body(self)
      await close()
      return result
    } catch {
      await close()
      throw error
    }
  }
}
