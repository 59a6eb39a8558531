// The BAI2 reader and writer.

import BankFiles
import FuzzBank
import FuzzRun

runFuzzer { start, count in
  fuzzBankFile(bytes(start, count), BAI2Reader(), BAI2Writer())
  return 0
}
