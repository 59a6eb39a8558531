// The router as a process of its own.

import RouterService

await RouterWorker.process.runAndExit()
