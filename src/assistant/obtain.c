/* SPDX-License-Identifier: Apache-2.0 */
#include "assistant/obtain_private.h"

#include <stdio.h>
#include <string.h>

#include "assistant/carrier.h"
#include "base/fault.h"
#include "base/text.h"

enum err
obtaining_init(
    struct assistant *a, const struct carrier_pin *pin, struct obtaining *ret_o)
{
	struct file_lock *lock;

	TRY(assistant_lock(a, &lock));
	*ret_o = (struct obtaining){.a = a, .pin = *pin, .lock = lock};
	journal_init(&ret_o->j);
	return ERR_OK;
}

void
obtaining_done(struct obtaining *o)
{
	token_free(o->token);
	token_free(o->old_token);
	journal_done(&o->j);
	file_lock_free(o->lock);
}

enum err
obtaining_save(struct obtaining *o, enum journal_state state)
{
	o->j.state = state;
	return journal_write(o->a, &o->j);
}

/* --- begin --- */

static enum err
choose_names(struct obtaining *o)
{
	AUTO_DONE(buf) hex = BUF(JOURNAL_KEY_SIZE);
	uint8_t key[ASK_KEY_LEN];

	TRY(random_fill(o->a->random, key, sizeof(key)));
	text_hex(&hex, BYTES_ARRAY(key));
	TRY(buf_status(&hex));
	memcpy(o->j.key, hex.p, hex.len);
	o->j.key[hex.len] = '\0';
	(void)snprintf(
	    o->j.container, sizeof(o->j.container), "cert-%.16s", o->j.key);
	return ERR_OK;
}

/* "SOFT-NEW:HOME/tokens/KEY.token": a file we know, so that we can undo it. */
static enum err
name_new_token(struct obtaining *o)
{
	char name[64], path[FILE_PATH_MAX];

	(void)snprintf(name, sizeof(name), "tokens/%.16s.token", o->j.key);
	TRY(assistant_path(o->a, name, path));
	if (snprintf(o->j.device, sizeof(o->j.device), SOFT_NEW_PREFIX "%s",
		path) >= (int)sizeof(o->j.device))
		return ERR_TOO_LARGE;
	o->j.new_token = true;
	o->j.carrier = CARRIER_SOFT;
	return ERR_OK;
}

/* What a USB key keeps for the office goes with the request. */
static enum err
choose_carrier(struct obtaining *o, const char *carrier)
{
	struct token_info info;

	if (strcmp(carrier, "soft") == 0)
		return name_new_token(o);
	if (o->token == NULL)
		TRY(carrier_open(o->a, carrier, &o->token));
	TRY(carrier_look(o->a, o->token, &info));
	o->j.carrier = info.kind;
	memcpy(o->j.carrier_serial, info.serial, sizeof(info.serial));
	TRY(carrier_check_room(&info));
	if (info.kind == CARRIER_HARD)
		TRY(carrier_read_escrow(o->token, &o->j.escrow));
	return obtaining_need_token(o);
}

static struct token_library *
soft_library(struct assistant *a)
{
	return a->libraries[a->library_count - 1];
}

/* Make the token file. Its random admin PIN goes to the office, sealed, and
 * is then known to nobody. */
static enum err
set_up_new_token(struct obtaining *o)
{
	AUTO(secret) admin_pin = NULL;
	struct token_setup setup = {
	    .user_pin = o->pin.pin, .label = "证书助手"};
	struct token_info info;

	TRY(token_open(soft_library(o->a), o->j.device, &o->token));
	TRY(token_admin_pin_random(o->a->gm, &admin_pin));
	setup.admin_pin = secret_bytes(admin_pin);
	TRY(token_set_up(o->token, &setup));
	o->logged_in = true;
	TRY(token_get_info(o->token, &info));
	memcpy(o->j.carrier_serial, info.serial, sizeof(info.serial));
	return escrow_seal(o->a->gm, &o->a->key_centre, info.serial,
	    setup.admin_pin, &o->j.escrow);
}

static enum err
make_key(struct obtaining *o)
{
	struct sm2_public key;

	assistant_step_of(o->a, &steps_obtain, STEP_TOKEN);
	TRY(assistant_go_on(o->a));
	if (o->j.new_token)
		TRY(set_up_new_token(o));
	assistant_step_of(o->a, &steps_obtain, STEP_KEY);
	TRY(assistant_go_on(o->a));
	TRY(token_container_create(o->token, o->j.container));
	TRY(token_generate(o->token, o->j.container, &key));
	FAULT_POINT("assistant.obtain.key-made");
	return ERR_OK;
}

/* The pair in a carrier that shall be replaced; its PIN is tried now, while
 * nothing has been done. */
static enum err
name_old(struct obtaining *o, const struct holder_pair *old)
{
	struct token *t;

	if (old == NULL)
		return ERR_OK;
	memcpy(o->j.old_carrier, old->token_serial, sizeof(o->j.old_carrier));
	memcpy(o->j.old_container, old->container, sizeof(o->j.old_container));
	return obtaining_old_token(o, &t);
}

enum err
obtaining_begin(struct obtaining *o, const struct obtaining_plan *p)
{
	if (strlen(p->user_name) >= sizeof(o->j.user_name))
		return ERR_TOO_LARGE;
	memcpy(o->j.user_name, p->user_name, strlen(p->user_name) + 1);
	o->j.verb = p->verb;
	TRY(choose_names(o));
	TRY(choose_carrier(o, o->pin.carrier));
	TRY(name_old(o, p->old));
	TRY(obtaining_save(o, JOURNAL_BEGUN));
	o->begun = true;
	FAULT_POINT("assistant.obtain.journalled");
	return make_key(o);
}

/* --- ask --- */

static enum err
make_request(struct obtaining *o, struct signer *signer)
{
	struct name subject = {.country = "CN"};

	memcpy(subject.serial_number, o->j.user_name,
	    sizeof(subject.serial_number));
	memcpy(subject.common_name, o->j.user_name, sizeof(o->j.user_name));
	return csr_make(o->a->gm, &subject, signer, &o->j.csr);
}

static enum err
fill_ask(struct obtaining *o, struct ask *ask)
{
	struct assistant *a = o->a;
	size_t len;

	*ask = (struct ask){.verb = o->j.verb,
	    .carrier = o->j.carrier,
	    .at = clock_now(a->clock)};
	memcpy(ask->user_name, o->j.user_name, sizeof(ask->user_name));
	memcpy(ask->carrier_serial, o->j.carrier_serial,
	    sizeof(ask->carrier_serial));
	TRY(text_unhex(bytes_str(o->j.key), ask->key, sizeof(ask->key), &len));
	TRY(sm3_of(a->gm, buf_bytes(&o->j.csr), ask->request));
	return sm3_of(a->gm, buf_bytes(&o->j.escrow), ask->escrow);
}

enum err
obtaining_ask_by(struct obtaining *o, const struct obtaining_signer *by)
{
	struct token_key key;
	struct signer signer;
	struct ask ask;

	assistant_step_of(o->a, &steps_obtain, STEP_REQUEST);
	TRY(token_key_init(o->token, o->j.container, &key));
	signer = token_signer(&key);
	TRY(make_request(o, &signer));
	TRY(fill_ask(o, &ask));
	TRY(by->sign(by->self, o->a->gm, &ask, &o->j.ask));
	TRY(assistant_go_on(o->a)); /* the last time that it can be undone */
	TRY(obtaining_save(o, JOURNAL_ASKED));
	FAULT_POINT("assistant.obtain.asked");
	return ERR_OK;
}

static enum err
sign_by_evidence(
    void *self, struct gm *gm, const struct ask *ask, struct buf *b)
{
	return ask_sign(gm, ask, self, b);
}

enum err
obtaining_ask(struct obtaining *o, const struct signer *evidence)
{
	struct signer signer = *evidence;

	return obtaining_ask_by(
	    o, &(struct obtaining_signer){sign_by_evidence, &signer});
}
