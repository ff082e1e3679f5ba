/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A blank USB key becomes one that a first issue can use. The application is
 * made with a user PIN that nobody knows, which is then changed to the
 * person's, so that the device no longer calls it initial; the sealed admin
 * PIN is written last. So an application without that file and without
 * containers was cut off, and nothing is lost by making it again.
 */
#include <string.h>

#include "assistant/carrier.h"
#include "base/fault.h"

#define LOCK_WAIT_MS 10000

struct init {
	struct assistant *a;
	const struct token_init_request *r;
	struct token *token;
	struct token_info info;
	struct buf escrow, there; /* what is to be in the file; what is */
};

static void
init_done(struct init *i)
{
	token_free(i->token);
	buf_done(&i->escrow);
	buf_done(&i->there);
}
DEFINE_AUTO_DONE(init)

/* Is there an application, with nothing in it but perhaps the file that was
 * being written? */
static enum err
check_unfinished(struct init *i)
{
	AUTO(token_names) containers = NULL;
	AUTO(token_names) files = NULL;

	TRY(carrier_read_escrow(i->token, &i->there));
	TRY(token_container_names(i->token, &containers));
	TRY(token_files_list(i->token, &files));
	if (i->there.len > 0 || containers->count > 0 || files->count > 1 ||
	    (files->count == 1 &&
		strcmp(files->rows[0], TOKEN_ESCROW_FILE) != 0))
		return ERR_TOKEN_NOT_BLANK;
	return ERR_OK;
}

/* Two PINs that are not kept; the user's serves until the next step. */
static enum err
make_application(struct init *i)
{
	AUTO(secret) admin = NULL;
	AUTO(secret) user = NULL;
	struct token_setup setup = {
	    .device_key = i->r->device_key, .label = i->r->label};
	int left;

	TRY(token_admin_pin_random(i->a->gm, &admin));
	TRY(token_admin_pin_random(i->a->gm, &user));
	setup.admin_pin = secret_bytes(admin);
	setup.user_pin = secret_bytes(user);
	TRY(escrow_seal(i->a->gm, &i->a->key_centre, i->info.serial,
	    setup.admin_pin, &i->escrow));
	TRY(token_set_up(i->token, &setup));
	FAULT_POINT("assistant.token.made");
	assistant_step_of(i->a, &steps_token_init, STEP_PIN);
	TRY(token_change_pin(i->token, setup.user_pin, i->r->pin, &left));
	FAULT_POINT("assistant.token.pin-set");
	return ERR_OK;
}

/* Written, and read again: without it there would be no unlocking. */
static enum err
leave_escrow(struct init *i)
{
	int left;

	assistant_step_of(i->a, &steps_token_init, STEP_ESCROW);
	TRY(token_login(i->token, i->r->pin, &left));
	TRY(token_write_file(
	    i->token, TOKEN_ESCROW_FILE, buf_bytes(&i->escrow)));
	FAULT_POINT("assistant.token.escrow-written");
	buf_truncate(&i->there, 0);
	TRY(carrier_read_escrow(i->token, &i->there));
	return bytes_equal(buf_bytes(&i->there), buf_bytes(&i->escrow))
		   ? ERR_OK
		   : ERR_TOKEN_FAILED;
}

static enum err
set_up(struct init *i)
{
	assistant_step_of(i->a, &steps_token_init, STEP_TOKEN);
	if (!i->info.blank) {
		TRY(check_unfinished(i));
		TRY(token_erase(i->token, i->r->device_key));
	}
	TRY(make_application(i));
	TRY(leave_escrow(i));
	assistant_step_of(i->a, &steps_token_init, STEP_CLEAN);
	return token_get_info(i->token, &i->info);
}

static enum err
find_key(struct init *i)
{
	struct token_entry entry;

	TRY(carrier_look_up(i->a, i->r->carrier, &entry, &i->token));
	i->info = entry.info;
	if (i->info.kind != CARRIER_HARD)
		return ERR_NOT_SUPPORTED;
	return token_pin_check_kind(i->info.kind, i->r->pin);
}

enum err
assistant_token_init(struct assistant *a, const struct token_init_request *r,
    struct token_info *ret_info)
{
	AUTO(file_lock) lock = NULL;
	AUTO_DONE(init)
	i = {.a = a,
	    .r = r,
	    .escrow = BUF(ESCROW_DER_MAX),
	    .there = BUF(ESCROW_DER_MAX)};
	enum err e;

	failure_clear(a);
	TRY(assistant_lock(a, &lock));
	TRY(find_key(&i));
	TRY(assistant_need_office(a));
	TRY(token_lock(i.token, LOCK_WAIT_MS));
	e = set_up(&i);
	a->settled = false;
	token_unlock(i.token);
	TRY(e);
	*ret_info = i.info;
	return ERR_OK;
}
