// 835 files to posted and confirmed journals, through the real broker and every worker.

import AdapterKit
import Foundation
import LocalStack
import Logging
import Storage
import Workload

/// Loads the charges and the bank's file first; measures from the moment the 835 files are in the inbox until every
/// advice is posted and every journal is confirmed.
struct PostingBenchmark {
  let claims: Int

  func run() async throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("tributary-bench-\(getpid())")
    defer { try? FileManager.default.removeItem(at: folder) }
    let data = folder.appendingPathComponent("data")
    let files = try Workload(seed: 1, claims: claims, claimsPerAdvice: 1_000, advicesPerFile: 10)
      .write(to: folder.appendingPathComponent("files"))
    say("\(claims) claims of two lines and four adjustments, advices of 1,000; starting the stack")
    let stack = try await LocalStack.start(
      LocalStack.Settings(data: data, home: try Home.find()), logger: Logger(label: "bench"))
    do {
      try await measure(files, data)
    } catch {
      await stack.stop()
      throw error
    }
    await stack.stop()
  }

  private func measure(_ files: Workload.Files, _ data: URL) async throws {
    let clock = ContinuousClock()
    let loading = try await clock.measure {
      try tributary(["publish", files.charges.path, "--data", data.path])
      try tributary(["submit", files.bank.path, "--data", data.path])
      try await wait(data) { $0.journalsPosted >= claims + $0.deposits && $0.deposits > 0 && $0.isQuiet }
    }
    say("charges and deposits loaded in \(loading)")
    let before = try await Books(data).journalsPosted
    let posting = try await clock.measure {
      try tributary(["submit"] + files.remittances.map(\.path) + ["--data", data.path])
      try await wait(data) { $0.claimsPosted >= claims && $0.isQuiet }
    }
    let seconds = Double(posting.components.seconds) + Double(posting.components.attoseconds) / 1e18
    let journals = try await Books(data).journalsPosted - before
    say(
      "posted: \(claims) claims, \(journals) journals confirmed, in \(posting): "
        + "\(Int(Double(claims) / seconds)) claims/s")
  }

  private func wait(_ data: URL, until isMet: (Books) -> Bool) async throws {
    let clock = ContinuousClock()
    let end = clock.now + .seconds(600)
    while true {
      if let books = try? await Books(data), isMet(books) { return }
      guard clock.now < end else {
        throw BenchmarkError(description: "not done within ten minutes; see \(data.path)/logs")
      }
      try await clock.sleep(for: .milliseconds(50))
    }
  }
}

/// What the services' databases say.
private struct Books {
  var journalsPosted = 0
  var journalsOpen = 0
  var claimsPosted = 0
  var deposits = 0
  var isQuiet: Bool { journalsOpen == 0 }

  init(_ data: URL) async throws {
    let cash = try DataFolder.store(of: "cash-application", in: data).reader()
    let row = try await cash.read {
      try $0.first(
        """
        SELECT (SELECT COUNT(*) FROM journals WHERE state = 'posted'),
          (SELECT COUNT(*) FROM journals WHERE state = 'requested'),
          (SELECT COUNT(*) FROM claims WHERE state = 'posted'), (SELECT COUNT(*) FROM deposits)
        """)
    }
    journalsPosted = Int(row?.integer(0) ?? 0)
    journalsOpen = Int(row?.integer(1) ?? 0)
    claimsPosted = Int(row?.integer(2) ?? 0)
    deposits = Int(row?.integer(3) ?? 0)
  }
}

/// Why a benchmark gave up.
struct BenchmarkError: Error, CustomStringConvertible { let description: String }

/// Runs the command line beside this program.
func tributary(_ arguments: [String]) throws {
  let process = Process()
  process.executableURL = Home.executable().deletingLastPathComponent().appendingPathComponent("tributary")
  process.arguments = arguments
  process.standardOutput = FileHandle.nullDevice
  try process.run()
  process.waitUntilExit()
  guard process.terminationStatus == 0 else {
    throw BenchmarkError(description: "tributary \(arguments.first ?? "") failed with \(process.terminationStatus)")
  }
}

/// Prints a line at once, also into a pipe.
func say(_ line: String) { try? FileHandle.standardOutput.write(contentsOf: Data((line + "\n").utf8)) }
