// `tributary translate` on generated 835 files: speed on one core, and whether memory stays flat.

import AdapterKit
import Foundation
import Workload

/// Writes a file of each size, translates it to nowhere and prints MB/s and the peak of resident memory.
struct TranslateBenchmark {
  /// In MB.
  let sizes: [Int]

  func run() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("tributary-translate-\(getpid())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let piece = try Data(
      contentsOf: Workload(seed: 2, claims: 8_000, claimsPerAdvice: 2_000, advicesPerFile: 4).write(to: folder)
        .remittances[0])
    for size in sizes {
      let file = folder.appendingPathComponent("translate-\(size).835")
      try write(piece, until: size * 1_000_000, to: file)
      try measure(file)
      try TokenBenchmark().run(file)
      try FileManager.default.removeItem(at: file)
    }
  }

  /// Interchanges one after the other, as clearing houses concatenate them.
  private func write(_ piece: Data, until size: Int, to file: URL) throws {
    _ = FileManager.default.createFile(atPath: file.path, contents: nil)
    let handle = try FileHandle(forWritingTo: file)
    defer { try? handle.close() }
    for _ in 0..<max(1, size / piece.count) { try handle.write(contentsOf: piece) }
  }

  private func measure(_ file: URL) throws {
    let process = Process()
    process.executableURL = Home.executable().deletingLastPathComponent().appendingPathComponent("tributary")
    process.arguments = ["translate", file.path]
    process.standardOutput = FileHandle.nullDevice
    let clock = ContinuousClock()
    let before = ResourceUse.ofChildren()
    let start = clock.now
    try process.run()
    process.waitUntilExit()
    let wall = clock.now - start
    let use = ResourceUse.ofChildren()
    let size = (try FileManager.default.attributesOfItem(atPath: file.path)[.size] as? Int) ?? 0
    let megabytes = Double(size) / 1e6
    let wallSeconds = Double(wall.components.seconds) + Double(wall.components.attoseconds) / 1e18
    let processor = use.seconds - before.seconds
    say(
      "translate \(Int(megabytes)) MB: \(Int(megabytes / wallSeconds)) MB/s by the clock, "
        + "\(Int(megabytes / processor)) MB/s of processor time, peak memory of any child \(use.peakMegabytes) MB"
    )
  }
}

/// What this process, or the child processes that have ended, used.
struct ResourceUse {
  var seconds: Double
  var peakMegabytes: Int

  static func ofChildren() -> ResourceUse { of(RUSAGE_CHILDREN) }

  static func ofThisProcess() -> ResourceUse { of(RUSAGE_SELF) }

  private static func of(_ who: __rusage_who) -> ResourceUse {
    var usage = rusage()
    getrusage(__rusage_who_t(who.rawValue), &usage)
    let seconds =
      Double(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec)
      + Double(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6
    return ResourceUse(seconds: seconds, peakMegabytes: Int(usage.ru_maxrss / 1024))
  }
}
