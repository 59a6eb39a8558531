import RouterService

await RouterWorker.process.runAndExit()
