/* SPDX-License-Identifier: Apache-2.0 */
#include "office/store/schema.h"

#include "office/embedded.h"

/* schema.sql and whatever steps follow it, from embed.py. */
extern const struct embedded schema_files[];

/* By version that a step leads to; each is also named in meson.build. */
static const char *const steps[SCHEMA_VERSION + 1] = {
    [1] = "schema.sql",
    [2] = "schema2.sql",
    [3] = "schema3.sql",
};

static enum err
run_steps(struct db *db)
{
	int version;

	TRY(db->driver->version(db, &version));
	if (version > SCHEMA_VERSION)
		return ERR_STORE_VERSION;
	if (version == SCHEMA_VERSION)
		return ERR_OK;

	for (version++; version <= SCHEMA_VERSION; version++) {
		struct bytes sql = embedded_find(schema_files, steps[version]);

		if (sql.p == NULL)
			return ERR_INTERNAL;
		TRY(db->driver->script(db, (const char *)sql.p));
	}
	return db->driver->set_version(db, SCHEMA_VERSION);
}

enum err
schema_migrate(struct db *db)
{
	int version;
	enum err err;

	/* Most starts find nothing to do, and then take no lock. */
	TRY(db->driver->version(db, &version));
	if (version == SCHEMA_VERSION)
		return ERR_OK;

	TRY(db->driver->begin_write(db));
	err = run_steps(db);
	if (err == ERR_OK)
		err = db->driver->commit(db);
	if (err != ERR_OK)
		db->driver->rollback(db);
	return err;
}
