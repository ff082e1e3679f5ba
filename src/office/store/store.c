/* SPDX-License-Identifier: Apache-2.0 */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "office/store/schema.h"
#include "office/store/store_writer.h"

#define READERS_MAX 8 /* connections that read at the same time */

struct store {
	const struct store_driver *driver;
	char *where;
	struct store_writer *writer;
	pthread_mutex_t lock; /* over what follows */
	pthread_cond_t idle_came;
	struct db *idle[READERS_MAX];
	size_t idle_count, reader_count;
};

static enum err
open_writer(struct store *s)
{
	struct db *db;
	enum err err;

	TRY(s->driver->connect(s->where, DB_WRITER, &db));
	err = schema_migrate(db);
	if (err != ERR_OK) {
		s->driver->disconnect(db);
		return err;
	}
	return store_writer_new(db, &s->writer);
}

enum err
store_open(const char *where, struct store **ret_store)
{
	const struct store_driver *driver;
	AUTO(store) s = NULL;

	TRY(store_driver_find(where, &driver));
	s = calloc(1, sizeof(*s));
	if (s == NULL)
		return ERR_NOMEM;
	s->driver = driver;
	pthread_mutex_init(&s->lock, NULL);
	pthread_cond_init(&s->idle_came, NULL);
	s->where = strdup(where);
	if (s->where == NULL)
		return ERR_NOMEM;
	TRY(open_writer(s));
	*ret_store = TAKE(s);
	return ERR_OK;
}

void
store_free(struct store *s)
{
	if (s == NULL)
		return;
	store_writer_free(s->writer);
	while (s->idle_count > 0)
		s->driver->disconnect(s->idle[--s->idle_count]);
	pthread_cond_destroy(&s->idle_came);
	pthread_mutex_destroy(&s->lock);
	free(s->where);
	free(s);
}

/* An idle reading connection, a new one, or wait for one. */
static enum err
take_reader(struct store *s, struct db **ret_db)
{
	enum err err = ERR_OK;
	bool connect = false;

	pthread_mutex_lock(&s->lock);
	while (s->idle_count == 0 && s->reader_count == READERS_MAX)
		pthread_cond_wait(&s->idle_came, &s->lock);
	if (s->idle_count > 0) {
		*ret_db = s->idle[--s->idle_count];
	} else {
		s->reader_count++;
		connect = true;
	}
	pthread_mutex_unlock(&s->lock);

	if (connect)
		err = s->driver->connect(s->where, DB_READER, ret_db);
	return err;
}

/* Give a reader back; NULL for one that could not be made. */
static void
return_reader(struct store *s, struct db *db)
{
	pthread_mutex_lock(&s->lock);
	if (db != NULL)
		s->idle[s->idle_count++] = db;
	else
		s->reader_count--;
	pthread_cond_signal(&s->idle_came);
	pthread_mutex_unlock(&s->lock);
}

static enum err
read_in_transaction(struct db *db, store_job job, void *arg)
{
	enum err err;

	TRY(db->driver->begin_read(db));
	err = job(db, arg);
	if (err == ERR_OK)
		err = db->driver->commit(db);
	if (err != ERR_OK)
		db->driver->rollback(db);
	return err;
}

enum err
store_read(struct store *s, store_job job, void *arg)
{
	struct db *db = NULL;
	enum err err = take_reader(s, &db);

	if (err == ERR_OK)
		err = read_in_transaction(db, job, arg);
	return_reader(s, db);
	return err;
}

enum err
store_write(struct store *s, store_job job, void *arg)
{
	return store_writer_run(s->writer, job, arg);
}

enum err
store_backup(struct store *s, const char *path)
{
	struct db *db = NULL;
	enum err err = take_reader(s, &db);

	if (err == ERR_OK)
		err = s->driver->backup(db, path);
	return_reader(s, db);
	return err;
}

void
store_stats(struct store *s, struct store_stats *ret_stats)
{
	store_writer_stats(s->writer, ret_stats);
}
