// Operations as a process of its own.

import Operations

await OperationsWorker.process.runAndExit()
