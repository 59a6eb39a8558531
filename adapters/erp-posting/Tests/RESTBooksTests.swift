// What a REST target tells of itself: pages of every kind, reversals, payments; and who we are to it.

import AdapterKit
import Crypto
import ERPContractServer
import ERPPostingAdapter
import Foundation
import Ledger
import RabbitMQ
import TestSupport
import Testing

@Suite struct RESTBooksTests {
  @Test(.timeLimit(.minutes(1))) func masterDataComesInPagesOfEveryKind() async throws {
    try await RESTScene.with { rest async throws in
      let data = try await rest.target().used { try await $0.masterData() }
      #expect(data.accounts.map(\.code) == ["1010", "1200", "2010", "4010", "5010", "9990"])
      #expect(data.accounts.filter { !$0.isOpen }.map(\.code) == ["9990"])
      #expect(data.accounts.filter(\.needsParty).map(\.code) == ["1200"])
      #expect(data.parties.map(\.code) == ["P-1", "P-2", "P-3"])
      #expect(data.periods.map { "\($0.name) \($0.isOpen)" } == ["2026-01 false", "2026-02 true", "2026-03 true"])
      #expect(rest.books.refusals.isEmpty)
    }
  }

  @Test(.timeLimit(.minutes(1))) func entriesComeByKeyAndReversalsAreBound() async throws {
    try await RESTScene.with { rest async throws in
      try await rest.target().used { target async throws in
        #expect(target.capabilities == [.reversal, .masterData, .entries, .paymentStatus])
        let original = try journal(requested("c"))
        _ = try await target.post([original, journal(requested("paid-a")), journal(requested("b", on: "2026-02-01"))])
        let first = try await target.reverse("c", by: inverse(of: original, as: "r-1"))
        #expect(try await target.reverse("c", by: inverse(of: original, as: "r-1")) == first)
        #expect(rest.books.posted.last?.reverses == "c")
        #expect(rest.books.keys.count == 4)
        let absent = try await target.reverse("x", by: inverse(of: original, as: "r-2"))
        #expect(absent == .rejected(
          code: "reversal", reason: "journal x cannot be reversed: it is not in the ERP"))
        let march = try Day(iso: "2026-03-01")...Day(iso: "2026-03-31")
        let page = try await target.entries(of: march, after: nil, limit: 2)
        #expect(page.map(\.key) == ["c", "paid-a"])
        #expect(page.first?.lines == [
          .init(account: "1010", debit: 1_000, credit: 0), .init(account: "2010", debit: 0, credit: 1_000),
        ])
        #expect(try await target.entries(of: march, after: "paid-a", limit: 2).map(\.key) == ["r-1"])
        #expect(try await target.paymentStatus(of: ["c", "paid-a", "x"]) == ["c": .unpaid, "paid-a": .paid])
      }
      #expect(rest.books.refusals.isEmpty)
    }
  }

  @Test(.timeLimit(.minutes(1))) func tokensAreRenewedWhenTheyAreNoLongerTaken() async throws {
    let profile = RESTScene.profile(
      authentication: """
        {oauth2: {tokenURL: "{/settings/url}/token", clientID: tributary, clientSecret: erp, scope: journals}}
        """)
    let login = ContractServer.Login.oauth2(client: "tributary", secret: "planted", publicKey: nil, uses: 7)
    try await RESTScene.with(profile, login: login, secrets: ["erp": "planted"]) { rest async throws in
      try await rest.target().used { target async throws in
        // One after the other, so that the count of tokens is certain.
        for number in 1...20 {
          #expect(try await target.post([journal(requested("j-\(number)"))]) == [.posted(reference: "JE-\(number)")])
        }
      }
      #expect(rest.books.tokensGiven == 3)
      try await rest.target { $0.secrets = ["erp": "planted-and-wrong"] }.used { target async throws in
        let error = await #expect(throws: RESTError.self) { _ = try await target.find(["j-1"]) }
        #expect(error == .refusedLogin("the token endpoint answers invalid_client"))
      }
    }
  }

  @Test(.timeLimit(.minutes(1))) func aKeyOfOursSignsForATokenThatManyUse() async throws {
    let profile = RESTScene.profile(
      authentication: """
        {oauth2: {tokenURL: "{/settings/url}/token", clientID: tributary, privateKey: erp, keyID: key-1, scope: all}}
        """)
    let key = P256.Signing.PrivateKey()
    let login = ContractServer.Login.oauth2(
      client: "tributary", secret: nil, publicKey: key.publicKey.pemRepresentation, uses: 1_000)
    let secret = Secret(key.pemRepresentation)
    try await RESTScene.with(profile, login: login, secrets: ["erp": secret]) { rest async throws in
      _ = try await rest.target().used { target async throws in
        try await target.post((1...40).map { try journal(requested("j-\($0)")) })
      }
      #expect(rest.books.keys.count == 40)
      #expect(rest.books.tokensGiven == 1)
      try await rest.target { $0.secrets = ["erp": Secret(P256.Signing.PrivateKey().pemRepresentation)] }.used {
        target async throws in
        await #expect(throws: RESTError.refusedLogin("the token endpoint answers invalid_client")) {
          _ = try await target.find(["j-1"])
        }
      }
    }
  }

  @Test(.timeLimit(.minutes(1))) func aPasswordIsSentAndAWrongOneSaysWhatToCorrect() async throws {
    let profile = RESTScene.profile(authentication: "{basic: {user: clerk, password: erp}}")
    try await RESTScene.with(
      profile, login: .basic(user: "clerk", password: "planted"), secrets: ["erp": "planted"]
    ) { rest async throws in
      try await rest.target().used { target async throws in
        #expect(try await target.find(["j-1"]).isEmpty)
      }
      try await rest.target { $0.secrets = ["erp": "planted-and-wrong"] }.used { target async throws in
        let error = await #expect(throws: RESTError.self) { _ = try await target.find(["j-1"]) }
        let text = error.map { "\($0)" } ?? ""
        #expect(text == "the ERP refuses us: Who are you?; correct rest.secrets or our rights there")
      }
    }
  }

  @Test func secretsAreNotSentInTheClear() throws {
    var connection = RESTConnection(
      profile: try RESTScene.read(RESTScene.profile(authentication: "{basic: {user: clerk, password: erp}}")))
    connection.settings = ["url": "http://erp.example"]
    connection.secrets = ["erp": "planted"]
    #expect(throws: ConfigurationError.self) { _ = try RESTTarget(connection) }
    connection.secrets = [:]
    connection.settings = ["url": "https://erp.example"]
    let error = #expect(throws: ConfigurationError.self) { _ = try RESTTarget(connection) }
    #expect(error?.description.contains("needs the secret 'erp'") == true)
  }

  @Test(.timeLimit(.minutes(1))) func aCertificateOfOursIsShown() async throws {
    try await withTemporaryFolder { folder in
      let certificates = try Certificates(in: folder)
      try certificates.issue("server", subject: "localhost")
      try certificates.issue("client", subject: "tributary")
      let path = certificates.path
      let server = try ContractServer(
        port: freePort(), tls: (path("server.pem"), path("server.key"), path("authority.pem")))
      var connection = RESTConnection(profile: try RESTScene.read(RESTScene.profile()))
      connection.settings = ["url": "https://localhost:\(server.port)"]
      connection.accounts = RESTScene.accounts
      connection.authorities = path("authority.pem")
      let scene = RESTScene(server: server, connection: connection, clock: ManualClock())
      try await running({ try await server.run() }) {
        try await scene.isUp()
        try await scene.target().used { target async throws in
          let error = await #expect(throws: RESTError.self) { _ = try await target.find(["j-1"]) }
          guard case .noAnswer = error else {
            Issue.record("\(String(describing: error))")
            return
          }
        }
        let known = try scene.target { $0.certificate = (path("client.pem"), path("client.key")) }
        try await known.used { target async throws in
          #expect(try await target.post([journal(requested("j-1"))]) == [.posted(reference: "JE-1")])
        }
      }
    }
  }
}
