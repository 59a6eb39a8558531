import CashApplication

await CashWorker.process.runAndExit()
