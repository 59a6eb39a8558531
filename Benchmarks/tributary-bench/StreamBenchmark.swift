// A document larger than the disk: the same interchange over and over, made while it is read.

import AdapterKit
import Foundation
import PayerEDIAdapter
import Workload
import X12

/// Translates a stream of a size and drops the events. It has a process of its own, whose peak of memory is told.
struct StreamBenchmark {
  let megabytes: Int

  /// Runs it in another process, so that memory used before does not count.
  static func inAnotherProcess(megabytes: Int) throws {
    let process = Process()
    process.executableURL = Home.executable()
    process.arguments = ["--translate-stream", String(megabytes)]
    try process.run()
    process.waitUntilExit()
    if process.terminationStatus != 0 { say("translate-stream ended with \(process.terminationStatus)") }
  }

  func run() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("tributary-stream-\(getpid())")
    defer { try? FileManager.default.removeItem(at: folder) }
    let piece = try Data(
      contentsOf: Workload(seed: 2, claims: 8_000, claimsPerAdvice: 2_000, advicesPerFile: 4).write(to: folder)
        .remittances[0])
    let source = RepeatedBytes(Array(piece), times: max(1, megabytes * 1_000_000 / piece.count))
    var (events, bytes) = (0, 0)
    let start = ResourceUse.ofThisProcess()
    let report = try RemittanceTranslator(tenant: "bench").translate(
      source, digest: String(repeating: "0", count: 64),
      emit: { event in
        events += 1
        bytes += event.body.count
      })
    let end = ResourceUse.ofThisProcess()
    let rate = Double(source.count) / 1e6 / (end.seconds - start.seconds)
    say(
      "translate a stream of \(source.count / 1_000_000) MB: \(Int(rate)) MB/s of processor time, "
        + "\(report.claimCount) claims, \(events) events of \(bytes / 1_000_000) MB, "
        + "peak memory \(end.peakMegabytes) MB")
  }
}

/// A document so many times.
private final class RepeatedBytes: ByteSource {
  private let piece: [UInt8]
  let count: Int

  init(_ piece: [UInt8], times: Int) {
    self.piece = piece
    count = piece.count * times
  }

  func read(at offset: Int, into buffer: UnsafeMutableRawBufferPointer) -> Int {
    guard offset >= 0, offset < count else { return 0 }
    let start = offset % piece.count
    let length = min(piece.count - start, buffer.count)
    piece.withUnsafeBytes { buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[start..<start + length])) }
    return length
  }
}
