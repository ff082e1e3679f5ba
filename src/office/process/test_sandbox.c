/* SPDX-License-Identifier: Apache-2.0 */
/* Each act in a process of its own: what it may do ends it with status 0, what
 * it may not with SIGSYS. */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/random.h"
#include "gm/sm2.h"
#include "office/process/sandbox.h"

/* --- acts; true if it worked --- */

static struct gm *gm; /* made before the door is shut, like a child's */
static int spare[2];  /* a socket pair */
static int file;      /* an open file */

static bool
opens_a_file(void)
{
	return open("/etc/passwd", O_RDONLY) >= 0;
}

static bool
opens_by_old_call(void)
{
	return syscall(SYS_openat, AT_FDCWD, "/dev/null", O_WRONLY) >= 0;
}

static bool
makes_a_socket(void)
{
	return socket(AF_INET, SOCK_STREAM, 0) >= 0;
}

static bool
makes_a_socket_pair(void)
{
	int fds[2];

	return socketpair(AF_UNIX, SOCK_STREAM, 0, fds) == 0;
}

static bool
connects(void)
{
	struct sockaddr a = {.sa_family = AF_UNSPEC};

	return connect(spare[0], &a, sizeof(a)) == 0;
}

static bool
forks(void)
{
	return fork() >= 0;
}

static bool
starts_a_program(void)
{
	char name[] = "true";
	char *argv[] = {name, NULL};

	return execv("/bin/true", argv) == 0;
}

static bool
makes_code(void)
{
	return mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC,
		   MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) != MAP_FAILED;
}

static bool
turns_data_into_code(void)
{
	void *p = mmap(NULL, 4096, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	return p != MAP_FAILED && mprotect(p, 4096, PROT_READ | PROT_EXEC) == 0;
}

static bool
maps_a_file(void)
{
	return mmap(NULL, 4096, PROT_READ, MAP_PRIVATE, file, 0) != MAP_FAILED;
}

static bool
signals(void)
{
	return kill(getppid(), 0) == 0;
}

static bool
traces(void)
{
	return ptrace(PTRACE_TRACEME, 0, NULL, NULL) == 0;
}

static bool
removes_a_file(void)
{
	return unlink("/tmp/there-is-no-such-file") == 0 || errno == ENOENT;
}

static bool
reads_and_writes(void)
{
	char octets[4];

	return send(spare[0], "abcd", 4, 0) == 4 &&
	       recv(spare[1], octets, 4, 0) == 4 &&
	       write(file, octets, 4) == 4 && pwrite(file, octets, 4, 0) == 4 &&
	       fdatasync(file) == 0 && ftruncate(file, 2) == 0 &&
	       close(spare[0]) == 0;
}

static bool
uses_memory(void)
{
	enum { MUCH = 4 << 20 };
	AUTO(secret) s = NULL;
	uint8_t *p = malloc(MUCH), *more;
	bool works = p != NULL;

	if (works)
		memset(p, 1, MUCH);
	more = realloc(p, 2 * MUCH);
	works = works && more != NULL && secret_new(64, &s) == ERR_OK;
	free(more != NULL ? more : p);
	return works;
}

static bool
signs(void)
{
	AUTO(sm2_key) key = NULL;
	struct sm2_signature sig;

	return sm2_key_generate(gm, &key) == ERR_OK &&
	       sm2_sign(gm, key, bytes_str("word"), &sig) == ERR_OK &&
	       sm2_verify(gm, sm2_key_public(key), bytes_str("word"), &sig) ==
		   ERR_OK;
}

static bool
knows_the_time(void)
{
	uint8_t octets[8];

	return clock_now(clock_system()) > 0 && clock_monotonic_ms() > 0 &&
	       random_fill(random_system(), octets, sizeof(octets)) == ERR_OK;
}

/* --- key holders --- */

static int
run_apart(bool (*shut)(void), bool (*act)(void))
{
	pid_t pid = fork();
	int status;

	assert_true(pid >= 0);
	if (pid == 0) {
		if (!shut())
			_exit(99);
		_exit(act() ? 0 : 1);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return status;
}

static bool
as_key_holder(void)
{
	return sandbox_key_holder() == ERR_OK;
}

static bool
open_door(void)
{
	return true;
}

static const struct {
	const char *name;
	bool (*act)(void);
	bool allowed;
} acts[] = {
    {"opens a file", opens_a_file, false},
    {"opens by the call", opens_by_old_call, false},
    {"makes a socket", makes_a_socket, false},
    {"makes a socket pair", makes_a_socket_pair, false},
    {"connects", connects, false},
    {"forks", forks, false},
    {"starts a program", starts_a_program, false},
    {"makes code", makes_code, false},
    {"turns data into code", turns_data_into_code, false},
    {"maps a file", maps_a_file, false},
    {"signals", signals, false},
    {"traces", traces, false},
    {"removes a file", removes_a_file, false},
    {"reads and writes", reads_and_writes, true},
    {"uses memory", uses_memory, true},
    {"signs", signs, true},
    {"knows the time", knows_the_time, true},
};

static void
a_key_holder_does_its_work_and_nothing_else(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(acts); i++) {
		int status = run_apart(as_key_holder, acts[i].act);
		bool killed = WIFSIGNALED(status) && WTERMSIG(status) == SIGSYS;

		if (acts[i].allowed ? status != 0 : !killed)
			fail_msg("%s: status %#x", acts[i].name, status);
	}
}

/* Else the test above could pass by acts that never work. */
static void
what_is_forbidden_works_elsewhere(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(acts); i++)
		if (acts[i].act != connects && acts[i].act != forks &&
		    run_apart(open_door, acts[i].act) != 0)
			fail_msg("%s does not work at all", acts[i].name);
}

/* --- others --- */

static char dir[64];

static void
path_in(const char *name, char out[FILE_PATH_MAX])
{
	if (file_path(out, dir, name) != ERR_OK)
		abort();
}

static bool
with_some_files(void)
{
	char store[FILE_PATH_MAX], public[FILE_PATH_MAX], none[FILE_PATH_MAX];
	struct sandbox_path paths[] = {{dir, SANDBOX_MAKE},
	    {store, SANDBOX_WRITE}, {public, SANDBOX_READ},
	    {none, SANDBOX_READ}};
	bool active;

	path_in("store", store);
	path_in("public", public);
	path_in("none", none);
	/* A kernel without Landlock has nothing to prove here. */
	return sandbox_files(paths, COUNT(paths), &active) == ERR_OK && active;
}

static bool
opens(const char *name, int flags)
{
	char path[FILE_PATH_MAX];

	path_in(name, path);
	return open(path, flags, 0600) >= 0;
}

static bool
writes_the_store(void)
{
	return opens("store", O_RDWR) && opens("store", O_WRONLY | O_TRUNC);
}

static bool
reads_what_is_public(void)
{
	return opens("public/a", O_RDONLY);
}

static bool
leaves_the_rest_alone(void)
{
	char path[FILE_PATH_MAX], other[FILE_PATH_MAX];

	path_in("secret", path);
	path_in("public/b", other);
	return !opens("secret", O_RDONLY) && !opens("secret", O_WRONLY) &&
	       !opens("public/a", O_WRONLY) && truncate(path, 0) != 0 &&
	       !opens("/etc/passwd", O_RDONLY) && link(path, other) != 0 &&
	       rename(path, other) != 0;
}

static bool
makes_files_but_no_folders(void)
{
	char path[FILE_PATH_MAX], folder[FILE_PATH_MAX];

	path_in("journal", path);
	path_in("folder", folder);
	return mknod(path, S_IFREG | 0600, 0) == 0 && unlink(path) == 0 &&
	       mkdir(folder, 0700) != 0;
}

static void
others_keep_to_their_files(void **state)
{
	static const struct {
		const char *name;
		bool (*act)(void);
	} cases[] = {{"writes the store", writes_the_store},
	    {"reads what is public", reads_what_is_public},
	    {"leaves the rest alone", leaves_the_rest_alone},
	    {"makes files", makes_files_but_no_folders}};

	(void)state;
	if (run_apart(with_some_files, knows_the_time) != 0)
		skip(); /* no Landlock here */
	for (size_t i = 0; i < COUNT(cases); i++)
		if (run_apart(with_some_files, cases[i].act) != 0)
			fail_msg("%s", cases[i].name);
}

/* --- threads --- */

static void *
wait_for_ever(void *arg)
{
	pause();
	return arg;
}

static bool
with_a_thread_before(void)
{
	pthread_t thread;
	bool active;

	return pthread_create(&thread, NULL, wait_for_ever, NULL) == 0 &&
	       sandbox_key_holder() == ERR_SANDBOX &&
	       sandbox_files(NULL, 0, &active) == ERR_SANDBOX;
}

static void
a_thread_from_before_is_no_way_out(void **state)
{
	(void)state;
	assert_int_equal(run_apart(open_door, with_a_thread_before), 0);
}

/* --- a folder to play in --- */

static void
make(const char *name)
{
	char path[FILE_PATH_MAX];

	path_in(name, path);
	assert_int_equal(file_create(path, bytes_str("x"), 0600), ERR_OK);
}

static int
set_up(void **state)
{
	char path[FILE_PATH_MAX];

	(void)state;
	snprintf(dir, sizeof(dir), "/tmp/test-sandbox-XXXXXX");
	assert_non_null(mkdtemp(dir));
	path_in("public", path);
	assert_int_equal(file_make_dir(path, 0700), ERR_OK);
	make("store");
	make("secret");
	make("public/a");
	assert_int_equal(gm_new(&gm), ERR_OK);
	assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, spare), 0);
	path_in("store", path);
	file = open(path, O_RDWR | O_CLOEXEC);
	assert_true(file >= 0);
	return 0;
}

static int
tear_down(void **state)
{
	char command[128];

	(void)state;
	close(file);
	close(spare[0]);
	close(spare[1]);
	gm_free(gm);
	snprintf(command, sizeof(command), "rm -rf %s", dir);
	return system(command);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_key_holder_does_its_work_and_nothing_else),
	    cmocka_unit_test(what_is_forbidden_works_elsewhere),
	    cmocka_unit_test(others_keep_to_their_files),
	    cmocka_unit_test(a_thread_from_before_is_no_way_out),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
