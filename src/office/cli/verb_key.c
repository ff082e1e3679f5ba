/* SPDX-License-Identifier: Apache-2.0 */
#include "base/clock.h"
#include "base/file.h"
#include "office/cli/verbs.h"
#include "office/cli/workspace.h"
#include "office/keycentre/pool.h"
#include "office/process/public_cert.h"

/* The office's own keys: the sealed file, the certificate if it has one. */
static const struct {
	const char *file, *certificate;
} keys[] = {
    {"ca/root.key", "root"},
    {"ca/issuing.key", "issuing"},
    {"ca/audit.key", "audit"},
    {"ca/ocsp.key", "ocsp"},
    {"ca/shared.key", NULL},
    {"keycentre/keycentre.key", "keycentre"},
    {"keycentre/wrap.key", NULL},
    {"mail/mail.key", NULL},
    {"web/ticket.key", NULL},
};

struct key_state {
	const char *file;
	bool here;
	char not_after[CLOCK_TEXT_SIZE]; /* "" without a certificate */
};

static enum err
look_at(const struct verb_call *c, size_t i, struct key_state *k)
{
	AUTO_DONE(public_cert) cert = {0};
	char path[FILE_PATH_MAX];

	*k = (struct key_state){.file = keys[i].file};
	TRY(file_path(path, c->dir, keys[i].file));
	k->here = file_exists(path);
	if (keys[i].certificate == NULL)
		return ERR_OK;
	TRY(public_cert_read(c->dir, keys[i].certificate, &cert));
	clock_text(cert.cert.not_after, k->not_after);
	return ERR_OK;
}

static json_t *
key_json(const struct key_state *k)
{
	return json_pack("{s:s, s:b, s:s*}", "file", k->file, "here", k->here,
	    "certificateNotAfter",
	    k->not_after[0] == '\0' ? NULL : k->not_after);
}

static void
print_key(const struct verb_call *c, const struct key_state *k)
{
	print_row(c, (const struct print_cell[]){{k->file, 26},
			 {k->here ? VERB_SAY(c, "在此", "here")
				  : VERB_SAY(c, "不在此处", "elsewhere"),
			     12},
			 {k->not_after, 0}, {NULL, 0}});
}

static enum err
count_job(struct db *db, void *arg)
{
	return pool_count(db, arg);
}

static void
print_text(const struct verb_call *c, const struct key_state states[],
    const struct pool_statistics *s)
{
	for (size_t i = 0; i < COUNT(keys); i++)
		print_key(c, &states[i]);
	fprintf(c->out,
	    VERB_SAY(c, "密钥池：备用 %lld，预留 %lld，在用 %lld，历史 %lld\n",
		"pool: %lld standby, %lld reserved, %lld in use, "
		"%lld history\n"),
	    (long long)s->standby, (long long)s->reserved, (long long)s->in_use,
	    (long long)s->history);
}

static enum err
print_all_json(const struct verb_call *c, const struct key_state states[],
    const struct pool_statistics *s)
{
	json_t *all = json_array();

	for (size_t i = 0; i < COUNT(keys); i++)
		json_array_append_new(all, key_json(&states[i]));
	return print_json(
	    c, json_pack("{s:o, s:{s:I, s:I, s:I, s:I}}", "keys", all, "pool",
		   "standby", (json_int_t)s->standby, "reserved",
		   (json_int_t)s->reserved, "inUse", (json_int_t)s->in_use,
		   "history", (json_int_t)s->history));
}

enum err
verb_key_status(struct verb_call *c)
{
	AUTO_DONE(workspace) w = {0};
	struct key_state states[COUNT(keys)];
	struct pool_statistics s;

	TRY(verb_read(c, NULL, 0, NULL, 0, 0));
	TRY(workspace_open(c, &w));
	for (size_t i = 0; i < COUNT(keys); i++)
		TRY(look_at(c, i, &states[i]));
	TRY(store_read(w.store, count_job, &s));
	if (c->json)
		return print_all_json(c, states, &s);
	print_text(c, states, &s);
	return ERR_OK;
}
