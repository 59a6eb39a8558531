// What an ERP says of files, late, twice, half or about another file: no journal is taken twice, and nothing is lost.

import ERPPostingAdapter
import Foundation
import Ledger
import TestSupport
import Testing

@Suite struct HandOffAnswerTests {
  private func handOver(_ keys: [String], _ target: HandOffTarget) async throws {
    let outcomes = try await target.post(keys.map { try journal(requested($0)) })
    #expect(outcomes == Array(repeating: .pending, count: keys.count))
  }

  @Test func whatIsAcceptedAfterItsRejectionIsNotHandedOverAgain() async throws {
    let log = LogLines()
    try await HandOffScene.with(logger: log.logger) { scene, target async throws in
      try await handOver(["j-1"], target)
      try scene.acknowledge("journal,status,reason\nj-1,rejected,closed\n")
      #expect(try await target.post([journal(requested("j-1"))]) == [.rejected(code: "other", reason: "closed")])
      try await target.settled(refused: ["j-1"])
      // Somebody has opened the period there, and the ERP has taken the first file's journal after all.
      try scene.acknowledge("journal,status,reference\nj-1,accepted,A-1\n", as: "answer-2.csv")
      #expect(try await target.post([journal(requested("j-1"))]) == [.posted(reference: "A-1")])
      #expect(try scene.files() == ["journals-000001.csv"])
      #expect(log.lines == [
        "acknowledgements/answer-2.csv: the journal 'j-1' is accepted now, which the ERP had rejected: "
          + "`tributary journals retry` notes it as posted"
      ])
    }
  }

  @Test func whatIsAcceptedInTwoFilesIsAnAlarm() async throws {
    let log = LogLines()
    try await HandOffScene.with(logger: log.logger) { scene, target async throws in
      try await handOver(["j-1"], target)
      try scene.acknowledge("journal,status,file\nj-1,rejected,journals-000001.csv\n")
      _ = try await target.post([journal(requested("j-1"))])
      try await target.settled(refused: ["j-1"])
      try await handOver(["j-1"], target)
      #expect(try scene.files().count == 2)
      try scene.acknowledge("journal,status,reference,file\nj-1,accepted,A-1,journals-000001.csv\n", as: "answer-2.csv")
      #expect(try await target.find(["j-1"]) == ["j-1": "A-1"])
      try scene.acknowledge("journal,status,reference,file\nj-1,accepted,A-2,journals-000002.csv\n", as: "answer-3.csv")
      #expect(try await target.find(["j-1"]) == ["j-1": "A-1"])
      #expect(log.lines == [
        "acknowledgements/answer-2.csv: the journal 'j-1' is accepted in journals-000001.csv after it was handed over "
          + "again in journals-000002.csv: see to it that the ERP does not take it there, too",
        "acknowledgements/answer-3.csv: the journal 'j-1' is accepted in journals-000002.csv (A-2), and was in "
          + "journals-000001.csv: it is in the ERP twice; reverse one there",
      ])
    }
  }

  /// What it said before is not said about the second file.
  @Test func aFileThatStaysSaysNothingTwice() async throws {
    try await HandOffScene.with { scene, target async throws in
      try await handOver(["j-1"], target)
      try scene.acknowledge("journal,status\nj-1,rejected\nj-7,perhaps\n", as: "mixed.csv")
      #expect(try await target.post([journal(requested("j-1"))]).first != .pending)
      try await target.settled(refused: ["j-1"])
      for _ in 1...2 { try await handOver(["j-1"], target) }
      #expect(try scene.files().count == 2)
      // Once it is gone, another file of its name may say the same again.
      try FileManager.default.removeItem(at: scene.acknowledgements.appendingPathComponent("mixed.csv"))
      try await handOver(["j-1"], target)
      try scene.acknowledge("journal,status\nj-1,rejected\n", as: "mixed.csv")
      #expect(try await target.post([journal(requested("j-1"))]).first != .pending)
    }
  }

  @Test func aRecordWithoutItsEndIsNotRead() async throws {
    let log = LogLines()
    try await HandOffScene.with(logger: log.logger) { scene, target async throws in
      try await handOver(["j-1", "j-2"], target)
      try scene.acknowledge("journal,status,reference\nj-1,accepted,A-1\nj-2,accepted,A-7")
      #expect(try await target.find(["j-1", "j-2"]) == ["j-1": "A-1"])
      try scene.acknowledge("journal,status,reference\nj-1,accepted,A-1\nj-2,accepted,\"A-7\n")
      #expect(try await target.find(["j-1", "j-2"]) == ["j-1": "A-1"])
      try scene.acknowledge("journal,status,reference\nj-1,accepted,A-1\nj-2,accepted,A-77\n")
      #expect(try await target.find(["j-1", "j-2"]) == ["j-1": "A-1", "j-2": "A-77"])
      #expect(log.lines == [
        "acknowledgements/answer-1.csv: its last record has no line end, so it may not be written to its end; "
          + "correct it"
      ])
    }
  }

  @Test func aFileThatWasChangedAMomentAgoIsNotRead() async throws {
    try await HandOffScene.with(settleTime: .seconds(5)) { scene, target async throws in
      try await handOver(["j-1"], target)
      try scene.acknowledge("journal,status\nj-1,accepted\n")
      let file = scene.acknowledgements.appendingPathComponent("answer-1.csv").path
      let now = Date(timeIntervalSince1970: TimeInterval(scene.clock.now().milliseconds / 1_000))
      try FileManager.default.setAttributes([.modificationDate: now], ofItemAtPath: file)
      #expect(try await target.find(["j-1"]).isEmpty)
      scene.clock.advance(milliseconds: 5_000)
      #expect(try await target.find(["j-1"]) == ["j-1": "j-1"])
    }
  }

  /// A process that ends between storing a refusal and telling the target so tells it when it begins anew.
  @Test(.timeLimit(.minutes(1))) func refusalsAreToldAgainAfterACrash() async throws {
    try await HandOffScene.with { files, target async throws in
      try await withPosting { scene async throws in
        try await scene.receive(requested("j-1"))
        let deaf = DeafTarget(target: target)
        try await running({ try await scene.poster(deaf).run() }) {
          try await eventually("it is handed over") { try files.files().count == 1 }
        }
        try files.acknowledge("journal,status\nj-1,rejected\n")
        try await scene.postEverything(scene.poster(deaf))
        try await scene.poster(target).tellRefusals()
        try await scene.receive(retry("j-1", id: "r-1"))
        try await running({ try await scene.poster(target).run() }) {
          try await eventually("it is handed over again") { try files.files().count == 2 }
        }
        #expect(try await scene.answers() == ["rejected other"])
      }
    }
  }
}

/// A target that is not told what was stored.
private struct DeafTarget: ERPTarget {
  let target: HandOffTarget
  var name: String { target.name }

  func find(_ keys: [String]) async throws -> [String: String] { try await target.find(keys) }
  func post(_ journals: [Journal]) async throws -> [PostingOutcome] { try await target.post(journals) }
}
