// Cash application as a process of its own.

import CashApplication

await CashWorker.process.runAndExit()
