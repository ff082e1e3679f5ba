/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A child: one of the office's processes, as it sees itself.
 *
 * The supervisor runs `cert-office child NAME DIR [--unlock FILE]` with a
 * control socket on descriptor 3 and nothing else but standard error.
 * child_main makes the process what every child is before any of its own code
 * runs: other descriptors closed, environment cut down to what is needed,
 * secrets hardened, no core files, limits set, SIGINT and SIGTERM left to the
 * supervisor. Then the row's run function goes on, in this order:
 *
 *	1. read what it needs (child_key opens sealed keys)
 *	2. child_settle: forgets the unlock secret and takes on the user that
 *	   office.conf names, if started as root; then its sandbox (sandbox.h)
 *	3. child_ready
 *	4. serve until child_next or ipc_serve says that it ends
 *
 * A child ends by returning from run; what it returns is told to the
 * supervisor: an error before child_ready makes `serve` end with that error,
 * one after it makes the child start again.
 */
#ifndef OFFICE_CHILD_H
#define OFFICE_CHILD_H

#include "gm/gm.h"
#include "office/process/config.h"
#include "office/process/ipc.h"

#define CHILD_CONTROL_FD 3

enum child_kind {
	CHILD_CA,
	CHILD_KEYCENTRE,
	CHILD_MAIL,
	CHILD_WEB,
	CHILD_COUNT
};

/* "ca": as on the command line and in the log. */
const char *child_name(enum child_kind k);

struct child {
	enum child_kind kind;
	const char *dir;
	const struct office_config *config;
	struct gm *gm;
	struct secret *unlock; /* NULL after child_settle */
	int control;	       /* the control socket */
};

/*
 * A sealed key file of the office's folder ("ca/issuing.key"), opened with the
 * unlock secret (keyfile.h). FILE_…, KEY_LOCKED.
 */
MUST_USE enum err child_key(
    struct child *c, const char *name, struct secret **ret_key);

/* Step 2 above. CONFIG if there is no such user; FILE_DENIED. */
MUST_USE enum err child_settle(struct child *c);

/* Tell the supervisor that questions are being answered from now on. */
MUST_USE enum err child_ready(struct child *c);

enum child_event_type {
	CHILD_EVENT_NONE,   /* the time was up */
	CHILD_EVENT_STOP,   /* finish what was begun, then return from run */
	CHILD_EVENT_SERVE,  /* fd: somebody who asks questions */
	CHILD_EVENT_ATTACH, /* fd: for the ipc_client that asks peer */
	CHILD_EVENT_LISTEN, /* fd: the listening TCP socket (web, once) */
};
struct child_event {
	enum child_event_type type;
	enum child_kind peer; /* ATTACH */
	uint8_t tag;	      /* SERVE: who it is, to the supervisor */
	int fd;		      /* the caller's; -1 if there is none */
};

/*
 * The next thing the supervisor says; waits at most timeout_ms (< 0: for
 * ever). A supervisor that is gone is CHILD_EVENT_STOP. BAD_MESSAGE.
 */
MUST_USE enum err child_next(
    struct child *c, int timeout_ms, struct child_event *ret_event);

struct child_program {
	enum err (*run)(struct child *c);
};

/* The children, by enum child_kind; NULL run: not in this build. */
extern const struct child_program child_programs[CHILD_COUNT];

/*
 * The whole of `cert-office child`: argv[0] is NAME, argv[1] DIR. Returns the
 * exit status.
 */
int child_main(int argc, char **argv);

#endif
