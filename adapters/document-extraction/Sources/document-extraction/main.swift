// The document extraction adapter as a process of its own.

import DocumentExtractionAdapter

await DocumentExtractionWorker.process.runAndExit()
