// What a process gives up before it becomes a confined program. Async-signal-safe; -1 and errno on failure.
#ifndef TRIBUTARY_RESTRICTIONS_H
#define TRIBUTARY_RESTRICTIONS_H

/// Files: only what is named can be read, only the folder written. Without Landlock in the kernel it does nothing.
int restrict_files(const char *folder, const char *const *readable);

/// System calls: no sockets, no new processes, no signals to others, no looking into others, no mounting.
int restrict_calls(void);

#endif
