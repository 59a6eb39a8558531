// `tributary translate` beside pyx12 and edi-835-parser from PyPI, on the same file in the same run.

import AdapterKit
import Foundation
import Workload

/// Lets each reader read one file in turn, several times, and prints MB/s of processor time and the ratios.
struct ReaderBenchmark {
  let rounds: Int
  let claims: Int
  private let environment = URL(fileURLWithPath: ".build/readers/bin/python3")

  /// Whether the readers from PyPI are there.
  var isPossible: Bool { FileManager.default.fileExists(atPath: environment.path) }

  /// One way of reading: what people call it, and how it is started.
  private struct Reader {
    let name: String
    let executable: URL
    let arguments: [String]
    /// Whether the first word of its output is the time that counts; else it is all that the process took.
    let saysItsTime: Bool
  }

  func run() throws {
    guard isPossible else {
      return say("the readers from PyPI are not there: run `make readers` for the comparison with them")
    }
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("tributary-readers-\(getpid())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = try Workload(seed: 2, claims: claims, claimsPerAdvice: 2_000, advicesPerFile: claims).write(to: folder)
      .remittances[0]
    let size = try FileManager.default.attributesOfItem(atPath: file.path)[.size] as? Int ?? 0
    let readers = readers(file)
    let least = try Workload(seed: 2, claims: 1, claimsPerAdvice: 1, advicesPerFile: 1)
      .write(to: folder.appendingPathComponent("least")).remittances[0]
    var seconds: [[Double]] = []
    for round in 0..<rounds {
      // Another order each time, so that none always runs on a machine that another has warmed up.
      let order = readers.indices.map { ($0 + round) % readers.count }
      var row = [Double](repeating: 0, count: readers.count)
      for index in order { row[index] = try measure(readers[index], isFirst: round == 0) }
      // The others' time is that of reading alone: starting and ending does not count for ours, either.
      row[0] -= try measure(self.readers(least)[0], isFirst: false)
      seconds.append(row)
    }
    report(readers, seconds, megabytes: Double(size) / 1e6)
  }

  private func readers(_ file: URL) -> [Reader] {
    let own = Home.executable().deletingLastPathComponent().appendingPathComponent("tributary")
    let script = "Benchmarks/readers/read.py"
    func python(_ name: String, _ how: String) -> Reader {
      Reader(name: name, executable: environment, arguments: [script, how, file.path], saysItsTime: true)
    }
    return [
      Reader(
        name: "tributary translate, all events", executable: own, arguments: ["translate", file.path],
        saysItsTime: false),
      python("pyx12, segments only", "segments"), python("pyx12, validating", "validate"),
      python("edi-835-parser", "parse"),
    ]
  }

  private func measure(_ reader: Reader, isFirst: Bool) throws -> Double {
    let process = Process()
    process.executableURL = reader.executable
    process.arguments = reader.arguments
    let output = Pipe()
    process.standardOutput = reader.saysItsTime ? output : FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    let before = ResourceUse.ofChildren()
    try process.run()
    let said = reader.saysItsTime ? output.fileHandleForReading.readDataToEndOfFile() : Data()
    process.waitUntilExit()
    let used = ResourceUse.ofChildren().seconds - before.seconds
    guard reader.saysItsTime else { return used }
    let words = String(decoding: said, as: UTF8.self).split(separator: " ", maxSplits: 1)
    guard process.terminationStatus == 0, let seconds = words.first.flatMap({ Double($0) }) else {
      throw ReaderFailed(name: reader.name)
    }
    if isFirst { say("\(reader.name) found: \(words.last?.trimmingCharacters(in: .newlines) ?? "")") }
    return seconds
  }

  private func report(_ readers: [Reader], _ seconds: [[Double]], megabytes: Double) {
    say("advices of 2,000 claims, \(claims) in all, \(String(format: "%.1f", megabytes)) MB, \(rounds) rounds:")
    for (index, reader) in readers.enumerated() {
      let own = median(seconds.map { $0[index] })
      let ratios = seconds.map { $0[index] / $0[0] }
      let times = index == 0 ? "" : String(format: ", ours is %.0f times as fast", median(ratios))
      say(String(format: "%@: %.2f MB/s of processor time%@", reader.name, megabytes / own, times))
    }
  }

  private func median(_ values: [Double]) -> Double { values.sorted()[values.count / 2] }
}

/// A reader did not read the file.
private struct ReaderFailed: Error, CustomStringConvertible {
  let name: String
  var description: String { "\(name) did not read the file; run Benchmarks/readers/read.py by hand to see why" }
}
