/* SPDX-License-Identifier: Apache-2.0 */
#include "office/process/sandbox.h"

#include <errno.h>
#include <seccomp.h>
#include <sys/mman.h>

/* Whole system calls: none of them opens, connects, starts or signals. */
static const int allowed[] = {
    /* what is open */
    SCMP_SYS(read), SCMP_SYS(write), SCMP_SYS(writev), SCMP_SYS(pwrite64),
    SCMP_SYS(fdatasync), SCMP_SYS(ftruncate), SCMP_SYS(lseek), SCMP_SYS(close),
    SCMP_SYS(fstat),
    /* sockets that the supervisor hands over */
    SCMP_SYS(poll), SCMP_SYS(ppoll), SCMP_SYS(recvmsg), SCMP_SYS(recvfrom),
    SCMP_SYS(sendmsg), SCMP_SYS(sendto),
    /* memory */
    SCMP_SYS(brk), SCMP_SYS(munmap), SCMP_SYS(mremap), SCMP_SYS(madvise),
    SCMP_SYS(mlock), SCMP_SYS(munlock), SCMP_SYS(futex),
    /* time, randomness, who am I */
    SCMP_SYS(clock_gettime), SCMP_SYS(gettimeofday), SCMP_SYS(time),
    SCMP_SYS(getrandom), SCMP_SYS(getpid), SCMP_SYS(gettid),
#ifdef __SANITIZE_ADDRESS__
    SCMP_SYS(sigaltstack), /* as a thread of it ends */
#endif
    /* the end */
    SCMP_SYS(rt_sigreturn), SCMP_SYS(rt_sigprocmask), SCMP_SYS(restart_syscall),
    SCMP_SYS(exit), SCMP_SYS(exit_group)};

static int
allow_list(scmp_filter_ctx filter)
{
	for (size_t i = 0; i < COUNT(allowed); i++) {
		int err =
		    seccomp_rule_add(filter, SCMP_ACT_ALLOW, allowed[i], 0);

		/* Not every machine has every call (time, poll). */
		if (err != 0 && err != -EDOM && err != -EFAULT)
			return err;
	}
	return 0;
}

/* New memory, of no file and never to be executed. */
static int
allow_memory(scmp_filter_ctx filter)
{
	const struct scmp_arg_cmp not_executable =
	    SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0);
	const struct scmp_arg_cmp of_no_file =
	    SCMP_A3(SCMP_CMP_MASKED_EQ, MAP_ANONYMOUS, MAP_ANONYMOUS);
	int err = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 2,
	    not_executable, of_no_file);

	if (err != 0)
		return err;
	return seccomp_rule_add(
	    filter, SCMP_ACT_ALLOW, SCMP_SYS(mprotect), 1, not_executable);
}

enum err
sandbox_key_holder(void)
{
	scmp_filter_ctx filter;
	int err;

	if (!sandbox_is_single_threaded())
		return ERR_SANDBOX;
	filter = seccomp_init(SCMP_ACT_KILL_PROCESS);
	if (filter == NULL)
		return ERR_SANDBOX;
	err = seccomp_attr_set(
	    filter, SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS);
	if (err == 0)
		err = allow_list(filter);
	if (err == 0)
		err = allow_memory(filter);
	if (err == 0)
		err = seccomp_load(filter);
	seccomp_release(filter);
	return err == 0 ? ERR_OK : ERR_SANDBOX;
}
