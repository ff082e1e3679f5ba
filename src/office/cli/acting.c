/* SPDX-License-Identifier: Apache-2.0 */
#include "office/cli/acting.h"

#include "office/pairs/certificate.h"

void
acting_done(struct acting *a)
{
	staff_signer_free(a->signer);
	workspace_done(&a->workspace);
}

/* Is their certificate still good? The ca process asks again, but not every
 * act is shown to it. */
static enum err
check_standing(struct db *db, void *arg)
{
	const struct acting *a = arg;
	struct certificate_status status;
	char serial[CERT_SERIAL_TEXT_SIZE];
	struct cert cert;
	enum err e;

	TRY(cert_parse(a->actor.certificate, &cert));
	cert_serial_text(&cert.serial, serial);
	e = certificate_status(db, serial, &status);
	if (e == ERR_NOT_FOUND)
		return ERR_CERT_UNKNOWN;
	TRY(e);
	return status.state == CERTIFICATE_VALID ? ERR_OK : ERR_CERT_REVOKED;
}

enum err
acting_begin(struct acting *a, enum staff_role role)
{
	TRY(workspace_open(a->call, &a->workspace));
	TRY(staff_signer_open(
	    a->call, a->workspace.gm, &a->by, role, &a->signer));
	a->actor = (struct actor){.name = staff_signer_name(a->signer),
	    .role = staff_signer_role(a->signer),
	    .certificate = staff_signer_certificate(a->signer),
	    .signer = staff_signer_signer(a->signer)};
	return store_read(a->workspace.store, check_standing, a);
}

enum err
acting_on_each(struct acting *a,
    enum err (*one)(struct acting *a, const char *thing, json_t **ret_json))
{
	json_t *list = json_array(), *result = NULL;
	enum err e = ERR_OK;

	for (size_t i = 0; e == ERR_OK && a->things[i] != NULL; i++) {
		e = one(a, a->things[i], &result);
		if (e == ERR_OK && json_array_append_new(list, result) != 0)
			e = ERR_NOMEM;
		if (e != ERR_OK && e != ERR_FIELD_INVALID &&
		    a->call->detail[0] == '\0')
			verb_detail(a->call, "%s", a->things[i]);
	}
	if (e == ERR_OK && a->call->json)
		return print_json(a->call, list);
	json_decref(list);
	return e;
}

enum err
acting_explain(struct verb_call *c, enum err e)
{
	if (e == ERR_FIELD_INVALID && c->detail[0] == '\0')
		verb_detail(c, "%s",
		    VERB_SAY(c, "--reason：请填写原因，最多 256 个字符",
			"--reason: say why, in at most 256 characters"));
	return e;
}

static enum err
act_on_all(struct acting *a, const struct acting_rules *r)
{
	TRY(acting_begin(a, r->role));
	TRY(acting_on_each(a, r->one));
	return r->finish == NULL ? ERR_OK : r->finish(a);
}

enum err
acting_run(struct acting *a, const struct acting_rules *r)
{
	const struct verb_option options[] = {ACTING_OPTIONS(a)};
	size_t count = COUNT(options) - (r->reason ? 0 : 1);
	enum err e;

	TRY(verb_read(
	    a->call, options, count, a->things, 1, VERB_ARGUMENTS_MAX));
	e = act_on_all(a, r);
	acting_done(a);
	return acting_explain(a->call, e);
}
