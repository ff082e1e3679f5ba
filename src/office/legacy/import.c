/* SPDX-License-Identifier: Apache-2.0 */
#include "office/legacy/import.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "office/audit/audit.h"
#include "office/registry/ids.h"
#include "pki/name.h"

#define DAY_S 86400
#define PROGRESS_STEP 1000 /* holders */

/* An import under way. */
struct work {
	const struct office *office;
	struct gm *gm;
	const struct actor *actor;
	const struct legacy_import *import;
	int64_t now;
	struct legacy_cert cert;
	char (*ids)[ACCOUNT_ID_SIZE]; /* of the accounts to be */
	struct hash_tree *tree;
	struct legacy_ca ca;
	struct buf order, entry;
};

static void
work_done(struct work *w)
{
	free(w->ids);
	hash_tree_free(w->tree);
	buf_done(&w->order);
	buf_done(&w->entry);
}
DEFINE_AUTO_DONE(work)

static struct work
work_of(struct office *o, struct gm *gm, const struct legacy_import *i)
{
	return (struct work){.office = o,
	    .gm = gm,
	    .import = i,
	    .now = clock_now(o->clock),
	    .order = BUF(MIGRATION_ORDER_DER_MAX),
	    .entry = BUF(SIGNED_ACT_DER_MAX)};
}

/* --- checks --- */

static enum err
check_certificate(struct work *w)
{
	struct legacy_cert *c = &w->cert;
	uint8_t digest[SM3_LEN];

	TRY(legacy_cert_parse(w->import->certificate, c));
	if (!legacy_cert_is_ca(c))
		return ERR_CERT_USAGE;
	if (bytes_equal(c->issuer, c->subject))
		TRY(legacy_cert_verify(w->gm, c, &c->key));
	TRY(sm3_of(w->gm, c->spki, digest));
	ids_hex(BYTES_ARRAY(digest), w->ca.key);
	return ERR_OK;
}

static enum err
check_free(struct db *db, struct work *w, const struct holder *h)
{
	char serial[CERT_SERIAL_TEXT_SIZE];
	struct account taken;
	bool exists;
	enum err e = account_by_user(db, h->form.user_name, &taken);

	if (e == ERR_OK)
		holders_add_problem(
		    w->import->holders, h->line, "userName", "taken");
	else if (e != ERR_NOT_FOUND)
		return e;
	cert_serial_text(&h->serial, serial);
	TRY(legacy_holder_exists(db, w->ca.key, serial, &exists));
	if (exists)
		holders_add_problem(
		    w->import->holders, h->line, "serial", "taken");
	return ERR_OK;
}

static enum err
check_all_free(struct db *db, void *arg)
{
	struct work *w = arg;
	struct holders *h = w->import->holders;

	h->problem_count = 0; /* it may be run again */
	for (size_t i = 0; i < h->count; i++)
		TRY(check_free(db, w, &h->holders[i]));
	return ERR_OK;
}

/* What is wrong with the file itself is told first, and alone. */
static enum err
check(struct work *w)
{
	struct holders *h = w->import->holders;

	TRY(check_certificate(w));
	if (h->problem_count == 0)
		TRY(store_read(w->office->store, check_all_free, w));
	holders_sort_problems(h);
	return h->problem_count == 0 ? ERR_OK : ERR_FIELD_INVALID;
}

enum err
legacy_import_check(
    struct office *o, struct gm *gm, const struct legacy_import *i)
{
	AUTO_DONE(work) w = work_of(o, gm, i);

	return check(&w);
}

/* --- the order --- */

/* The account a holder becomes, approved by the order that names it. */
static enum err
make_account(const struct work *w, size_t index, struct account *ret_a)
{
	struct account a;

	TRY(account_new(w->office->random,
	    &w->import->holders->holders[index].form, w->now, &a));
	memcpy(a.id, w->ids[index], sizeof(a.id));
	a.state = ACCOUNT_APPROVED;
	*ret_a = a;
	return ERR_OK;
}

static enum err
encode_leaf(
    const struct account *a, const struct cert_serial *serial, struct buf *leaf)
{
	AUTO_DONE(buf) der = BUF(RECORD_DER_MAX);
	struct record record;

	account_record(a, &record);
	record_encode(&der, &record);
	TRY(buf_status(&der));
	buf_truncate(leaf, 0);
	migration_holder_encode(leaf, buf_bytes(&der), serial);
	return buf_status(leaf);
}

static enum err
add_leaf(struct work *w, size_t index, struct buf *leaf)
{
	struct account a;

	TRY(ids_random(w->office->random, w->ids[index]));
	TRY(make_account(w, index, &a));
	TRY(encode_leaf(&a, &w->import->holders->holders[index].serial, leaf));
	return hash_tree_add(w->tree, buf_bytes(leaf));
}

static enum err
make_tree(struct work *w, uint8_t ret_root[SM3_LEN])
{
	AUTO_DONE(buf) leaf = BUF(MIGRATION_HOLDER_DER_MAX);
	size_t count = w->import->holders->count;

	w->ids = calloc(count, sizeof(w->ids[0]));
	if (w->ids == NULL)
		return ERR_NOMEM;
	TRY(hash_tree_new(w->gm, &w->tree));
	for (size_t i = 0; i < count; i++)
		TRY(add_leaf(w, i, &leaf));
	return hash_tree_build(w->tree, ret_root);
}

static enum err
make_order(struct work *w)
{
	struct migration_order o = {.issuer = w->cert.spki,
	    .count = (uint32_t)w->import->holders->count,
	    .not_after = w->now + w->import->days * DAY_S};

	TRY(random_fill(w->office->random, o.id, sizeof(o.id)));
	ids_hex(BYTES_ARRAY(o.id), w->ca.id);
	TRY(make_tree(w, o.holders));
	migration_order_encode(&w->order, &o);
	w->ca.holders = o.count;
	w->ca.not_after = o.not_after;
	return buf_status(&w->order);
}

static enum err
sign(struct gm *gm, const struct actor *actor, struct act *a,
    struct bytes order, struct buf *out)
{
	TRY(sm3_of(gm, order, a->object));
	return act_sign(gm, a, actor->certificate, actor->signer, out);
}

/* --- into the store --- */

static enum err
write_holder(
    struct db *db, const struct work *w, size_t index, struct buf *leaf)
{
	const struct holder *h = &w->import->holders->holders[index];
	char serial[CERT_SERIAL_TEXT_SIZE];
	struct hash_path path;
	struct account a;

	TRY(make_account(w, index, &a));
	TRY(encode_leaf(&a, &h->serial, leaf));
	TRY(hash_tree_path(w->tree, (uint32_t)index, &path));
	TRY(account_insert(db, &a));
	cert_serial_text(&h->serial, serial);
	return legacy_holder_insert(
	    db, &(struct legacy_holder_insert){.order = w->ca.id,
		    .account = a.id,
		    .serial = serial,
		    .position = (uint32_t)index,
		    .path = &path,
		    .leaf = buf_bytes(leaf)});
}

static enum err
write_holders(struct db *db, const struct work *w)
{
	AUTO_DONE(buf) leaf = BUF(MIGRATION_HOLDER_DER_MAX);
	const struct legacy_import *i = w->import;

	for (size_t n = 0; n < i->holders->count; n++) {
		if (i->progress != NULL && n % PROGRESS_STEP == 0)
			i->progress(i->self, n, i->holders->count);
		TRY(write_holder(db, w, n, &leaf));
	}
	return ERR_OK;
}

/* The act, and that it was done. */
struct done {
	const struct actor *actor;
	struct gm *gm;
	enum act_verb verb;
	const char *order;
	struct bytes order_der, signed_der;
	int64_t now;
};

static enum err
write_act(struct db *db, const struct done *d)
{
	char actor[80], act[ACT_ID_SIZE];

	TRY(act_insert(d->gm, db,
	    &(struct act_entry){.about = d->order,
		.verb = d->verb,
		.staff = d->actor->name,
		.record = d->order_der,
		.signed_der = d->signed_der,
		.at = d->now},
	    act));
	snprintf(actor, sizeof(actor), "staff:%s", d->actor->name);
	return audit_add(d->gm, db,
	    &(struct audit_event){.at = d->now,
		.actor = actor,
		.event = AUDIT_STAFF_ACT,
		.about = d->order,
		AUDIT_DETAILS({"verb", act_verb_name(d->verb)}, {"act", act},
		    {"of", "legacy"})});
}

static enum err
write_import(struct db *db, void *arg)
{
	const struct work *w = arg;

	TRY(legacy_insert(db, &(struct legacy_insert){.ca = &w->ca,
				  .issuer = w->cert.spki,
				  .certificate = w->import->certificate,
				  .migration = buf_bytes(&w->order),
				  .entry = buf_bytes(&w->entry)}));
	TRY(write_holders(db, w));
	return write_act(
	    db, &(struct done){w->actor, w->gm, ACT_ENTRY, w->ca.id,
		    buf_bytes(&w->order), buf_bytes(&w->entry), w->now});
}

/* The CA's name for people, cut where a column ends. */
static enum err
set_name(struct work *w)
{
	AUTO_DONE(buf) text = BUF(4 * LEGACY_NAME_DER_MAX);

	name_text(&text, w->cert.subject);
	TRY(buf_status(&text));
	while (text.len >= sizeof(w->ca.name) ||
	       (text.len > 0 && (text.p[text.len - 1] & 0xc0) == 0x80 &&
		   text.len == sizeof(w->ca.name) - 1))
		buf_truncate(&text, text.len - 1);
	memcpy(w->ca.name, text.p, text.len);
	w->ca.name[text.len] = '\0';
	return ERR_OK;
}

enum err
legacy_import_do(struct office *o, struct gm *gm, const struct actor *actor,
    const struct legacy_import *i, char ret_id[LEGACY_ID_SIZE])
{
	AUTO_DONE(work) w = work_of(o, gm, i);
	struct act act = {.verb = ACT_ENTRY, .at = w.now};

	if (actor->role != ROLE_OPERATOR)
		return ERR_STAFF_ROLE;
	w.actor = actor;
	TRY(check(&w));
	TRY(set_name(&w));
	snprintf(w.ca.entered_by, sizeof(w.ca.entered_by), "%s", actor->name);
	w.ca.created_at = w.now;
	TRY(make_order(&w));
	TRY(sign(gm, actor, &act, buf_bytes(&w.order), &w.entry));
	TRY(store_write(o->store, write_import, &w));
	memcpy(ret_id, w.ca.id, sizeof(w.ca.id));
	return ERR_OK;
}

/* --- what becomes of it --- */

/* A decision under way. */
struct decision {
	const struct office *office;
	struct gm *gm;
	const struct actor *actor;
	const char *id;
	int64_t now;
	struct legacy_ca ca;
	struct legacy_signed order;
	struct hash_tree *tree;
	struct buf signed_act;
	enum act_verb verb;
};

static void
decision_done(struct decision *d)
{
	legacy_signed_done(&d->order);
	hash_tree_free(d->tree);
	buf_done(&d->signed_act);
}
DEFINE_AUTO_DONE(decision)

static enum err
look_up(struct db *db, void *arg)
{
	struct decision *d = arg;

	TRY(legacy_by_id(db, d->id, &d->ca));
	return legacy_signed_get(db, d->id, &d->order);
}

static enum err
decide(struct decision *d, store_job write)
{
	struct act act = {.verb = d->verb, .at = d->now};

	TRY(sign(d->gm, d->actor, &act, buf_bytes(&d->order.migration),
	    &d->signed_act));
	return store_write(d->office->store, write, d);
}

static struct decision
decision_of(
    struct office *o, struct gm *gm, const struct actor *actor, const char *id)
{
	struct decision d = {.office = o,
	    .gm = gm,
	    .actor = actor,
	    .id = id,
	    .now = clock_now(o->clock),
	    .signed_act = BUF(SIGNED_ACT_DER_MAX)};

	legacy_signed_init(&d.order);
	return d;
}

static enum err
write_decision(struct db *db, const struct decision *d)
{
	return write_act(db, &(struct done){d->actor, d->gm, d->verb, d->id,
				 buf_bytes(&d->order.migration),
				 buf_bytes(&d->signed_act), d->now});
}

static enum err
write_endorsement(struct db *db, void *arg)
{
	const struct decision *d = arg;

	TRY(legacy_open(db, d->id, buf_bytes(&d->signed_act)));
	return write_decision(db, d);
}

static enum err
add_stored_leaf(void *arg, struct bytes leaf)
{
	return hash_tree_add(arg, leaf);
}

static enum err
add_stored_leaves(struct db *db, void *arg)
{
	struct decision *d = arg;

	hash_tree_free(TAKE(d->tree));
	TRY(hash_tree_new(d->gm, &d->tree));
	return legacy_leaves(db, d->id, add_stored_leaf, d->tree);
}

/* What stands in the store is what was signed. */
static enum err
check_holders(struct decision *d)
{
	struct migration_order o;
	uint8_t root[SM3_LEN];

	TRY(migration_order_parse(buf_bytes(&d->order.migration), &o));
	if (o.not_after < d->now)
		return ERR_EVIDENCE_EXPIRED;
	TRY(store_read(d->office->store, add_stored_leaves, d));
	TRY(hash_tree_build(d->tree, root));
	return memcmp(root, o.holders, SM3_LEN) == 0 ? ERR_OK
						     : ERR_STORE_CONFLICT;
}

enum err
legacy_endorse(
    struct office *o, struct gm *gm, const struct actor *actor, const char *id)
{
	AUTO_DONE(decision) d = decision_of(o, gm, actor, id);

	if (actor->role != ROLE_OPERATOR)
		return ERR_STAFF_ROLE;
	TRY(store_read(o->store, look_up, &d));
	if (d.ca.state != LEGACY_ENTERED)
		return ERR_CHANGE_STATE;
	if (strcmp(d.ca.entered_by, actor->name) == 0)
		return ERR_EVIDENCE_ONE_PERSON;
	TRY(check_holders(&d));
	d.verb = ACT_ENDORSE;
	return decide(&d, write_endorsement);
}

static enum err
write_end(struct db *db, void *arg)
{
	const struct decision *d = arg;

	if (d->ca.state == LEGACY_OPEN)
		TRY(legacy_close(db, d->id));
	else
		TRY(legacy_remove(db, d->id));
	return write_decision(db, d);
}

enum err
legacy_end(
    struct office *o, struct gm *gm, const struct actor *actor, const char *id)
{
	AUTO_DONE(decision) d = decision_of(o, gm, actor, id);

	if (actor->role != ROLE_OPERATOR)
		return ERR_STAFF_ROLE;
	TRY(store_read(o->store, look_up, &d));
	if (d.ca.state == LEGACY_CLOSED)
		return ERR_CHANGE_STATE;
	d.verb = ACT_REJECT;
	return decide(&d, write_end);
}
