// The BAI2 reader and writer: what is read does not depend on how the bytes arrive, and what is read without an error
// is written so that it reads back without one, and is written the same again.

import BankFiles
import FuzzRun

/// What was read, and what was found.
private func read(_ bytes: [UInt8], chunk: Int) -> (elements: [BAI2Element], findings: FindingList) {
  var reader = BAI2Reader()
  var elements: [BAI2Element] = []
  do {
    for start in stride(from: 0, to: bytes.count, by: chunk) {
      try bytes[start..<min(start + chunk, bytes.count)].withUnsafeBytes { piece in
        try reader.feed(piece) { elements.append($0) }
      }
    }
    try reader.finish { elements.append($0) }
  } catch {
    fatalError("memory cannot fail: \(error)")
  }
  return (elements, reader.findings)
}

/// The file of these elements; nil where the format cannot say them.
private func written(_ elements: [BAI2Element]) -> [UInt8]? {
  var writer = BAI2Writer()
  do {
    for element in elements { try writer.take(element) }
    return try writer.finish()
  } catch {
    return nil
  }
}

runFuzzer { start, count in
  let input = bytes(start, count)
  let whole = read(input, chunk: max(1, count))
  let pieces = read(input, chunk: 3)
  require(whole.elements == pieces.elements, "the elements depend on how the bytes arrive")
  require(whole.findings == pieces.findings, "the findings depend on how the bytes arrive")
  guard !whole.findings.hasErrors, let once = written(whole.elements) else { return 0 }
  let again = read(once, chunk: 4_096)
  require(!again.findings.hasErrors, "what was written has errors")
  require(written(again.elements) == once, "it is not written the same again")
  return 0
}
