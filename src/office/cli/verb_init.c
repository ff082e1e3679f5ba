/* SPDX-License-Identifier: Apache-2.0 */
#include <jansson.h>
#include <string.h>

#include "office/cli/verbs.h"
#include "office/staff/ceremony.h"

struct arguments {
	const char *name, *origin, *store;
	struct ceremony ceremony;
};

static enum err
read_arguments(struct verb_call *c, struct arguments *a)
{
	struct ceremony *m = &a->ceremony;
	const struct verb_option options[] = {{"name", &a->name, NULL},
	    {"origin", &a->origin, NULL}, {"store", &a->store, NULL},
	    {"practice", NULL, &m->practice},
	    {"super-name", &m->super.person, NULL},
	    {"super-csr", &m->super.csr, NULL},
	    {"super-pin-file", &m->super.pin_file, NULL},
	    {"audit-admin-name", &m->audit_admin.person, NULL},
	    {"audit-admin-csr", &m->audit_admin.csr, NULL},
	    {"audit-admin-pin-file", &m->audit_admin.pin_file, NULL}};

	TRY(verb_read(c, options, COUNT(options), NULL, 0, 0));
	if (m->practice &&
	    (m->super.csr != NULL || m->audit_admin.csr != NULL)) {
		verb_detail(c, "%s",
		    VERB_SAY(c, "练习用的机构自己生成所有证书",
			"a practice office makes all its tokens itself"));
		return ERR_USAGE;
	}
	return ERR_OK;
}

static bool
put(char *out, const char *value)
{
	size_t len = strlen(value);

	if (len >= CONFIG_TEXT_SIZE)
		return false;
	memcpy(out, value, len + 1);
	return true;
}

/* The settings as they will stand in the file, checked by reading them. */
static enum err
make_config(
    struct verb_call *c, const struct arguments *a, struct office_config *ret)
{
	AUTO_DONE(buf) text = BUF(CONFIG_FILE_MAX);
	AUTO_DONE(buf) again = BUF(CONFIG_FILE_MAX);
	struct office_config config;

	office_config_defaults(&config);
	if (!put(config.name, a->name == NULL ? "证书中心" : a->name) ||
	    !put(config.origin,
		a->origin == NULL ? "http://127.0.0.1:8443" : a->origin) ||
	    (a->store != NULL && !put(config.store, a->store)))
		return ERR_TOO_LARGE;
	office_config_write(&text, &config);
	TRY(buf_status(&text));
	TRY(office_config_parse(buf_bytes(&text), ret, c->detail));
	office_config_write(&again, ret);
	TRY(buf_status(&again));
	if (!bytes_equal(buf_bytes(&text), buf_bytes(&again))) {
		verb_detail(c, "%s",
		    VERB_SAY(c, "名称、网址或数据库中有不能写入配置的字符",
			"name, origin or store has characters that office.conf "
			"cannot hold"));
		return ERR_USAGE;
	}
	return ERR_OK;
}

static void
print_done(const struct verb_call *c, bool practice)
{
	if (c->json) {
		json_t *answer = json_pack(
		    "{s:s, s:b}", "dir", c->dir, "practice", practice);

		json_dumpf(answer, c->out, JSON_INDENT(2));
		fputc('\n', c->out);
		json_decref(answer);
		return;
	}
	fprintf(c->out,
	    VERB_SAY(c,
		"完成：%s\n"
		"请把 ca/root.key 移到离线介质保存，并妥善保管 unlock 文件。\n"
		"启动服务：cert-office serve %s\n",
		"Done: %s\n"
		"Move ca/root.key to a medium that is kept offline, and keep "
		"the "
		"file unlock safe.\n"
		"To start the office: cert-office serve %s\n"),
	    c->dir, c->dir);
}

enum err
verb_init(struct verb_call *c)
{
	struct arguments a = {0};
	struct office_config config;

	TRY(read_arguments(c, &a));
	TRY(make_config(c, &a, &config));
	a.ceremony.config = &config;
	TRY(ceremony_hold(c, &a.ceremony));
	print_done(c, a.ceremony.practice);
	return ERR_OK;
}
