// What a confined program cannot do. The programs are ordinary ones of Debian: a reader that a hostile document has
// taken over could do no more.

import DocumentReading
import Documents
import Foundation
import TestSupport
import Testing

@Suite struct ConfinementTests {
  private func run(
    _ name: String, _ arguments: [String], _ change: (inout ReadingLimits) -> Void = { _ in }
  ) async throws -> (outcome: Result<ConfinedProgram.Outcome, DocumentRefusal>, output: String, errors: String) {
    var limits = ReadingLimits()
    limits.wallMilliseconds = 20_000
    change(&limits)
    return try await withTemporaryFolder { folder in
      let program = ConfinedProgram(name, in: folder, limits: limits)
      let outcome = Result { () throws(DocumentRefusal) in try program.run(arguments) }
      func text(_ name: String) -> String {
        (try? String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8)) ?? ""
      }
      return (outcome, text("output"), text("errors"))
    }
  }

  private func refusal(_ result: Result<ConfinedProgram.Outcome, DocumentRefusal>) -> DocumentRefusal? {
    guard case .failure(let error) = result else { return nil }
    return error
  }

  @Test func itRunsAndItsOutputIsThere() async throws {
    let run = try await run("echo", ["a", "b c"])
    #expect(try run.outcome.get().exitStatus == 0)
    #expect(run.output == "a b c\n")
  }

  @Test func aProgramThatIsNotThere() async throws {
    #expect(refusal(try await run("no-such-program", []).outcome)?.code == .unavailable)
  }

  @Test func noNetwork() async throws {
    let socket = try LoopbackSocket.listen()
    defer { close(socket.descriptor) }
    let run = try await run("curl", ["--silent", "--show-error", "http://127.0.0.1:\(socket.port)"])
    #expect(try run.outcome.get().exitStatus == 7)
    #expect(run.errors.contains("connect"))
  }

  @Test func noFurtherProcess() async throws {
    let run = try await run("sh", ["-c", "true | true"])
    #expect(try run.outcome.get().exitStatus != 0)
    #expect(run.errors.contains("fork"))
  }

  @Test func noSignalToOthers() async throws {
    let run = try await run("sh", ["-c", "kill -0 \(ProcessInfo.processInfo.processIdentifier)"])
    #expect(try run.outcome.get().exitStatus != 0)
    #expect(run.errors.lowercased().contains("not permitted"))
  }

  @Test(.enabled(if: ConfinedProgram.remark == nil)) func nothingToReadBesides() async throws {
    let run = try await run("cat", ["/etc/hostname", "/proc/self/environ", #filePath])
    #expect(try run.outcome.get().exitStatus != 0)
    #expect(run.output.isEmpty)
  }

  @Test(.enabled(if: ConfinedProgram.remark == nil)) func nothingToWriteBesides() async throws {
    try await withTemporaryFolder { elsewhere in
      let target = elsewhere.appendingPathComponent("written").path
      let run = try await run("sh", ["-c", "echo here > inside; echo there > \(target)"])
      #expect(try run.outcome.get().exitStatus != 0)
      #expect(!FileManager.default.fileExists(atPath: target))
    }
  }

  @Test func processorTimeIsLimited() async throws {
    let run = try await run("sha256sum", ["/dev/urandom"]) { $0.cpuSeconds = 1 }
    #expect(refusal(run.outcome)?.code == .exhausted)
  }

  @Test func timeByTheClockIsLimited() async throws {
    let run = try await run("sleep", ["60"]) { $0.wallMilliseconds = 200 }
    #expect(refusal(run.outcome)?.code == .exhausted)
  }

  @Test func fileSizeIsLimited() async throws {
    let run = try await run("cat", ["/dev/urandom"]) { $0.fileBytes = 1 << 20 }
    #expect(refusal(run.outcome)?.code == .exhausted)
  }

  @Test func memoryIsLimited() async throws {
    let run = try await run("mawk", ["BEGIN { text = \"x\"; while (1) text = text text }"]) {
      $0.memoryBytes = 64 << 20
    }
    #expect((try? run.outcome.get().exitStatus) != 0)
  }
}
