/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "office/keycentre/pool.h"
#include "office/keycentre/proof.h"
#include "office/keycentre/service.h"
#include "office/process/served.h"

#define NOW 1795305600
#define PAIR "00112233445566778899aabbccddeeff"

const struct child_program child_programs[CHILD_COUNT] = {0};

static const uint8_t wrap[KEYCENTRE_WRAP_KEY_LEN] = {1};
static const uint8_t shared[PROOF_KEY_LEN] = {2};

struct world {
	char dir[64], path[128];
	struct gm *gm, *gm_of_centre; /* one for each thread */
	struct store *store;
	struct keycentre centre;
	struct ipc_service service;
	struct served served;
	struct ipc_client *client;
};

static int
set_up(void **state)
{
	struct world *w = calloc(1, sizeof(*w));

	assert_non_null(w);
	snprintf(w->dir, sizeof(w->dir), "/tmp/test-pool-XXXXXX");
	assert_non_null(mkdtemp(w->dir));
	snprintf(w->path, sizeof(w->path), "%s/office.db", w->dir);
	assert_int_equal(gm_new(&w->gm), ERR_OK);
	assert_int_equal(gm_new(&w->gm_of_centre), ERR_OK);
	assert_int_equal(store_open(w->path, &w->store), ERR_OK);
	w->centre = (struct keycentre){.gm = w->gm_of_centre,
	    .wrap = BYTES_ARRAY(wrap),
	    .shared = BYTES_ARRAY(shared)};
	w->service = keycentre_service(&w->centre);
	served_start(&w->served, &w->service);
	assert_int_equal(ipc_client_new(&w->client), ERR_OK);
	assert_int_equal(
	    ipc_client_attach(w->client, served_connect(&w->served)), ERR_OK);
	*state = w;
	return 0;
}

static int
tear_down(void **state)
{
	struct world *w = *state;

	ipc_client_free(w->client);
	served_stop(&w->served);
	store_free(w->store);
	gm_free(w->gm);
	gm_free(w->gm_of_centre);
	unlink(w->path);
	rmdir(w->dir);
	free(w);
	return 0;
}

static int64_t
top_up(struct world *w, int64_t low, int64_t high)
{
	const struct pool_top_up t = {.gm = w->gm,
	    .store = w->store,
	    .keycentre = w->client,
	    .low = low,
	    .high = high,
	    .now = NOW};
	int64_t made;

	assert_int_equal(pool_top_up(&t, &made), ERR_OK);
	return made;
}

static enum err
count_job(struct db *db, void *arg)
{
	return pool_count(db, arg);
}

static struct pool_statistics
count(struct world *w)
{
	struct pool_statistics s;

	assert_int_equal(store_read(w->store, count_job, &s), ERR_OK);
	return s;
}

/* What a job does to a key. */
struct work {
	enum err (*with_id)(struct db *db, const char *id);
	const char *id;
	struct pool_key key;
};

static enum err
take_job(struct db *db, void *arg)
{
	struct work *k = arg;

	return pool_take(db, PAIR, &k->key);
}

static enum err
get_job(struct db *db, void *arg)
{
	struct work *k = arg;

	return pool_get(db, k->id, &k->key);
}

static enum err
id_job(struct db *db, void *arg)
{
	struct work *k = arg;

	return k->with_id(db, k->id);
}

static void
the_pool_is_filled_below_its_low_mark(void **state)
{
	struct world *w = *state;
	struct work k = {0};

	assert_int_equal(top_up(w, 2, 3), 3);
	assert_int_equal(count(w).standby, 3);
	assert_int_equal(store_write(w->store, take_job, &k), ERR_OK);
	assert_int_equal(top_up(w, 2, 3), 0); /* two is not below two */
	assert_int_equal(store_write(w->store, take_job, &k), ERR_OK);
	assert_int_equal(top_up(w, 2, 70), 69); /* over more than a batch */
	assert_int_equal(count(w).standby, 70);
	assert_int_equal(count(w).reserved, 2);
}

static void
a_key_goes_from_hand_to_hand_once(void **state)
{
	struct world *w = *state;
	struct work a = {0}, b = {0}, again = {0};

	assert_int_equal(top_up(w, 1, 2), 2);
	assert_int_equal(store_write(w->store, take_job, &a), ERR_OK);
	assert_int_equal(store_write(w->store, take_job, &b), ERR_OK);
	assert_string_not_equal(a.key.id, b.key.id);
	assert_int_equal(
	    store_write(w->store, take_job, &again), ERR_POOL_EMPTY);
	again.id = a.key.id;
	assert_int_equal(store_read(w->store, get_job, &again), ERR_OK);
	assert_memory_equal(&again.key, &a.key, sizeof(a.key));
	again.id = "none";
	assert_int_equal(
	    store_read(w->store, get_job, &again), ERR_KEY_MISSING);
}

static enum err
move(struct world *w, enum err (*with_id)(struct db *db, const char *id),
    const char *id)
{
	struct work k = {.with_id = with_id, .id = id};

	return store_write(w->store, id_job, &k);
}

static void
a_key_is_used_then_history_and_never_free_again(void **state)
{
	struct world *w = *state;
	struct work a = {0}, b = {0};
	struct pool_statistics s;

	assert_int_equal(top_up(w, 1, 3), 3);
	assert_int_equal(store_write(w->store, take_job, &a), ERR_OK);
	assert_int_equal(store_write(w->store, take_job, &b), ERR_OK);
	assert_int_equal(move(w, pool_use, a.key.id), ERR_OK);
	assert_int_equal(move(w, pool_use, a.key.id), ERR_OK); /* a retry */
	assert_int_equal(move(w, pool_retire, a.key.id), ERR_OK);
	assert_int_equal(move(w, pool_use, a.key.id), ERR_KEY_MISSING);
	assert_int_equal(move(w, pool_retire, b.key.id), ERR_OK);
	assert_int_equal(move(w, pool_use, "none"), ERR_KEY_MISSING);
	s = count(w);
	assert_int_equal(s.standby, 1);
	assert_int_equal(s.reserved, 0);
	assert_int_equal(s.in_use, 0);
	assert_int_equal(s.history, 2);
}

static void
the_mac_is_of_the_key_and_the_office(void **state)
{
	struct world *w = *state;
	struct work a = {0};
	uint8_t mac[SM3_LEN], other[PROOF_KEY_LEN] = {3};

	assert_int_equal(top_up(w, 1, 1), 1);
	assert_int_equal(store_write(w->store, take_job, &a), ERR_OK);
	assert_int_equal(
	    proof_pool(w->gm, BYTES_ARRAY(shared), &a.key.key.key, mac),
	    ERR_OK);
	assert_memory_equal(mac, a.key.key.mac, SM3_LEN);
	assert_int_equal(
	    proof_pool(w->gm, BYTES_ARRAY(other), &a.key.key.key, mac), ERR_OK);
	assert_memory_not_equal(mac, a.key.key.mac, SM3_LEN);
}

#define T(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    T(the_pool_is_filled_below_its_low_mark),
	    T(a_key_goes_from_hand_to_hand_once),
	    T(a_key_is_used_then_history_and_never_free_again),
	    T(the_mac_is_of_the_key_and_the_office),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
