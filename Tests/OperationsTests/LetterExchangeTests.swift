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

  /// A letter of another store, of a message that failed in cash application there.
  private func imported(_ scene: OperationsScene) async throws {
    try await withOperations { other async throws in
      try await other.storeLetters([queue.delivery(failedMessage("1"))])
      let letters = try await other.desk().export(LetterFilter(), after: 0, by: .ben).letters
      #expect(try await scene.desk().bringIn(letters, from: .ann) == ImportAnswer(added: 1, known: 0))
    }
    try await scene.perform(.retry, .numbers(1))
    #expect(try await scene.reader.deadLetterStates() == ["retrying": 1])
  }

  private func answer(of queue: String) throws -> Message {
    let context = EventContext(
      id: EventID("answer of \(queue)"), source: "/services/\(queue)", subject: "1.1",
      time: OperationsScene.clock.now(), tenant: "clinic", correlationID: "c")
    let data = MessageReplayed(retry: "1.1", message: "1", queue: queue, outcome: "applied")
    return Message.routed(try Event(context, data: data).encoded())
  }

  @Test func anImportedLettersRetryThatTheRouterRefusesOpensItAgain() async throws {
    try await withOperations { scene async throws in
      try await imported(scene)
      var refused = failedMessage("1", code: "publisher-unknown", queue: Queue.routerInternal)
      refused.headers[HeaderName.retry] = .string("1.1")
      try await scene.storeLetters([queue.delivery(refused)])
      let letter = try #require(try await scene.reader.deadLetter("1"))
      #expect(letter.state == .open && letter.code == "publisher-unknown" && letter.failures == 2)
      #expect(try await scene.reader.deadLetterStates() == ["open": 1], "no second letter of the same message")
      #expect(try await scene.reader.history(of: 1).retries.map(\.outcome) == ["failed"])
    }
  }

  /// The index of events is among those who get the message: that it has passed there is no answer for cash
  /// application.
  @Test func anImportedLetterWaitsForTheWordOfThePlaceWhereItFailed() async throws {
    try await withOperations { scene async throws in
      try await imported(scene)
      try await scene.index([try answer(of: Queue.operations)])
      #expect(try await scene.reader.deadLetterStates() == ["retrying": 1])
      var elsewhere = failedMessage("1", code: "content-conflict", queue: Queue.operations)
      elsewhere.headers[HeaderName.retry] = .string("1.1")
      try await scene.storeLetters([queue.delivery(elsewhere)])
      #expect(try await scene.reader.deadLetterStates() == ["retrying": 1, "open": 1], "a letter of its own")
      var failed = failedMessage("1")
      failed.headers[HeaderName.retry] = .string("1.1")
      try await scene.storeLetters([queue.delivery(failed)])
      #expect(try await scene.reader.deadLetterStates() == ["open": 2])
    }
  }

  @Test func anImportedLetterIsResolvedByThePlaceWhereItFailed() async throws {
    try await withOperations { scene async throws in
      try await imported(scene)
      try await scene.index([try answer(of: Queue.cashApplication)])
      #expect(try await scene.reader.deadLetterStates() == ["resolved": 1])
    }
  }

  @Test func onlyWhatIsWholeIsImported() async throws {
    try await withOperations { scene async throws in
      try await scene.storeLetters([queue.delivery(failedMessage("1"))])
      let desk = try scene.desk()
      var letters = try await desk.export(LetterFilter(), after: 0, by: .ann).letters
      letters[0].body = "not base64!"
      let damaged = letters
      await #expect(throws: DeskRefusal.self) { try await desk.bringIn(damaged, from: .ann) }
    }
  }

  @Test func aMaskedBodyShowsStructureAndAmountsOnly() {
    let mask = BodyMask(schemas: OperationsScene.schemas)
    let body = """
      {"specversion":"1.0","type":"tributary.charge.posted.v1","id":"c-1","JANE DOE":1,"data":{
      "patientControlNumber":"PCN-77",
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

  /// In a document that no schema describes, `code` may be a diagnosis and `kind` a name.
  @Test func aDocumentOfAnUnknownFormIsCoveredButForItsEnvelope() {
    let mask = BodyMask(schemas: OperationsScene.schemas)
    let values = """
      "code":"F32.2","kind":"DOE-JANE","amount":12300,"id":"MRN-77","status":"deceased","time":"1950-01-02"
      """
    for head in [
      "", #""type":"tributary.charge.imagined.v1","specversion":"1.0","#, #""type":"DOE-JANE","source":"DOE","#,
      // A type that has a schema, in what is no event.
      #""type":"tributary.charge.posted.v1","#,
    ] {
      let text = mask.masked(Array("{\(head)\(values),\"nested\":{\(values),\"type\":\"DOE\"}}".utf8))
      for secret in ["F32", "DOE", "12300", "MRN", "deceased", "1950"] {
        #expect(!text.contains(secret), "\(secret) in \(text)")
      }
      #expect(text.contains("tributary.") == head.contains("tributary."))
    }
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
