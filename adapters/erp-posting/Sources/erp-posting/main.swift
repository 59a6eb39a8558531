// The ERP posting adapter as a process of its own.

import ERPPostingAdapter

await ERPPostingWorker.process.runAndExit()
