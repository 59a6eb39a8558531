// The payer EDI adapter as a process of its own.

import PayerEDIAdapter

await PayerEDIWorker.process.runAndExit()
