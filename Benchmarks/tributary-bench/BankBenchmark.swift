// Bank files, from bytes to events: speed on one core and memory, each format in a process of its own.

import BankFiles
import Foundation
import LockboxAdapter
import Workload

/// Generates a file of each format and translates it; events are made whole and dropped.
struct BankBenchmark {
  let entries: Int
  let rounds: Int

  func run() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("tributary-bank-\(getpid())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    for volume in BankVolume.allCases {
      let file = folder.appendingPathComponent("bank")
      try volume.write(entries, to: file)
      let size = try FileManager.default.attributesOfItem(atPath: file.path)[.size] as? Int ?? 0
      var results: [BankResult] = []
      for _ in 0..<rounds { results.append(try Self.inProcess(file)) }
      guard let best = results.min(by: { $0.seconds < $1.seconds }), let peak = results.map(\.peakMegabytes).max()
      else { continue }
      say(
        String(
          format: "%@: %d entries, %.1f MB, %d events: %.1f MB/s of processor time, %.0f entries/s, peak memory %d MB",
          volume.rawValue, entries, Double(size) / 1e6, best.events, Double(size) / 1e6 / best.seconds,
          Double(entries) / best.seconds, peak))
    }
  }

  /// Lets a process of its own translate the file, so that memory is that of this file.
  private static func inProcess(_ file: URL) throws -> BankResult {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
    process.arguments = ["--bank-file", file.path]
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let said = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return try JSONDecoder().decode(BankResult.self, from: said)
  }

  /// The process of ``inProcess(_:)``: translates the file and says what that took.
  static func translate(_ path: String) throws {
    let map = ColumnMap(
      name: "benchmark", begins: "Posting Date,",
      columns: [
        .date: .number(1), .account: .number(2), .reference: .number(3), .text: .number(4), .amount: .number(5),
      ], dates: .american)
    let translator = LockboxTranslator(tenant: "bench", profiles: BankProfiles(downloads: [map]))
    let start = ResourceUse.ofThisProcess()
    var made = 0
    let report = try translator.translate(
      file: URL(fileURLWithPath: path), digest: String(repeating: "0123456789abcdef", count: 4)
    ) { made += $0.body.count > 0 ? 1 : 0 }
    if let rejection = report.rejections.first { throw BankBenchmarkFailed(report: rejection.reason) }
    let end = ResourceUse.ofThisProcess()
    let result = BankResult(
      seconds: end.seconds - start.seconds, peakMegabytes: end.peakMegabytes, events: made)
    FileHandle.standardOutput.write(try JSONEncoder().encode(result))
  }
}

/// What one translation took.
private struct BankResult: Codable {
  var seconds: Double
  var peakMegabytes: Int
  var events: Int
}

/// A generated file was refused.
private struct BankBenchmarkFailed: Error, CustomStringConvertible {
  let report: String
  var description: String { "a generated bank file was refused, which its generator has to answer for: \(report)" }
}
