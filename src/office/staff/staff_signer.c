/* SPDX-License-Identifier: Apache-2.0 */
#include "office/staff/staff_signer.h"

#include <stdlib.h>
#include <string.h>

#include "office/staff/pin_entry.h"
#include "office/staff/staff_token.h"

struct staff_signer {
	struct staff_token *token;
	struct buf der;
	struct cert cert; /* borrows from der */
	struct name subject;
};

/* The token and the file with its PIN (or ask for it). */
struct places {
	char token[FILE_PATH_MAX], pin[FILE_PATH_MAX];
	const char *pin_file; /* NULL: ask */
};

/* A token that a person brought has no PIN beside it. */
static enum err
find_places(
    const char *dir, const struct staff_signer_options *o, struct places *p)
{
	p->pin_file = o->pin_file;
	if (o->token != NULL) {
		if (realpath(o->token, p->token) == NULL)
			return ERR_TOKEN_MISSING;
		return ERR_OK;
	}
	TRY(staff_token_path(dir, o->as, p->token));
	if (!file_exists(p->token))
		return ERR_STAFF_UNKNOWN;
	TRY(staff_pin_path(dir, o->as, p->pin));
	if (p->pin_file == NULL && file_exists(p->pin))
		p->pin_file = p->pin;
	return ERR_OK;
}

static enum err
log_in(struct verb_call *call, struct gm *gm,
    const struct staff_signer_options *o, struct staff_signer *s)
{
	AUTO(secret) pin = NULL;
	struct places p;
	int tries = TOKEN_TRIES_UNKNOWN;
	enum err err;

	TRY(find_places(call->dir, o, &p));
	TRY(pin_entry_read(call,
	    &(struct pin_entry){.file = p.pin_file, .whose = o->as}, &pin));
	err =
	    staff_token_open(gm, p.token, secret_bytes(pin), &tries, &s->token);
	if (err == ERR_PIN_WRONG && tries >= 0)
		verb_detail(call,
		    VERB_SAY(call, "还可再试 %d 次", "%d tries left"), tries);
	return err;
}

/* Who it is says the certificate, not the command line. */
static enum err
read_certificate(struct verb_call *call, const char *as, struct staff_signer *s)
{
	buf_init(&s->der, CERT_DER_MAX);
	TRY(staff_token_read_cert(s->token, &s->der));
	TRY(cert_parse(buf_bytes(&s->der), &s->cert));
	TRY(name_parse(s->cert.subject, &s->subject));
	if (strcmp(s->subject.serial_number, as) != 0) {
		verb_detail(call,
		    VERB_SAY(call, "证书属于 %s", "the certificate is of %s"),
		    s->subject.serial_number);
		return ERR_STAFF_UNKNOWN;
	}
	return ERR_OK;
}

static enum err
check_role(
    struct verb_call *call, const struct staff_signer *s, enum staff_role role)
{
	enum staff_role has = staff_role_of(&s->cert);

	if (has != ROLE_NONE && (role == ROLE_NONE || role == has))
		return ERR_OK;
	verb_detail(call, VERB_SAY(call, "%s 的角色是 %s", "%s is %s"),
	    s->subject.serial_number,
	    has == ROLE_NONE ? "-" : staff_role_name(has));
	return ERR_STAFF_ROLE;
}

enum err
staff_signer_open(struct verb_call *call, struct gm *gm,
    const struct staff_signer_options *o, enum staff_role role,
    struct staff_signer **ret_s)
{
	AUTO(staff_signer) s = calloc(1, sizeof(*s));
	enum err err;

	if (s == NULL)
		return ERR_NOMEM;
	if (o->as == NULL) {
		verb_detail(call, "%s",
		    VERB_SAY(call, "请用 --as 指明经办人",
			"say who acts: --as NAME"));
		return ERR_USAGE;
	}
	err = log_in(call, gm, o, s);
	if (err == ERR_STAFF_UNKNOWN || err == ERR_BAD_TEXT) {
		verb_detail(call, "%s", o->as);
		return ERR_STAFF_UNKNOWN;
	}
	TRY(err);
	TRY(read_certificate(call, o->as, s));
	TRY(check_role(call, s, role));
	*ret_s = TAKE(s);
	return ERR_OK;
}

const char *
staff_signer_name(const struct staff_signer *s)
{
	return s->subject.serial_number;
}

struct bytes
staff_signer_certificate(const struct staff_signer *s)
{
	return buf_bytes(&s->der);
}

enum staff_role
staff_signer_role(const struct staff_signer *s)
{
	return staff_role_of(&s->cert);
}

const struct signer *
staff_signer_signer(const struct staff_signer *s)
{
	return staff_token_signer(s->token);
}

void
staff_signer_free(struct staff_signer *s)
{
	if (s == NULL)
		return;
	staff_token_free(s->token);
	buf_done(&s->der);
	free(s);
}
