import LockboxAdapter

await LockboxWorker.process.runAndExit()
