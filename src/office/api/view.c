/* SPDX-License-Identifier: Apache-2.0 */
#include "office/api/view.h"

#include "base/clock.h"
#include "base/text.h"

json_t *
view_time(int64_t at)
{
	char text[CLOCK_TEXT_SIZE];

	clock_text(at, text);
	return json_string(text);
}

json_t *
view_base64(struct bytes data)
{
	AUTO_DONE(buf) text = BUF((data.len + 2) / 3 * 4 + 1);

	text_base64(&text, data);
	if (buf_status(&text) != ERR_OK)
		return NULL;
	return json_stringn_nocheck((const char *)text.p, text.len);
}

json_t *
view_account(const struct account *a)
{
	return json_pack("{s:s, s:s, s:s, s:s}", "userName", a->user_name,
	    "name", a->name, "kind", record_kind_name(a->kind), "state",
	    account_state_name(a->state));
}

json_t *
view_certificate(const struct certificate *c)
{
	return json_pack("{s:s, s:s, s:s, s:o, s:o, s:s}", "serial", c->serial,
	    "usage", certificate_usage(c), "subject", c->subject, "notBefore",
	    view_time(c->not_before), "notAfter", view_time(c->not_after),
	    "state", certificate_state_name(c->state));
}

json_t *
view_pair(const struct pair *p, json_t *certificates)
{
	return json_pack("{s:s, s:s, s:s, s:s, s:s, s:o}", "id", p->id, "state",
	    pair_state_name(p->state), "verb", ask_verb_name(p->verb),
	    "carrier", carrier_name(p->carrier), "carrierSerial",
	    p->carrier_serial, "certificates", certificates);
}

json_t *
view_authorisation(const struct stored_authorisation *a)
{
	return json_pack("{s:o, s:I}", "expiresAt", view_time(a->not_after),
	    "triesLeft", (json_int_t)a->tries_left);
}

json_t *
view_mailed_code(const char *email, int64_t expires_at)
{
	char shown[MAIL_ADDRESS_SIZE + 3];

	mail_address_hide(email, shown);
	return json_pack(
	    "{s:s, s:o}", "email", shown, "expiresAt", view_time(expires_at));
}

json_t *
view_tries_left(int64_t tries_left)
{
	return tries_left > 0
		   ? json_pack("{s:I}", "triesLeft", (json_int_t)tries_left)
		   : NULL;
}

json_t *
view_change_file(const struct change_file *f)
{
	return json_pack("{s:s, s:s}", "kind", f->kind, "digest", f->digest);
}

json_t *
view_change(const struct change *c, const struct change_file *f)
{
	return json_pack("{s:s, s:s, s:s, s:o, s:s, s:s, s:o, s:o, s:o}", "id",
	    c->id, "kind", change_rules(c->kind)->name, "state",
	    change_state_name(c->state), "fields",
	    change_fields_json(&c->fields), "note", c->note, "reason",
	    c->reason, "file",
	    f->digest[0] == '\0' ? json_null() : view_change_file(f),
	    "createdAt", view_time(c->created_at), "changedAt",
	    view_time(c->changed_at));
}
