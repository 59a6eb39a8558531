import PayerEDIAdapter

await PayerEDIWorker.process.runAndExit()
