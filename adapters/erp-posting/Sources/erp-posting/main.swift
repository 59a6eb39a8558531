import ERPPostingAdapter

await ERPPostingWorker.process.runAndExit()
