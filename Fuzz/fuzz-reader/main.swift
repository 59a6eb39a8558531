// The X12 reader: any bytes become segments within them, the same however they arrive.

import FuzzRun
import X12

/// What was read, in numbers: where each segment was, and how many elements it had.
private func segments(_ bytes: [UInt8], chunk: Int) -> [Int] {
  let envelope = EnvelopeReader(SegmentReader(MemoryBytes(bytes, chunk: chunk)))
  var read: [Int] = []
  do {
    while try envelope.next() != .end {
      let segment = envelope.segment
      require(segment.offset >= 0 && segment.offset <= bytes.count, "a segment lies outside the file")
      read += [segment.offset, segment.elementCount, segment.number]
    }
  } catch {
    fatalError("memory cannot fail: \(error)")
  }
  return read + [envelope.setCount, envelope.fileFindings.count]
}

runFuzzer { start, count in
  let input = bytes(start, count)
  require(segments(input, chunk: .max) == segments(input, chunk: 3), "the result depends on how the bytes arrive")
  return 0
}
