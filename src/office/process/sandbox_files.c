/* SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "office/process/sandbox.h"

/* libc has no functions for these. */
static int
landlock_version(void)
{
	return (int)syscall(SYS_landlock_create_ruleset, NULL, 0,
	    LANDLOCK_CREATE_RULESET_VERSION);
}

static int
landlock_create(const struct landlock_ruleset_attr *attr)
{
	return (int)syscall(
	    SYS_landlock_create_ruleset, attr, sizeof(*attr), 0);
}

static int
landlock_add(int ruleset, const struct landlock_path_beneath_attr *rule)
{
	return (int)syscall(SYS_landlock_add_rule, ruleset,
	    LANDLOCK_RULE_PATH_BENEATH, rule, 0);
}

/* Since the third version of Landlock; not in every libc's headers. */
#define ACCESS_FS_TRUNCATE (1ULL << 14)
#define TRUNCATE_VERSION 3

/* What is not granted of these is refused. */
static uint64_t
handled(int version)
{
	const uint64_t all =
	    LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_WRITE_FILE |
	    LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR |
	    LANDLOCK_ACCESS_FS_REMOVE_DIR | LANDLOCK_ACCESS_FS_REMOVE_FILE |
	    LANDLOCK_ACCESS_FS_MAKE_CHAR | LANDLOCK_ACCESS_FS_MAKE_DIR |
	    LANDLOCK_ACCESS_FS_MAKE_REG | LANDLOCK_ACCESS_FS_MAKE_SOCK |
	    LANDLOCK_ACCESS_FS_MAKE_FIFO | LANDLOCK_ACCESS_FS_MAKE_BLOCK |
	    LANDLOCK_ACCESS_FS_MAKE_SYM;

	return version >= TRUNCATE_VERSION ? all | ACCESS_FS_TRUNCATE : all;
}

#define FOR_FILES                                                     \
	(LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_WRITE_FILE | \
	    LANDLOCK_ACCESS_FS_READ_FILE | ACCESS_FS_TRUNCATE)

static const uint64_t rights[] = {
    [SANDBOX_READ] = LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR,
    [SANDBOX_WRITE] = LANDLOCK_ACCESS_FS_READ_FILE |
		      LANDLOCK_ACCESS_FS_READ_DIR |
		      LANDLOCK_ACCESS_FS_WRITE_FILE | ACCESS_FS_TRUNCATE,
    [SANDBOX_MAKE] =
	LANDLOCK_ACCESS_FS_MAKE_REG | LANDLOCK_ACCESS_FS_REMOVE_FILE,
};

static enum err
grant(int ruleset, uint64_t refused, const struct sandbox_path *p)
{
	struct landlock_path_beneath_attr rule = {
	    .allowed_access = rights[p->right] & refused};
	struct stat st;
	int failed;

	rule.parent_fd = open(p->path, O_PATH | O_CLOEXEC);
	if (rule.parent_fd < 0)
		return errno == ENOENT ? ERR_OK : ERR_SANDBOX;
	failed = fstat(rule.parent_fd, &st);
	if (failed == 0 && !S_ISDIR(st.st_mode))
		rule.allowed_access &= FOR_FILES;
	if (failed == 0)
		failed = landlock_add(ruleset, &rule);
	close(rule.parent_fd);
	return failed == 0 ? ERR_OK : ERR_SANDBOX;
}

static enum err
restrict_self(int ruleset, uint64_t refused, const struct sandbox_path paths[],
    size_t count)
{
	for (size_t i = 0; i < count; i++)
		TRY(grant(ruleset, refused, &paths[i]));
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 ||
	    syscall(SYS_landlock_restrict_self, ruleset, 0) != 0)
		return ERR_SANDBOX;
	return ERR_OK;
}

bool
sandbox_is_single_threaded(void)
{
	struct stat st;

	/* A folder's links: itself, its name in the parent, one each below. */
	return stat("/proc/self/task", &st) == 0 && st.st_nlink == 3;
}

enum err
sandbox_files(const struct sandbox_path paths[], size_t count, bool *ret_active)
{
	int version = landlock_version();
	struct landlock_ruleset_attr attr = {
	    .handled_access_fs = handled(version)};
	enum err err;
	int ruleset;

	if (!sandbox_is_single_threaded())
		return ERR_SANDBOX;
	if (version < 1) {
		*ret_active = false;
		return ERR_OK;
	}
	ruleset = landlock_create(&attr);
	if (ruleset < 0)
		return ERR_SANDBOX;
	err = restrict_self(ruleset, attr.handled_access_fs, paths, count);
	close(ruleset);
	if (err == ERR_OK)
		*ret_active = true;
	return err;
}
