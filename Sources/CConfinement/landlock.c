// Files that a confined program may see, by Landlock (Linux 5.13 and later; landlock(7)). An ordinary user may use it, in a
// container too. The constants stand here because the headers of Debian 12 are older than its kernels may be.
#define _GNU_SOURCE
#include "confinement.h"
#include "restrictions.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <stdint.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

enum {
  FS_EXECUTE = 1 << 0, FS_WRITE_FILE = 1 << 1, FS_READ_FILE = 1 << 2, FS_READ_DIR = 1 << 3, FS_REMOVE_FILE = 1 << 5,
  FS_MAKE_REG = 1 << 8,
};
/// The rights that the first version knows; each later version one more (REFER, TRUNCATE, then IOCTL_DEV in 5).
static const uint64_t first_rights = (1 << 13) - 1;
static const uint64_t refer_right = 1 << 13, truncate_right = 1 << 14;

int confinement_landlock(void) {
  const long version = syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
  return version < 0 ? 0 : (int)version;
}

static int allow(int rules, const char *path, uint64_t rights) {
  const int place = open(path, O_PATH | O_CLOEXEC);
  if (place < 0) return errno == ENOENT || errno == ENOTDIR ? 0 : -1;
  struct stat facts;
  int result = fstat(place, &facts);
  if (!result) {
    // A rule on a file may only speak of what can be done with a file.
    if (!S_ISDIR(facts.st_mode)) rights &= FS_EXECUTE | FS_WRITE_FILE | FS_READ_FILE | truncate_right;
    const struct landlock_path_beneath_attr rule = {.allowed_access = rights, .parent_fd = place};
    result = (int)syscall(SYS_landlock_add_rule, rules, LANDLOCK_RULE_PATH_BENEATH, &rule, 0);
  }
  close(place);
  return result;
}

int restrict_files(const char *folder, const char *const *readable) {
  const int version = confinement_landlock();
  if (version == 0) return 0;
  uint64_t handled = first_rights;
  if (version >= 2) handled |= refer_right;
  if (version >= 3) handled |= truncate_right;
  const struct landlock_ruleset_attr attributes = {.handled_access_fs = handled};
  // Only the first member: the kernel takes a structure of any length that it knows.
  const int rules = (int)syscall(SYS_landlock_create_ruleset, &attributes, sizeof(uint64_t), 0);
  if (rules < 0) return -1;
  const uint64_t reading = FS_READ_FILE | FS_READ_DIR | FS_EXECUTE;
  const uint64_t writing =
    (FS_READ_FILE | FS_READ_DIR | FS_WRITE_FILE | FS_REMOVE_FILE | FS_MAKE_REG | truncate_right) & handled;
  int result = allow(rules, folder, writing);
  for (const char *const *path = readable; !result && *path; path++) result = allow(rules, *path, reading);
  if (!result) result = (int)syscall(SYS_landlock_restrict_self, rules, 0);
  close(rules);
  return result;
}
