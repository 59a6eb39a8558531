// The bottom layer alone: how fast an X12 file is cut into segments and elements.

import Foundation
import PayerEDIAdapter
import X12

/// Reads all segments of a file and looks at each element's length, so that no work can be left out.
struct TokenBenchmark {
  /// Prints MB/s of processor time of one thread, the best of five.
  func run(_ file: URL) throws {
    var best = Double.infinity
    var counted = (segments: 0, elements: 0, bytes: 0)
    for _ in 0..<5 {
      let start = TokenBenchmark.processorSeconds()
      counted = try count(file)
      best = min(best, TokenBenchmark.processorSeconds() - start)
    }
    let size = (try FileManager.default.attributesOfItem(atPath: file.path)[.size] as? Int) ?? 0
    say(
      "tokens \(size / 1_000_000) MB: \(Int(Double(size) / 1e6 / best)) MB/s of processor time, "
        + "\(counted.segments) segments, \(counted.elements) elements of \(counted.bytes) bytes")
  }

  private func count(_ file: URL) throws -> (segments: Int, elements: Int, bytes: Int) {
    let reader = SegmentReader(try FileBytes(file))
    var (segments, elements, bytes) = (0, 0, 0)
    while try reader.next() {
      let segment = reader.segment
      segments += 1
      elements += segment.elementCount
      for index in 0..<segment.elementCount { bytes += segment[index].count }
    }
    return (segments, elements, bytes)
  }

  private static func processorSeconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }
}
