/* SPDX-License-Identifier: Apache-2.0 */
#include "office/mail/mail_child.h"

#include "base/file.h"
#include "gm/sm2.h"
#include "office/mail/mailer.h"
#include "office/mail/transport_smtp.h"
#include "office/process/ipc_server.h"
#include "office/process/sandbox.h"

static enum err
send_mail(void *self, struct ipc_question *q)
{
	return mail_handle(self, q->content, &q->answer);
}

/* A way out for mails, by what office.conf says, and the files that it needs
 * once the process is shut in. */
struct way {
	const char *folder;
	char path[FILE_PATH_MAX]; /* what folder points to */
	struct smtp *smtp;
	struct mail_transport transport;
	struct sandbox_path paths[4];
	size_t path_count;
};

static void
way_done(struct way *w)
{
	smtp_free(w->smtp);
}
DEFINE_AUTO_DONE(way)

/* It writes mails into the folder, and touches no other file. */
static enum err
open_folder(struct child *c, struct way *w)
{
	TRY(file_path(w->path, c->dir, "outgoing"));
	TRY(file_make_dir(w->path, 0700));
	w->folder = w->path;
	w->transport = mail_transport_folder(&w->folder);
	w->paths[0] = (struct sandbox_path){w->path, SANDBOX_WRITE};
	w->paths[1] = (struct sandbox_path){w->path, SANDBOX_MAKE};
	w->path_count = 2;
	return ERR_OK;
}

/* It resolves names and knows whom to trust: the system's files, read. */
static enum err
open_smtp(struct child *c, struct way *w)
{
	const char *ca = c->config->smtp_ca_file;

	TRY(smtp_new(c->config, &w->smtp));
	w->transport = mail_transport_smtp(w->smtp);
	w->paths[0] = (struct sandbox_path){"/etc", SANDBOX_READ};
	w->paths[1] = (struct sandbox_path){"/usr", SANDBOX_READ};
	w->paths[2] =
	    (struct sandbox_path){"/run/systemd/resolve", SANDBOX_READ};
	w->paths[3] = (struct sandbox_path){ca, SANDBOX_READ};
	w->path_count = ca[0] == '\0' ? 3 : 4;
	return ERR_OK;
}

static enum err
shut_in(const struct way *w)
{
	bool active;

	return sandbox_files(w->paths, w->path_count, &active);
}

/* Answer until the supervisor says stop. */
static enum err
serve(struct child *c, struct mailer *m, const struct way *w)
{
	static const struct ipc_method methods[] = {
	    {.type = IPC_MAIL_SEND,
		.content_max = MAIL_MESSAGE_MAX,
		.finish = send_mail},
	};
	const struct ipc_service service = {
	    .self = m, .methods = methods, .method_count = COUNT(methods)};

	TRY(child_settle(c));
	TRY(shut_in(w));
	TRY(child_ready(c));
	return ipc_serve(c, &service);
}

static enum err
open_key(struct child *c, struct sm2_key **ret_key)
{
	AUTO(secret) scalar = NULL;

	TRY(child_key(c, "mail/mail.key", &scalar));
	return sm2_key_from_scalar(c->gm, secret_bytes(scalar), ret_key);
}

enum err
mail_child_run(struct child *c)
{
	static enum err (*const ways[])(struct child * c, struct way * w) = {
	    [MAIL_FOLDER] = open_folder, [MAIL_SMTP] = open_smtp};
	AUTO(sm2_key) key = NULL;
	AUTO(mailer) m = NULL;
	AUTO_DONE(way) w = {0};
	struct mailer_config config = {.office_name = c->config->name,
	    .origin = c->config->origin,
	    .from_address = c->config->mail_from};

	TRY(open_key(c, &key));
	TRY(ways[c->config->mail_kind](c, &w));
	config.transport = w.transport;
	TRY(mailer_new(c->gm, key, &config, &m));
	return serve(c, m, &w);
}
