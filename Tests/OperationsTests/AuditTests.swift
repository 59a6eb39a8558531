// The audit: whatever is done to it in the database by hand is found.

import AdapterKit
import Crypto
import Foundation
import Operations
import Storage
import TestSupport
import Testing

@Suite struct AuditTests {
  private static let key = Curve25519.Signing.PrivateKey()

  private struct Record {
    let scene: OperationsScene
    let file: URL

    var notary: AuditNotary {
      AuditNotary(
        tenant: "clinic", database: scene.database, file: AuditCheckpointFile(file), key: AuditTests.key,
        clock: OperationsScene.clock, logger: quietLogger)
    }

    /// What a look at all of it finds.
    func report(tenant: String = "clinic", key: Curve25519.Signing.PrivateKey = AuditTests.key) async throws
      -> AuditReport
    {
      let reader = try scene.reader
      let checkpoints = try AuditCheckpointFile(file).read()
      return try await AuditVerifier(tenant: tenant, key: key.publicKey).verify(checkpoints) {
        try await reader.auditEntries(after: $0)
      }
    }

    /// Does something to the database by hand, past its triggers.
    func tamper(_ sql: String) async throws {
      try await scene.database.write { connection in
        try connection.execute("DROP TRIGGER audit_keeps_what_it_has /*+postgresql ON audit*/")
        try connection.execute("/*sqlite*/DROP TRIGGER audit_loses_nothing/*/sqlite*//*+postgresql SELECT 1*/")
        try connection.execute(sql)
      }
    }
  }

  /// Nine entries, of which the first six are signed twice over.
  private func withRecord(_ body: (Record) async throws -> Void) async throws {
    try await withOperations { scene async throws in
      let record = Record(scene: scene, file: scene.data.appendingPathComponent("apart/checkpoints.jsonl"))
      let users = scene.users()
      for number in 1...9 {
        try await users.set("user \(number)", UserWish(roles: [.viewer], reason: "the \(number). of all"), by: .ann)
        if number == 3 || number == 6 { try await record.notary.sign() }
      }
      try await body(record)
    }
  }

  @Test func aWholeAuditIsWhole() async throws {
    try await withRecord { record async throws in
      let report = try await record.report()
      #expect(report.faults.isEmpty && report.entries == 9 && report.checkpoints == 2 && report.signed == 6)
      try await record.notary.sign()
      try await record.notary.sign()
      let signed = try await record.report()
      #expect(signed.signed == 9 && signed.checkpoints == 3, "nothing new, nothing signed")
      let entries = try await record.scene.reader.auditEntries(after: 0)
      #expect(entries.map(\.number) == Array(1...9) && signed.digest == entries.last?.digest)
      let permissions = try FileManager.default.attributesOfItem(atPath: record.file.path)[.posixPermissions]
      #expect(permissions as? Int == 0o600)
    }
  }

  /// The form of the digests is a promise to whoever verifies an export by other means.
  @Test func theDigestIsWhatItIsDocumentedToBe() async throws {
    try await withRecord { record async throws in
      let entry = try #require(try await record.scene.reader.auditEntries(after: 0).first)
      let origin = String(repeating: "0", count: 64)
      let text = """
        64:\(origin),1:1,\(entry.at.utf8.count):\(entry.at),3:ann,8:add user,11:user user 1,-,-,-,\
        4:none,6:viewer,13:the 1. of all,
        """
      let digest = SHA256.hash(data: Data(text.utf8)).map { String(format: "%02x", $0) }.joined()
      #expect(entry.digest == digest)
    }
  }

  @Test(arguments: [
    ("UPDATE audit SET actor = 'eve' WHERE sequence = 2", "entry 2 was changed"),
    ("UPDATE audit SET became = 'administrator' WHERE sequence = 9", "entry 9 was changed"),
    ("UPDATE audit SET letter = 1 WHERE sequence = 5", "entry 5 was changed"),
    (
      "UPDATE audit SET digest = (SELECT digest FROM audit WHERE sequence = 1) WHERE sequence = 4",
      "entry 4 was changed"
    ),
    ("DELETE FROM audit WHERE sequence = 1", "entry 1 is missing"),
    ("DELETE FROM audit WHERE sequence IN (4, 5)", "entries 4 to 5 are missing"),
    ("DELETE FROM audit WHERE sequence > 5", "entries up to 6 were cut off"),
    ("DELETE FROM audit", "entries up to 6 were cut off"),
    ("UPDATE audit SET sequence = sequence + 1 WHERE sequence = 9", "entry 9 is missing"),
  ])
  func whatIsDoneByHandIsFound(_ sql: String, _ fault: String) async throws {
    try await withRecord { record async throws in
      try await record.tamper(sql)
      let faults = try await record.report().faults
      #expect(faults.contains { $0.contains(fault) }, "\(faults)")
    }
  }

  /// Whoever knows the form can make all digests anew; the signatures they cannot.
  @Test func aChainThatIsMadeAnewDoesNotFitItsCheckpoints() async throws {
    try await withRecord { record async throws in
      var previous = String(repeating: "0", count: 64)
      var statements: [String] = []
      for entry in try await record.scene.reader.auditEntries(after: 0) {
        previous = entry.number == 2 ? String(repeating: "a", count: 64) : entry.digest(after: previous)
        statements.append("UPDATE audit SET digest = '\(previous)' WHERE sequence = \(entry.number)")
      }
      try await record.tamper(statements[0])
      let rest = statements.dropFirst()
      try await record.scene.database.write { connection in for sql in rest { try connection.execute(sql) } }
      let faults = try await record.report().faults
      #expect(faults.contains { $0.contains("entry 3 is not as it was signed") }, "\(faults)")
      await #expect(throws: AuditFault.self, "and what is wrong is not signed over") { try await record.notary.sign() }
    }
  }

  @Test func checkpointsThatWereTouchedAreFound() async throws {
    try await withRecord { record async throws in
      let lines = try String(contentsOf: record.file, encoding: .utf8).split(separator: "\n").map(String.init)
      for (text, fault) in [
        (lines[1], "checkpoint 1 was changed, or those before it were removed"),
        (lines[0] + "\n" + lines[1].replacing("\"entry\":6", with: "\"entry\":5"), "checkpoint 2 was changed"),
        (lines[1] + "\n" + lines[0], "checkpoint 1 was changed"),
      ] {
        try Data((text + "\n").utf8).write(to: record.file)
        let faults = try await record.report().faults
        #expect(faults.contains { $0.contains(fault) }, "\(faults)")
      }
      try Data("nonsense\n".utf8).write(to: record.file)
      await #expect(throws: AuditFault.self) { try await record.report() }
      try FileManager.default.removeItem(at: record.file)
      #expect(try await record.report().faults.contains { $0.contains("no file of checkpoints") })
      try Data((lines.joined(separator: "\n") + "\n").utf8).write(to: record.file)
      #expect(try await record.report().faults.isEmpty)
      #expect(try await record.report(tenant: "other").checkpoints == 0)
      #expect(try await record.report(key: Curve25519.Signing.PrivateKey()).checkpoints == 0)
    }
  }

  @Test func theDatabaseItselfRefuses() async throws {
    try await withRecord { record async throws in
      for sql in ["UPDATE audit SET actor = 'eve' WHERE sequence = 1", "DELETE FROM audit WHERE sequence = 9"] {
        await #expect(throws: (any Error).self) {
          try await record.scene.database.write { connection in try connection.execute(sql) }
        }
      }
      #expect(try await record.report().faults.isEmpty)
    }
  }

  @Test func entriesOfTheFirstFormAreTakenIntoTheChain() async throws {
    try await withTemporaryFolder { folder in
      let location = try testStore(of: OperationsWorker.name, in: folder)
      let steps = OperationsTables.migrations.prefix { !$0.contains("audit_v1") }
      let before = try location.open(Array(steps))
      try await before.write { connection in
        for number in 1...1_500 {
          try connection.execute(
            "INSERT INTO audit (at, actor, action, letter, job, detail) VALUES (?, 'ann', 'retry', ?, 7, 'why')",
            [.text("2026-03-01T12:00:00Z"), .integer(Int64(number))])
        }
      }
      try await before.close()
      let scene = try OperationsScene(folder)
      try await AuditLog.adopt(in: scene.database)
      try await AuditLog.adopt(in: scene.database)
      try await scene.users().set("dora", UserWish(roles: [.viewer], reason: "new"), by: .ann)
      let record = Record(scene: scene, file: folder.appendingPathComponent("checkpoints.jsonl"))
      try await record.notary.sign()
      let report = try await record.report()
      #expect(report.faults.isEmpty && report.entries == 1_501 && report.signed == 1_501, "\(report.faults)")
      let entries = try await scene.reader.auditEntries(after: 1_499)
      #expect(entries.map(\.letter) == [1_500, nil] && entries.first?.job == 7 && entries.first?.detail == "why")
      try await scene.database.close()
    }
  }
}
