/* SPDX-License-Identifier: Apache-2.0 */
#include "office/mail/mail_child.h"

#include "base/file.h"
#include "gm/sm2.h"
#include "office/mail/mailer.h"
#include "office/process/ipc_server.h"
#include "office/process/sandbox.h"

static enum err
send_mail(void *self, struct ipc_question *q)
{
	return mail_handle(self, q->content, &q->answer);
}

/* It writes mails into the folder, and touches no other file. */
static enum err
shut_in(const char *folder)
{
	const struct sandbox_path paths[] = {
	    {folder, SANDBOX_WRITE}, {folder, SANDBOX_MAKE}};
	bool active;

	return sandbox_files(paths, COUNT(paths), &active);
}

/* Answer until the supervisor says stop. */
static enum err
serve(struct child *c, struct mailer *m, const char *folder)
{
	static const struct ipc_method methods[] = {
	    {.type = IPC_MAIL_SEND,
		.content_max = MAIL_MESSAGE_MAX,
		.finish = send_mail},
	};
	const struct ipc_service service = {
	    .self = m, .methods = methods, .method_count = COUNT(methods)};

	TRY(child_settle(c));
	TRY(shut_in(folder));
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
	AUTO(sm2_key) key = NULL;
	AUTO(mailer) m = NULL;
	char path[FILE_PATH_MAX];
	const char *folder = path;
	struct mailer_config config = {.office_name = c->config->name,
	    .origin = c->config->origin,
	    .from_address = c->config->mail_from,
	    .transport = mail_transport_folder(&folder)};

	if (c->config->mail_kind != MAIL_FOLDER)
		return ERR_NOT_SUPPORTED;
	TRY(open_key(c, &key));
	TRY(file_path(path, c->dir, "outgoing"));
	TRY(file_make_dir(path, 0700));
	TRY(mailer_new(c->gm, key, &config, &m));
	return serve(c, m, folder);
}
