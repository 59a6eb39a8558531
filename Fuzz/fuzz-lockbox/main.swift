// The lockbox reader and writer.

import BankFiles
import FuzzBank
import FuzzRun

runFuzzer { start, count in
  fuzzBankFile(bytes(start, count), LockboxReader(), LockboxWriter(layout: .compact))
  return 0
}
