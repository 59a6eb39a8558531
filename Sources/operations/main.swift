import Operations

await OperationsWorker.process.runAndExit()
