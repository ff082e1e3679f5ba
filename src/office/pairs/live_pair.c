/* SPDX-License-Identifier: Apache-2.0 */
#include "office/pairs/live_pair.h"

#include "office/store/row.h"

#define SELECT                                                             \
	"SELECT pair.id, pair.account, pair.carrier, pair.carrier_serial," \
	" s.serial, e.serial, s.state, s.not_after FROM pair"              \
	" JOIN certificate s ON s.pair = pair.id"                          \
	" AND s.profile = 'holder-sign'"                                   \
	" JOIN certificate e ON e.pair = pair.id"                          \
	" AND e.profile = 'holder-encrypt'"                                \
	" WHERE pair.state IN ('delivered', 'confirmed')"

static enum err
read_row(const struct db_rows *row, struct live_pair *ret_p)
{
	struct live_pair p = {.not_after = db_int(row, 7)};

	p.carrier = carrier_find(db_text(row, 2));
	if (p.carrier == 0)
		return ERR_STORE;
	ROW_TEXT(row, 0, p.id);
	ROW_TEXT(row, 1, p.account);
	ROW_TEXT(row, 3, p.carrier_serial);
	ROW_TEXT(row, 4, p.sign);
	ROW_TEXT(row, 5, p.encrypt);
	TRY(certificate_state_read(row, 6, &p.state));
	*ret_p = p;
	return ERR_OK;
}

enum err
live_pair_by_carrier(struct db *db, const char *account,
    const char *carrier_serial, struct live_pair *ret_p)
{
	AUTO(db_rows) row = NULL;

	TRY(db_one(db,
	    SELECT " AND pair.account = $1 AND pair.carrier_serial = $2"
		   " ORDER BY pair.created_at DESC, pair.id LIMIT 1",
	    DB_ARGS(DB_TEXT(account), DB_TEXT(carrier_serial)), &row));
	return read_row(row, ret_p);
}

enum err
live_pair_by_certificate(
    struct db *db, const char *serial, struct live_pair *ret_p)
{
	AUTO(db_rows) row = NULL;

	TRY(db_one(
	    db, SELECT " AND s.serial = $1", DB_ARGS(DB_TEXT(serial)), &row));
	return read_row(row, ret_p);
}
