// Export and import, and what eyes without leave may see.

import AdapterKit
import Foundation
import Messaging
import Operations
import PaymentEvents
import Storage
import TestSupport
import Testing

@Suite struct LetterExchangeTests {
  private let queue = FakeQueue(Queue.deadLetters)

  @Test func lettersGoFromOneStoreToAnother() async throws {
    try await withOperations { scene async throws in
      try await scene.storeLetters((1...250).map { queue.delivery(failedMessage("m\($0)", body: "body \($0)")) })
      let desk = try scene.desk()
      var letters: [ExportedLetter] = []
      var after: Int64? = 0
      while let start = after {
        let page = try await desk.export(LetterFilter(), after: start, by: .ben)
        letters += page.letters
        after = page.next
      }
      #expect(letters.map(\.number) == Array(1...250))
      #expect(try await scene.reader.audit(limit: 9).map(\.action) == ["export", "export"])
      let all = letters
      try await withOperations { other async throws in
        let answer = try await other.desk().bringIn(all, from: .ann)
        #expect(answer == ImportAnswer(added: 250, known: 0))
        #expect(try await other.desk().bringIn(all, from: .ann) == ImportAnswer(added: 0, known: 250))
        #expect(try await other.reader.body(of: 250) == Array("body 250".utf8))
        let letter = try #require(try await other.reader.deadLetter("m250"))
        #expect(letter.imported && letter.queue == "cash-application" && letter.code == "schema-violation")
        // An import must not get round the router: its message may be anything.
        try await other.perform(.retry, .numbers(250))
        let sent = try #require(try await other.replays().first)
        #expect(sent.exchange == Exchange.internal && sent.message.headers[HeaderName.contentDigest] == nil)
      }
    }
  }

  @Test func onlyAdministratorsImportAndOnlyWhatIsWhole() async throws {
    try await withOperations { scene async throws in
      try await scene.storeLetters([queue.delivery(failedMessage("1"))])
      let desk = try scene.desk()
      var letters = try await desk.export(LetterFilter(), after: 0, by: .ann).letters
      await #expect(throws: DeskRefusal.self) { try await desk.bringIn(letters, from: .ben) }
      await #expect(throws: DeskRefusal.self) { try await desk.export(LetterFilter(), after: 0, by: .cem) }
      letters[0].body = "not base64!"
      let damaged = letters
      await #expect(throws: DeskRefusal.self) { try await desk.bringIn(damaged, from: .ann) }
    }
  }

  @Test func aMaskedBodyShowsStructureAndAmountsOnly() {
    let mask = BodyMask(schemas: OperationsScene.schemas)
    let body = """
      {"type":"tributary.charge.posted.v1","id":"c-1","JANE DOE":1,"data":{"patientControlNumber":"PCN-77",
      "patient":{"reference":"P-77","Jane":"Doe"},"amount":12300,"currency":"Jane Doe","chargeDate":"2026-03-02",
      "memberIdentifier":777,"services":[{"procedure":"HC:99213","charge":500}]}}
      """
    let text = mask.masked(Array(body.utf8))
    for secret in ["PCN-77", "P-77", "Jane", "JANE", "Doe", "777", "2026-03-02"] {
      #expect(!text.contains(secret), "\(secret)")
    }
    for shown in ["12300", "HC:99213", "patientControlNumber", "tributary.charge.posted.v1"] {
      #expect(text.contains(shown), "\(shown)")
    }
    #expect(mask.masked(Array("PATIENT 77".utf8)) == "(10 bytes that are no JSON object; covered)")
  }

  @Test func rolesComeFromTheConfigurationOrFallToTheOwner() throws {
    let none = Operators(try Configuration(file: nil, keys: [Operators.key]), owner: "ann")
    #expect(none.person("ann").may(.administer) && !none.person("ben").may(.look))
    try withFile("operators:\n  ben: {roles: [operator, biller]}\n") { file in
      let some = Operators(try Configuration(file: file, keys: [Operators.key]), owner: "ann")
      #expect(some.person("ben").may(.act) && some.person("ben").may(.correct) && !some.person("ben").may(.administer))
      #expect(!some.person("ann").may(.look), "whoever is not named has no role")
    }
    try withFile("operators:\n  ben: {roles: [chief]}\n") { file in
      #expect(throws: ConfigurationError.self) { try Configuration(file: file, keys: [Operators.key]) }
    }
  }

  @Test func theConfigurationOfThisRepositoryIsRight() throws {
    let file = OperationsScene.schemas.deletingLastPathComponent().appendingPathComponent("config/operations.yaml")
    let configuration = try Configuration(file: file, keys: OperationsWorker.keys)
    #expect(configuration.integer("api.port") == 0 && configuration.map("operators").isEmpty)
  }

  private func withFile(_ text: String, _ body: (URL) throws -> Void) throws {
    let file = FileManager.default.temporaryDirectory.appendingPathComponent("operators-\(UUID().uuidString).yaml")
    try Data(text.utf8).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    try body(file)
  }
}
