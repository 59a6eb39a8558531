// The ACH reader and writer.

import BankFiles
import FuzzBank
import FuzzRun

runFuzzer { start, count in
  fuzzBankFile(bytes(start, count), NACHAReader(), NACHAWriter())
  return 0
}
