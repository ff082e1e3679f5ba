/* SPDX-License-Identifier: Apache-2.0 */
#include "office/pairs/prospect.h"

#include <string.h>

#include "office/pairs/basis.h"
#include "office/registry/change.h"

const char *
prospect_update_name(enum prospect_update u)
{
	static const char *const names[] = {
	    [PROSPECT_NONE] = "none",
	    [PROSPECT_RENEWAL] = "renewal",
	    [PROSPECT_NAME] = "name",
	};

	return names[u];
}

/* When the account's pair ends; NOT_FOUND if it has none that counts. */
static enum err
find_end(struct db *db, const char *account, int64_t now, int64_t *ret_end)
{
	AUTO(db_rows) row = NULL;

	TRY(db_one(db,
	    "SELECT certificate.not_after FROM pair JOIN certificate"
	    " ON certificate.pair = pair.id WHERE pair.account = $1"
	    " AND pair.state = 'confirmed' AND profile = 'holder-sign'"
	    " AND certificate.state = 'valid' AND not_after >= $2",
	    DB_ARGS(DB_TEXT(account), DB_INT(now)), &row));
	*ret_end = db_int(row, 0);
	return ERR_OK;
}

static enum err
find_name(struct db *db, const char *account, struct prospect *p)
{
	AUTO_DONE(change) c = CHANGE_EMPTY;

	TRY(change_approved_of(db, account, CHANGE_NAME, &c));
	p->update = PROSPECT_NAME;
	memcpy(p->name, c.fields.name, sizeof(p->name));
	return ERR_OK;
}

static enum err
find_update(struct db *db, const struct office_config *c,
    const struct account *a, int64_t now, struct prospect *p)
{
	int64_t end;
	enum err e = find_end(db, a->id, now, &end);

	if (e == ERR_NOT_FOUND)
		return ERR_OK;
	TRY(e);
	p->opens_at = basis_renewal_opens(c, end);
	if (now >= p->opens_at)
		p->update = PROSPECT_RENEWAL;
	e = find_name(db, a->id, p);
	return e == ERR_NOT_FOUND ? ERR_OK : e;
}

static enum err
find_reissue(struct db *db, const char *account, int64_t now, bool *ret_open)
{
	struct stored_authorisation a;
	enum err e = authorisation_of(db, account, &a);

	if (e != ERR_OK && e != ERR_NOT_FOUND)
		return e;
	*ret_open =
	    e == ERR_OK && a.state == AUTHORISATION_OPEN && a.not_after >= now;
	return ERR_OK;
}

enum err
prospect_of(struct db *db, const struct office_config *c,
    const struct account *a, int64_t now, struct prospect *ret_p)
{
	struct prospect p = {.update = PROSPECT_NONE};

	if (a->state == ACCOUNT_ACTIVE) {
		TRY(find_update(db, c, a, now, &p));
		TRY(find_reissue(db, a->id, now, &p.reissue));
	}
	*ret_p = p;
	return ERR_OK;
}
