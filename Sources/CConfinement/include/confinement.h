// Runs one program on a stranger's file so that whatever it does stays with it: limits of memory, time and file size, no
// network, no further processes, nothing to read but what is named, nothing to write but one folder. What is needed for
// it between fork and exec may call async-signal-safe functions only, which Swift cannot promise; hence C.
#ifndef TRIBUTARY_CONFINEMENT_H
#define TRIBUTARY_CONFINEMENT_H

#include <stdint.h>

/// What is run, and within what.
struct confinement {
  /// The program's path.
  const char *program;
  /// Arguments and environment, each ended by NULL.
  char *const *arguments;
  char *const *environment;
  /// The folder it works in, and the only one it may write to. Its output goes to `output` and `errors` there.
  const char *folder;
  /// Files and folders it may read, ended by NULL; those that do not exist are passed over.
  const char *const *readable;
  /// RLIMIT_AS, in bytes.
  uint64_t memory_bytes;
  /// RLIMIT_CPU.
  uint64_t cpu_seconds;
  /// RLIMIT_FSIZE, in bytes: for each file it writes.
  uint64_t file_bytes;
  /// After so long by the clock it is killed.
  uint64_t wall_milliseconds;
};

/// How it ended.
struct confinement_outcome {
  /// The step that failed before the program ran (see `confinement_step`), and its errno; 0 where it ran.
  int step;
  int error;
  /// The exit status, or the signal that ended it, or that its time was over.
  int exit_status;
  int signal;
  int timed_out;
  /// Used: the largest resident size in KiB, processor time in microseconds.
  int64_t resident_kib;
  int64_t cpu_microseconds;
};

/// Runs it and waits for its end. Any thread may call it; it blocks.
void confinement_run(const struct confinement *plan, struct confinement_outcome *outcome);

/// What a step is called, for people.
const char *confinement_step(int step);

/// The version of Landlock that the kernel offers; 0 where it has none, and then files are not confined.
int confinement_landlock(void);

#endif
