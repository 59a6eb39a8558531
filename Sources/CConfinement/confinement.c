// Starting a confined program, waiting for it, and ending it in time.
#define _GNU_SOURCE
#include "confinement.h"
#include "restrictions.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stddef.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum {
  STEP_NONE, STEP_PIPE, STEP_FORK, STEP_WATCH, STEP_SESSION, STEP_FOLDER, STEP_OUTPUT, STEP_LIMITS, STEP_PRIVILEGES,
  STEP_FILES, STEP_CALLS, STEP_PROGRAM,
};

static const char *const steps[] = {
  "nothing", "making a pipe", "starting a process", "watching the process", "leaving the terminal",
  "entering its folder", "opening its output", "setting its limits", "giving up privileges", "confining its files",
  "confining its system calls", "starting the program",
};

const char *confinement_step(int step) {
  return step >= 0 && step <= STEP_PROGRAM ? steps[step] : "an unknown step";
}

static int limit(int resource, uint64_t value) {
  const struct rlimit bound = {.rlim_cur = value, .rlim_max = value};
  return setrlimit(resource, &bound);
}

static int set_limits(const struct confinement *plan) {
  // The soft limit of processor time sends SIGXCPU, the hard one SIGKILL a second later.
  const struct rlimit cpu = {.rlim_cur = plan->cpu_seconds, .rlim_max = plan->cpu_seconds + 1};
  if (setrlimit(RLIMIT_CPU, &cpu)) return -1;
  if (limit(RLIMIT_AS, plan->memory_bytes)) return -1;
  if (limit(RLIMIT_FSIZE, plan->file_bytes)) return -1;
  if (limit(RLIMIT_NOFILE, 64)) return -1;
  return limit(RLIMIT_CORE, 0);
}

/// Standard input is empty; output and errors go to files, which RLIMIT_FSIZE bounds as a pipe is not.
static int set_output(void) {
  const int input = open("/dev/null", O_RDONLY);
  const int output = open("output", O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW, 0600);
  const int errors = open("errors", O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW, 0600);
  if (input < 0 || output < 0 || errors < 0) return -1;
  return dup2(input, 0) < 0 || dup2(output, 1) < 0 || dup2(errors, 2) < 0 ? -1 : 0;
}

static void fail(int report, int step) {
  const int said[2] = {step, errno};
  (void)!write(report, said, sizeof said);
  _exit(127);
}

/// In the child: nothing but async-signal-safe calls from here on.
static void become(const struct confinement *plan, int report, pid_t parent) {
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, NULL);
  signal(SIGPIPE, SIG_DFL);
  if (setsid() < 0) fail(report, STEP_SESSION);
  // It ends with whoever waits for it.
  if (prctl(PR_SET_PDEATHSIG, SIGKILL) || getppid() != parent) fail(report, STEP_SESSION);
  if (chdir(plan->folder)) fail(report, STEP_FOLDER);
  if (set_output()) fail(report, STEP_OUTPUT);
  // What the worker has open is none of the program's business: databases, sockets, keys.
  if (dup2(report, 3) < 0 || fcntl(3, F_SETFD, FD_CLOEXEC)) fail(report, STEP_OUTPUT);
  if (syscall(SYS_close_range, 4U, ~0U, 0U)) fail(3, STEP_OUTPUT);
  if (set_limits(plan)) fail(3, STEP_LIMITS);
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) || prctl(PR_SET_DUMPABLE, 0)) fail(3, STEP_PRIVILEGES);
  if (restrict_files(plan->folder, plan->readable)) fail(3, STEP_FILES);
  if (restrict_calls()) fail(3, STEP_CALLS);
  execve(plan->program, plan->arguments, plan->environment);
  fail(3, STEP_PROGRAM);
}

static int64_t milliseconds_now(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/// Waits for the end by a descriptor of the process, which no other process can take the place of.
static int wait_for(int process, uint64_t milliseconds) {
  const int64_t deadline = milliseconds_now() + (int64_t)milliseconds;
  struct pollfd watched = {.fd = process, .events = POLLIN};
  for (;;) {
    const int64_t left = deadline - milliseconds_now();
    if (left <= 0) return 0;
    const int ready = poll(&watched, 1, left > 60000 ? 60000 : (int)left);
    if (ready > 0) return 1;
    if (ready < 0 && errno != EINTR) return -1;
  }
}

static void collect(pid_t child, struct confinement_outcome *outcome) {
  int status = 0;
  struct rusage usage;
  memset(&usage, 0, sizeof usage);
  while (wait4(child, &status, 0, &usage) < 0 && errno == EINTR) {}
  outcome->exit_status = WIFEXITED(status) ? WEXITSTATUS(status) : 0;
  outcome->signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
  outcome->resident_kib = usage.ru_maxrss;
  outcome->cpu_microseconds = (int64_t)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1000000 +
    usage.ru_utime.tv_usec + usage.ru_stime.tv_usec;
}

void confinement_run(const struct confinement *plan, struct confinement_outcome *outcome) {
  memset(outcome, 0, sizeof *outcome);
  int report[2];
  if (pipe2(report, O_CLOEXEC)) {
    outcome->step = STEP_PIPE;
    outcome->error = errno;
    return;
  }
  const pid_t parent = getpid();
  const pid_t child = fork();
  if (child == 0) become(plan, report[1], parent);
  const int fork_error = errno;
  close(report[1]);
  if (child < 0) {
    outcome->step = STEP_FORK;
    outcome->error = fork_error;
    close(report[0]);
    return;
  }
  const int process = (int)syscall(SYS_pidfd_open, child, 0);
  const int watched = process < 0 ? -1 : wait_for(process, plan->wall_milliseconds);
  if (watched != 1) kill(child, SIGKILL);  // not reaped yet, so the number is still its own
  const int watch_error = errno;
  collect(child, outcome);
  int said[2];
  if (watched < 0) {
    outcome->step = STEP_WATCH;
    outcome->error = watch_error;
  } else if (read(report[0], said, sizeof said) == sizeof said) {
    outcome->step = said[0];
    outcome->error = said[1];
  } else {
    outcome->timed_out = watched == 0;
  }
  if (process >= 0) close(process);
  close(report[0]);
}
