/* SPDX-License-Identifier: Apache-2.0 */
/* First contact with an office, and recognising it ever after. */
#include <string.h>

#include "assistant/office.h"
#include "base/text.h"

/* SM3 of the root, as the settings keep it. */
static enum err
fingerprint(struct assistant *a, struct bytes root, char out[2 * SM3_LEN + 1])
{
	AUTO_DONE(buf) hex = BUF(2 * SM3_LEN);
	uint8_t digest[SM3_LEN];

	TRY(sm3_of(a->gm, root, digest));
	text_hex(&hex, BYTES_ARRAY(digest));
	TRY(buf_status(&hex));
	memcpy(out, hex.p, hex.len);
	out[hex.len] = '\0';
	return ERR_OK;
}

static enum err
check_pin(struct assistant *a, struct bytes root, bool *ret_pinned)
{
	const char *known = a->settings.value[SETTING_ROOT];
	char now[2 * SM3_LEN + 1];

	TRY(fingerprint(a, root, now));
	*ret_pinned = false;
	if (strcmp(known, now) == 0)
		return ERR_OK;
	if (*known != '\0')
		return ERR_OFFICE_CHANGED;
	TRY(settings_set(&a->settings, SETTING_ROOT, now));
	*ret_pinned = true;
	return ERR_OK;
}

/* All three certificates belong together and are good at this time. */
static enum err
check_chain(struct assistant *a, const struct office_info *i)
{
	int64_t now = clock_now(a->clock);
	struct cert root, issuing, key_centre;

	if (cert_parse(buf_bytes(&i->root), &root) != ERR_OK ||
	    cert_parse(buf_bytes(&i->issuing), &issuing) != ERR_OK ||
	    cert_parse(buf_bytes(&i->key_centre), &key_centre) != ERR_OK)
		return ERR_OFFICE_ANSWER;
	if (cert_chain_verify(a->gm, &key_centre, &issuing, &root, now) !=
		ERR_OK ||
	    !cert_has_eku(&key_centre, OID_SERVICE_KEY_CENTRE))
		return ERR_OFFICE_UNTRUSTED;
	return ERR_OK;
}

static enum err
check_clock(struct assistant *a, int64_t office_time)
{
	int64_t off = clock_now(a->clock) - office_time;

	return off > CLOCK_SLACK_S || off < -CLOCK_SLACK_S ? ERR_CLOCK_WRONG
							   : ERR_OK;
}

/* Take the certificates over; they were checked. */
static enum err
keep(struct assistant *a, struct office_info *i)
{
	struct buf *const to[] = {
	    &a->root_der, &a->issuing_der, &a->key_centre_der};
	struct buf *const from[] = {&i->root, &i->issuing, &i->key_centre};

	for (size_t n = 0; n < COUNT(to); n++) {
		buf_done(to[n]);
		*to[n] = *from[n];
		buf_init(from[n], 0);
	}
	TRY(cert_parse(buf_bytes(&a->root_der), &a->root));
	TRY(cert_parse(buf_bytes(&a->issuing_der), &a->issuing));
	TRY(cert_parse(buf_bytes(&a->key_centre_der), &a->key_centre));
	memcpy(a->origin, i->origin, sizeof(a->origin));
	a->captcha = i->captcha;
	a->connected = true;
	return ERR_OK;
}

enum err
assistant_connect(struct assistant *a, bool *ret_pinned)
{
	AUTO_DONE(office_info) i = {.root = BUF(0)};

	failure_clear(a);
	assistant_step(a, STEP_CONNECT, 0, 1);
	TRY(office_info_get(a, &i));
	TRY(check_clock(a, i.time));
	TRY(check_chain(a, &i));
	TRY(check_pin(a, buf_bytes(&i.root), ret_pinned));
	TRY(keep(a, &i));
	assistant_step(a, STEP_CONNECT, 1, 1);
	return ERR_OK;
}

enum err
assistant_need_office(struct assistant *a)
{
	bool pinned;

	return a->connected ? ERR_OK : assistant_connect(a, &pinned);
}
