/* SPDX-License-Identifier: Apache-2.0 */
#include "office/api/web_child.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/file.h"
#include "base/log.h"
#include "office/api/api.h"
#include "office/audit/audit.h"
#include "office/http/server.h"
#include "office/jobs/jobs.h"
#include "office/process/sandbox.h"

/* All that the process has, in the order in which it is made. */
struct process {
	struct child *child;
	struct secret *ticket_key;
	struct authority authority;
	struct store *store;
	struct ipc_client *ca, *keycentre, *mail;
	struct web web;
	struct server *server;
};

static void
process_done(struct process *p)
{
	server_stop(p->server);
	jobs_stop(p->web.jobs);
	workers_free(p->web.workers);
	ipc_client_free(p->mail);
	ipc_client_free(p->keycentre);
	ipc_client_free(p->ca);
	store_free(p->store);
	authority_done(&p->authority);
	secret_free(p->ticket_key);
}
DEFINE_AUTO_DONE(process)

static enum err
open_store(struct process *p)
{
	const struct child *c = p->child;
	char where[FILE_PATH_MAX];

	TRY(office_config_store(c->config, c->dir, where, sizeof(where)));
	return store_open(where, &p->store);
}

/*
 * SQLite's files beside the database. They must be there before the door is
 * shut, for rights are to files, and be opened after it, for the store has a
 * thread of its own: so they are made empty, which SQLite takes for new.
 */
static enum err
make_store_file(const char *dir, const char *name)
{
	char path[FILE_PATH_MAX];
	enum err err;

	TRY(file_path(path, dir, name));
	err = file_create(path, BYTES_NONE, 0600);
	return err == ERR_FILE_EXISTS ? ERR_OK : err;
}

/* Keep to the database, the published list and what libraries read. */
static enum err
shut_in(const struct child *c)
{
	char db[FILE_PATH_MAX], wal[FILE_PATH_MAX], shm[FILE_PATH_MAX];
	char public[FILE_PATH_MAX];
	const struct sandbox_path paths[] = {
	    {db, SANDBOX_WRITE},
	    {wal, SANDBOX_WRITE},
	    {shm, SANDBOX_WRITE},
	    {public, SANDBOX_WRITE},
	    {public, SANDBOX_MAKE},
	    {"/etc", SANDBOX_READ},
	    {"/usr", SANDBOX_READ},
	    {"/var/cache/fontconfig", SANDBOX_READ},
	};
	bool active;

	if (strcmp(c->config->store, "sqlite") == 0) {
		TRY(make_store_file(c->dir, "office.db-wal"));
		TRY(make_store_file(c->dir, "office.db-shm"));
	}
	TRY(file_path(db, c->dir, "office.db"));
	TRY(file_path(wal, c->dir, "office.db-wal"));
	TRY(file_path(shm, c->dir, "office.db-shm"));
	TRY(file_path(public, c->dir, "public"));
	return sandbox_files(paths, COUNT(paths), &active);
}

static enum err
make_web(struct process *p)
{
	TRY(ipc_client_new(&p->ca));
	TRY(ipc_client_new(&p->keycentre));
	TRY(ipc_client_new(&p->mail));
	p->web = (struct web){
	    .office = {.config = p->child->config,
		.authority = &p->authority,
		.store = p->store,
		.ca = p->ca,
		.keycentre = p->keycentre,
		.mail = p->mail,
		.clock = clock_system(),
		.random = random_system()},
	    .ticket_key = secret_bytes(p->ticket_key),
	    .routes = api_routes,
	};
	return workers_new(p->web.ticket_key,
	    &p->authority.cert[AUTHORITY_ISSUING], &p->web.workers);
}

static enum err
note_start(struct db *db, void *arg)
{
	const struct process *p = arg;

	return audit_add(p->child->gm, db,
	    &(struct audit_event){.at = clock_now(p->web.office.clock),
		.actor = "system",
		.event = AUDIT_OFFICE_STARTED,
		.about = CERT_VERSION});
}

static enum err
prepare(struct process *p)
{
	struct child *c = p->child;

	TRY(child_key(c, "web/ticket.key", &p->ticket_key));
	TRY(authority_load(c->gm, c->dir, &p->authority));
	TRY(child_settle(c));
	TRY(shut_in(c));
	TRY(open_store(p));
	TRY(make_web(p));
	TRY(store_write(p->store, note_start, p));
	TRY(jobs_start(&p->web.office, c->dir, &p->web.jobs));
	return child_ready(c);
}

static bool
is_loopback(int fd)
{
	union {
		struct sockaddr any;
		struct sockaddr_in v4;
		struct sockaddr_in6 v6;
	} a = {.any = {0}};
	socklen_t len = sizeof(a);

	if (getsockname(fd, &a.any, &len) != 0)
		return false;
	if (a.any.sa_family == AF_INET)
		return ntohl(a.v4.sin_addr.s_addr) >> 24 == 127;
	return a.any.sa_family == AF_INET6 &&
	       IN6_IS_ADDR_LOOPBACK(&a.v6.sin6_addr);
}

static enum err
listen_on(struct process *p, int fd)
{
	if (!p->child->config->captcha && !is_loopback(fd)) {
		close(fd);
		return ERR_CAPTCHA_OFF_EXPOSED;
	}
	return server_start(&p->web, fd, &p->server);
}

static enum err
attach(struct process *p, enum child_kind peer, int fd)
{
	struct ipc_client *c = peer == CHILD_CA		 ? p->ca
			       : peer == CHILD_KEYCENTRE ? p->keycentre
			       : peer == CHILD_MAIL	 ? p->mail
							 : NULL;

	if (c == NULL) {
		close(fd);
		return ERR_OK;
	}
	return ipc_client_attach(c, fd);
}

/* Do as the supervisor says until it says stop. */
static enum err
serve(struct process *p)
{
	for (;;) {
		struct child_event event = {.type = CHILD_EVENT_NONE};

		TRY(child_next(p->child, -1, &event));
		switch (event.type) {
		case CHILD_EVENT_STOP:
			return ERR_OK;
		case CHILD_EVENT_ATTACH:
			TRY(attach(p, event.peer, event.fd));
			break;
		case CHILD_EVENT_LISTEN:
			TRY(listen_on(p, event.fd));
			break;
		case CHILD_EVENT_SERVE: /* nobody asks web by messages */
			close(event.fd);
			break;
		case CHILD_EVENT_NONE:
			break;
		}
	}
}

enum err
web_child_run(struct child *c)
{
	AUTO_DONE(process) p = {.child = c};

	TRY(prepare(&p));
	return serve(&p);
}
