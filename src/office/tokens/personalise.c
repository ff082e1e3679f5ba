/* SPDX-License-Identifier: Apache-2.0 */
#include "office/tokens/personalise.h"

#include <stdio.h>
#include <string.h>

#include "base/fault.h"
#include "office/audit/audit.h"
#include "office/pairs/escrow.h"
#include "office/tokens/letter.h"
#include "office/tokens/paper.h"

#define LOCK_MS 5000

/* One under way. */
struct work {
	const struct desk *desk;
	struct token *token;
	bool held; /* other programs are kept off it */
	struct token_info info;
	struct personalised *p; /* what is told of it */
	bool known;		/* row is what the store had */
	struct token_row row;	/* that, then what shall be */
	struct secret *admin_pin, *device_key;
};

static void
work_done(struct work *w)
{
	if (w->held)
		token_unlock(w->token);
	token_free(w->token);
	token_row_done(&w->row);
	secret_free(w->admin_pin);
	secret_free(w->device_key);
}
DEFINE_AUTO_DONE(work)

/* --- what is there --- */

static enum err
look_up(struct db *db, void *arg)
{
	struct work *w = arg;
	enum err e = token_row_get(db, w->info.serial, &w->row);

	w->known = e == ERR_OK;
	return e == ERR_NOT_FOUND ? ERR_OK : e;
}

/* Did we begin with it, and not come to the end? */
static bool
is_half_made(const struct work *w)
{
	return w->known && w->row.state == TOKEN_ROW_INTENDED;
}

enum err
personalise_wants(
    struct office *office, const struct token_info *info, bool *ret_wants)
{
	AUTO_DONE(work) w = {.info = *info};

	if (!info->blank)
		TRY(store_read(office->store, look_up, &w));
	*ret_wants = info->blank || is_half_made(&w);
	return ERR_OK;
}

/* Whoever has applications on a key without ours manages it: its device key is
 * theirs. */
static enum err
check_nobodys(struct work *w)
{
	AUTO(token_names) names = NULL;
	enum err e = token_applications_list(w->token, &names);

	if (e == ERR_NOT_SUPPORTED)
		return ERR_OK;
	TRY(e);
	return names->count == 0 || is_half_made(w) ? ERR_OK
						    : ERR_TOKEN_NOT_BLANK;
}

/* The application is the one that the row was written for: so the file says
 * that is made right after it. */
static enum err
check_ours(struct work *w)
{
	AUTO_DONE(buf) escrow = BUF(ESCROW_DER_MAX);
	enum err e = token_read_file(w->token, TOKEN_ESCROW_FILE, &escrow);

	if (e == ERR_FILE_MISSING || e == ERR_TOO_LARGE)
		return ERR_TOKEN_NOT_BLANK;
	TRY(e);
	return bytes_equal(buf_bytes(&escrow), buf_bytes(&w->row.sealed_pin))
		   ? ERR_OK
		   : ERR_TOKEN_NOT_BLANK;
}

static enum err
check_no_container(struct work *w)
{
	AUTO(token_containers) containers = NULL;

	TRY(token_containers_list(w->token, &containers));
	return containers->count == 0 ? ERR_OK : ERR_TOKEN_NOT_BLANK;
}

/* A device key that was not tried before would tell nothing by being wrong. */
static enum err
check_same_old_key(struct work *w)
{
	char digest[2 * SM3_LEN + 1];

	TRY(token_row_old_key(
	    w->desk->gm, w->info.serial, w->desk->device_key, digest));
	return strcmp(digest, w->row.old_key) == 0 ? ERR_OK
						   : ERR_DEVICE_KEY_WRONG;
}

/* A key with our application. *ret_locked: with its own device key already, so
 * that all was done but the row. Else it is blank afterwards. */
static enum err
clear_half_made(struct work *w, bool *ret_locked)
{
	enum err e;

	if (!is_half_made(w))
		return ERR_TOKEN_NOT_BLANK;
	TRY(check_no_container(w));
	TRY(check_same_old_key(w));
	e = token_erase(w->token, w->desk->device_key);
	*ret_locked = e == ERR_DEVICE_KEY_WRONG;
	return *ret_locked ? check_ours(w) : e;
}

static enum err
clear_way(struct work *w, bool *ret_locked)
{
	*ret_locked = false;
	if (!w->info.blank)
		return clear_half_made(w, ret_locked);
	TRY(check_nobodys(w));
	return token_check_device_key(w->token, w->desk->device_key);
}

/* --- 1: what shall be --- */

static enum err
make_secrets(struct work *w)
{
	const struct cert *centre =
	    &w->desk->office->authority->cert[AUTHORITY_KEY_CENTRE];
	struct gm *gm = w->desk->gm;

	TRY(token_admin_pin_random(gm, &w->admin_pin));
	TRY(secret_new(ESCROW_DEVICE_KEY_LEN, &w->device_key));
	TRY(gm_random(gm, secret_data(w->device_key), ESCROW_DEVICE_KEY_LEN));
	TRY(escrow_seal(gm, centre, w->row.serial, secret_bytes(w->admin_pin),
	    &w->row.sealed_pin));
	return escrow_seal_device_key(gm, centre, w->row.serial,
	    secret_bytes(w->device_key), &w->row.sealed_key);
}

static enum err
fill_row(struct work *w, enum carrier_kind kind, const char *label)
{
	const struct desk *d = w->desk;
	int64_t now = clock_now(d->office->clock);
	struct token_row row = {.kind = kind,
	    .user_pin = d->letters != NULL ? HANDOVER_LETTER : HANDOVER_INITIAL,
	    .sealed_pin = BUF(ESCROW_DER_MAX),
	    .sealed_key = BUF(ESCROW_DER_MAX),
	    .state = TOKEN_ROW_INTENDED,
	    .created_at = now,
	    .changed_at = now};

	memcpy(row.serial, w->info.serial, sizeof(row.serial));
	memcpy(row.label, w->info.label, sizeof(row.label));
	if (label != NULL)
		snprintf(row.label, sizeof(row.label), "%.*s",
		    (int)sizeof(row.label) - 1, label);
	snprintf(row.staff, sizeof(row.staff), "%s", d->actor->name);
	snprintf(row.batch, sizeof(row.batch), "%s", d->batch);
	token_row_done(&w->row);
	w->row = row;
	TRY(token_row_old_key(
	    d->gm, w->row.serial, d->device_key, w->row.old_key));
	return make_secrets(w);
}

struct intent {
	struct work *work;
	struct buf order, signed_der;
};

static void
intent_done(struct intent *i)
{
	buf_done(&i->order);
	buf_done(&i->signed_der);
}
DEFINE_AUTO_DONE(intent)

static enum err
sign(struct intent *i)
{
	const struct desk *d = i->work->desk;
	const struct token_row *row = &i->work->row;
	struct act act = {.verb = ACT_PERSONALISE, .at = row->created_at};
	struct token_order order;

	TRY(token_row_order(d->gm, row, &order));
	token_order_encode(&i->order, &order);
	TRY(buf_status(&i->order));
	TRY(sm3_of(d->gm, buf_bytes(&i->order), act.object));
	snprintf(act.note, sizeof(act.note), "%s", d->batch);
	return act_sign(d->gm, &act, d->actor->certificate, d->actor->signer,
	    &i->signed_der);
}

static enum err
write_intent(struct db *db, void *arg)
{
	struct intent *i = arg;
	struct token_row *row = &i->work->row;

	TRY(act_add(i->work->desk->gm, db,
	    &(struct act_entry){.about = row->serial,
		.verb = ACT_PERSONALISE,
		.staff = row->staff,
		.record = buf_bytes(&i->order),
		.signed_der = buf_bytes(&i->signed_der),
		.at = row->created_at},
	    row->act));
	return token_row_put(db, row);
}

static enum err
intend(struct work *w, enum carrier_kind kind, const char *label)
{
	AUTO_DONE(intent)
	i = {.work = w,
	    .order = BUF(TOKEN_ORDER_DER_MAX),
	    .signed_der = BUF(SIGNED_ACT_DER_MAX)};

	TRY(fill_row(w, kind, label));
	TRY(sign(&i));
	TRY(store_write(w->desk->office->store, write_intent, &i));
	w->p->intended = true;
	memcpy(w->p->label, w->row.label, sizeof(w->p->label));
	FAULT_POINT("office.token.intended");
	return ERR_OK;
}

/* --- 2 and 3: the application, and who may use it --- */

static enum err
set_up(struct work *w, struct bytes user_pin)
{
	const struct token_setup setup = {
	    .admin_pin = secret_bytes(w->admin_pin),
	    .user_pin = user_pin,
	    .device_key = w->desk->device_key,
	    .label = w->row.label[0] == '\0' ? NULL : w->row.label};

	TRY(token_set_up(w->token, &setup));
	FAULT_POINT("office.token.made");
	TRY(token_write_file(
	    w->token, TOKEN_ESCROW_FILE, buf_bytes(&w->row.sealed_pin)));
	FAULT_POINT("office.token.escrowed");
	return ERR_OK;
}

/* Digits that nobody mistakes for each other; each has three bits. */
static enum err
random_pin(struct gm *gm, struct secret **ret_pin)
{
	static const char digits[8] = {'2', '3', '4', '5', '6', '7', '8', '9'};
	AUTO(secret) pin = NULL;
	uint8_t *p;

	TRY(secret_new(PERSONALISE_PIN_LEN, &pin));
	p = secret_data(pin);
	TRY(gm_random(gm, p, PERSONALISE_PIN_LEN));
	for (size_t i = 0; i < PERSONALISE_PIN_LEN; i++)
		p[i] = (uint8_t)digits[p[i] % sizeof(digits)];
	*ret_pin = TAKE(pin);
	return ERR_OK;
}

static enum err
write_letter(struct work *w, struct bytes pin)
{
	char path[FILE_PATH_MAX];
	const struct letter l = {.office = w->desk->office->config->name,
	    .serial = w->row.serial,
	    .label = w->row.label,
	    .pin = pin,
	    .at = w->row.created_at};

	TRY(letter_path(w->desk->letters, w->row.serial, path));
	TRY(letter_write(&l, path));
	memcpy(w->p->letter, path, sizeof(path));
	FAULT_POINT("office.token.lettered");
	return ERR_OK;
}

/* A PIN that was changed is not initial any more: the one in the letter counts
 * at once. */
static enum err
set_up_by_letter(struct work *w)
{
	AUTO(secret) interim = NULL;
	AUTO(secret) pin = NULL;
	int tries;

	TRY(token_admin_pin_random(w->desk->gm, &interim));
	TRY(random_pin(w->desk->gm, &pin));
	TRY(set_up(w, secret_bytes(interim)));
	TRY(token_change_pin(
	    w->token, secret_bytes(interim), secret_bytes(pin), &tries));
	FAULT_POINT("office.token.pin-set");
	return write_letter(w, secret_bytes(pin));
}

/* The key itself is to keep anybody from using it with this PIN. */
static enum err
set_up_initial(struct work *w)
{
	struct token_info info;

	TRY(set_up(w, w->desk->initial_pin));
	TRY(token_get_info(w->token, &info));
	return info.pin_initial ? ERR_OK : ERR_NOT_SUPPORTED;
}

/* --- 4 and 5 --- */

static enum err
lock_away(struct work *w)
{
	TRY(token_change_device_key(
	    w->token, w->desk->device_key, secret_bytes(w->device_key)));
	FAULT_POINT("office.token.keyed");
	return token_logout(w->token);
}

/* What may have been deposited for the carrier is of an application that is no
 * more. */
static enum err
write_ready(struct db *db, void *arg)
{
	const struct work *w = arg;
	const struct token_row *row = &w->row;
	char actor[80];

	TRY(token_row_ready(db, row->serial, row->act, w->p->at));
	TRY(escrow_forget(db, row->serial));
	snprintf(actor, sizeof(actor), "staff:%s", w->desk->actor->name);
	return audit_add(w->desk->gm, db,
	    &(struct audit_event){.at = w->p->at,
		.actor = actor,
		.event = AUDIT_TOKEN_READY,
		.about = row->serial,
		AUDIT_DETAILS({"act", row->act}, {"label", row->label},
		    {"userPin", token_handover_name(row->user_pin)})});
}

static enum err
make(struct work *w, enum carrier_kind kind, const char *label)
{
	TRY(intend(w, kind, label));
	if (w->desk->letters != NULL)
		TRY(set_up_by_letter(w));
	else
		TRY(set_up_initial(w));
	return lock_away(w);
}

/* --- the whole --- */

static enum err
check_role(const struct desk *d)
{
	return d->actor->role == ROLE_OPERATOR ? ERR_OK : ERR_STAFF_ROLE;
}

enum err
personalise_check(const struct desk *d, enum carrier_kind kind)
{
	TRY(check_role(d));
	if (d->letters == NULL)
		return token_pin_check_kind(kind, d->initial_pin);
	if (!file_exists(d->letters))
		return ERR_FILE_MISSING;
	return paper_check();
}

/* A name of no device is, to some libraries, one that left. */
static enum err
connect_device(struct work *w, struct token_library *lib, const char *device)
{
	enum err e = token_open(lib, device, &w->token);

	return e == ERR_TOKEN_REMOVED ? ERR_TOKEN_MISSING : e;
}

static enum err
begin(struct work *w, struct token_library *lib, const char *device)
{
	TRY(check_role(w->desk));
	TRY(connect_device(w, lib, device));
	TRY(token_lock(w->token, LOCK_MS));
	w->held = true;
	TRY(token_get_info(w->token, &w->info));
	memcpy(w->p->serial, w->info.serial, sizeof(w->p->serial));
	memcpy(w->p->label, w->info.label, sizeof(w->p->label));
	if (w->info.serial[0] == '\0')
		return ERR_TOKEN_FAILED;
	return store_read(w->desk->office->store, look_up, w);
}

enum err
personalise(const struct desk *d, struct token_library *lib, const char *device,
    const char *label, struct personalised *reterr_p)
{
	AUTO_DONE(work) w = {.desk = d, .p = reterr_p};
	bool locked;

	*reterr_p = (struct personalised){.at = clock_now(d->office->clock)};
	TRY(begin(&w, lib, device));
	TRY(clear_way(&w, &locked));
	if (!locked)
		TRY(make(&w, token_library_kind(lib), label));
	TRY(store_write(d->office->store, write_ready, &w));
	memcpy(reterr_p->label, w.row.label, sizeof(w.row.label));
	reterr_p->user_pin = w.row.user_pin;
	reterr_p->resumed = locked;
	return ERR_OK;
}
