/* SPDX-License-Identifier: Apache-2.0 */
#include "office/pairs/partition.h"

struct part {
	int64_t id, certificates;
};

static enum err
newest(struct db *db, struct part *ret_p)
{
	AUTO(db_rows) row = NULL;

	TRY(db_one(db,
	    "SELECT id, certificates FROM part ORDER BY id DESC LIMIT 1",
	    DB_NO_ARGS, &row));
	*ret_p = (struct part){db_int(row, 0), db_int(row, 1)};
	return ERR_OK;
}

enum err
partition_raise(struct db *db, uint32_t partition, int64_t certificates)
{
	return db_run(db,
	    "INSERT INTO part (id, certificates) VALUES ($1, $2)"
	    " ON CONFLICT (id) DO UPDATE SET"
	    " certificates = excluded.certificates"
	    " WHERE part.certificates < excluded.certificates",
	    DB_ARGS(DB_INT(partition), DB_INT(certificates)));
}

enum err
partition_take(struct db *db, const struct office_config *c, struct random r,
    struct cert_serial ret_serials[], size_t count)
{
	struct part p;

	TRY(newest(db, &p));
	if (p.certificates + (int64_t)count > c->crl_partition)
		p = (struct part){p.id + 1, 0};
	if (p.id > CERT_PARTITION_MAX)
		return ERR_TOO_LARGE;
	TRY(partition_raise(
	    db, (uint32_t)p.id, p.certificates + (int64_t)count));
	for (size_t i = 0; i < count; i++)
		TRY(cert_serial_in_partition(
		    r, (uint32_t)p.id, &ret_serials[i]));
	return ERR_OK;
}
