// The lockbox adapter as a process of its own.

import LockboxAdapter

await LockboxWorker.process.runAndExit()
