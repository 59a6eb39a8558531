// Every interchange is answered once, whatever dies at whatever step, and no control number comes twice.

import Foundation
import PayerEDIAdapter
import Storage
import TestSupport
import Testing
import X12

@Suite struct OutboxTests {
  private static let advice = Document().text

  private static func advice(_ number: Int) -> String {
    Document().text.replacing("TRACE-1", with: "TRACE-\(number)")
  }

  @Test(.timeLimit(.minutes(1)))
  func `Each interchange gets a TA1 and a 999, a file that comes again gets none`() async throws {
    try await withOutbox { scene in
      try scene.handIn("a.835", Self.advice)
      try await scene.run(untilArrivals: 1)
      #expect(
        try scene.names() == ["000000001-TA1-PAYER-000000001.x12", "000000002-999-PAYER-000000002.x12"])
      let texts = try scene.texts()
      #expect(
        texts[0].hasSuffix(
          "*260303*0905*^*00501*000000001*0*P*:~TA1*000000042*260302*0800*A*000~IEA*0*000000001~"))
      #expect(texts[1].contains("GS*FA*PROVIDER*PAYER*20260303*0905*1*X*005010X231A1~"))
      for text in texts { #expect(try Translated(text).rules.isEmpty) }
      // The same bytes again, and again after whoever sends the documents took them away and the worker restarted.
      try scene.handIn("b.835", Self.advice)
      try await scene.run(untilArrivals: 2)
      #expect(try scene.names().count == 2)
      try FileManager.default.removeItem(at: scene.outbox)
      try scene.handIn("c.835", Self.advice)
      try scene.handIn("d.835", Self.advice(2))
      try await scene.run(untilArrivals: 4)
      #expect(
        try scene.names() == ["000000003-TA1-PAYER-000000003.x12", "000000004-999-PAYER-000000004.x12"])
      #expect(try scene.texts()[1].contains("*0905*2*X*005010X231A1~"), "group numbers go on, too")
    }
  }

  /// A file takes three writes: begin, its events, its end with the answers.
  @Test(.timeLimit(.minutes(1)), arguments: 1...3, [true, false])
  func `Whatever write fails, there is one answer under one number`(_ number: Int, _ isWritten: Bool) async throws {
    try await withOutbox { scene in
      try scene.handIn("a.835", Self.advice)
      let fault: FaultyDatabase.Fault = isWritten ? .after(StorageError.broken) : .before(StorageError.broken)
      let dying = FaultyDatabase(scene.database, faults: [number: fault])
      let intake = scene.worker(on: dying).intake
      try await running({ try await intake.run() }) {
        try await eventually("the write fails") { dying.failures == 1 }
      }
      try await scene.run(untilArrivals: 1)
      #expect(
        try scene.names() == ["000000001-TA1-PAYER-000000001.x12", "000000002-999-PAYER-000000002.x12"])
    }
  }

  @Test(.timeLimit(.minutes(1)))
  func `A commit of unknown outcome is answered without a restart`() async throws {
    try await withOutbox { scene in
      try scene.handIn("a.835", Self.advice)
      let busy = FaultyDatabase(scene.database, faults: [3: .after(StorageError.busy)])
      let worker = scene.worker(on: busy)
      try await running({ try await worker.run() }) {
        try await eventually("the documents are there") { try scene.names().count == 2 && busy.failures == 1 }
      }
    }
  }

  @Test(.timeLimit(.minutes(1)))
  func `Killed between the rename and its note, the same document is there once`() async throws {
    try await withOutbox { scene in
      try scene.handIn("a.835", Self.advice)
      let intake = scene.worker().intake
      try await running({ try await intake.run() }) {
        try await eventually("answered") {
          try await scene.database.read { try $0.first("SELECT COUNT(*) FROM documents")?.integer(0) == 2 }
        }
      }
      let dying = FaultyDatabase(scene.database, faults: [1: .before(StorageError.broken)])
      await #expect(throws: StorageError.self) { try await scene.documents(on: dying).drain() }
      let names = try scene.names()
      let texts = try scene.texts()
      #expect(names.count == 2 && names.allSatisfy { $0.hasSuffix(".x12") })
      // One was taken away meanwhile, and what died while it wrote left a part.
      try FileManager.default.removeItem(at: scene.outbox.appendingPathComponent(names[0]))
      try Data("ISA*00".utf8).write(to: scene.outbox.appendingPathComponent(".\(names[0]).tmp"))
      try await scene.documents(on: scene.database).drain()
      #expect(try scene.names() == names)
      #expect(try scene.texts() == texts, "the same documents, under the same numbers")
      let kept = try await scene.database.read { try $0.query("SELECT bytes FROM documents").map { $0.blob(0) } }
      #expect(kept == [[], []], "what was handed over is forgotten")
    }
  }

  @Test(.timeLimit(.minutes(1)))
  func `An interchange that cannot be answered does not stand in the way of others`() async throws {
    try await withOutbox { scene in
      let odd = Self.advice.replacing("*ZZ*PAYER          *", with: "*ZZ*PAYÉR         *")
      try scene.handIn("a.835", odd + Self.advice(2))
      try await scene.run(untilArrivals: 1)
      #expect(
        try scene.names() == ["000000001-TA1-PAYER-000000001.x12", "000000002-999-PAYER-000000002.x12"])
      _ = try await scene.database.write { connection in
        try connection.execute("UPDATE control_numbers SET last = 999999998 WHERE kind = 'interchange'")
      }
      try scene.handIn("b.835", Self.advice(3))
      try await scene.run(untilArrivals: 2)
      #expect(try scene.names().count == 2, "one number left is too little for both documents")
    }
  }
}
