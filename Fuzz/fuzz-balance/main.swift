// The remittance reader with its balance: what it says of a set does not depend on how the bytes arrive.

import FuzzRun
import PayerEDIAdapter
import X12

private let translator = RemittanceTranslator(tenant: "fuzz")

private func verdict(_ bytes: [UInt8], chunk: Int) -> TranslationReport {
  do {
    return try translator.validate(MemoryBytes(bytes, chunk: chunk))
  } catch {
    fatalError("memory cannot fail: \(error)")
  }
}

runFuzzer { start, count in
  let input = bytes(start, count)
  let report = verdict(input, chunk: .max)
  require(report == verdict(input, chunk: 5), "the verdict depends on how the bytes arrive")
  require(report.findings.count >= report.findings.listed.count, "more findings are listed than counted")
  return 0
}
