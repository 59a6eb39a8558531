// What must hold of every bank file's reader and writer, whatever the bytes.

import BankFiles
import FuzzRun

/// What is read does not depend on how the bytes arrive, and what is read without an error is written so that it reads
/// back without one, and is written the same again.
package func fuzzBankFile<Reader: BankFileReader, Writer: BankFileWriter>(
  _ input: [UInt8], _ reader: Reader, _ writer: Writer
) where Reader.Element == Writer.Element, Reader.Element: Equatable {
  let whole = fuzzReader(input, reader)
  guard !whole.findings.hasErrors, let once = written(whole.elements, writer) else { return }
  let again = read(once, reader, chunk: 4_096)
  require(!again.findings.hasErrors, "what was written has errors")
  require(written(again.elements, writer) == once, "it is not written the same again")
}

/// What is read does not depend on how the bytes arrive.
@discardableResult
package func fuzzReader<Reader: BankFileReader>(
  _ input: [UInt8], _ reader: Reader
) -> (elements: [Reader.Element], findings: FindingList) where Reader.Element: Equatable {
  let whole = read(input, reader, chunk: max(1, input.count))
  let pieces = read(input, reader, chunk: 3)
  require(whole.elements == pieces.elements, "the elements depend on how the bytes arrive")
  require(whole.findings == pieces.findings, "the findings depend on how the bytes arrive")
  return whole
}

/// What was read, and what was found.
private func read<Reader: BankFileReader>(
  _ bytes: [UInt8], _ fresh: Reader, chunk: Int
) -> (elements: [Reader.Element], findings: FindingList) {
  var reader = fresh
  var elements: [Reader.Element] = []
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
private func written<Writer: BankFileWriter>(_ elements: [Writer.Element], _ fresh: Writer) -> [UInt8]? {
  var writer = fresh
  do {
    for element in elements { try writer.take(element) }
    return try writer.finish()
  } catch {
    return nil
  }
}
