/* SPDX-License-Identifier: Apache-2.0 */
#include "provider/testing_back_end.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static struct back_state *st;

struct back_state *
testing_state(void)
{
	return st;
}

struct back_key {
	uint8_t octets[SM4_KEY_LEN];
	int streams;
};

struct back_stream {
	struct back_key *key;
	struct sm4_stream *inner;
};

static uint32_t
begin(struct gm *gm, struct back_state **ret_s)
{
	st = calloc(1, sizeof(*st));
	if (st == NULL)
		return SAR_MEMORYERR;
	st->gm = gm;
	st->smallest = SIZE_MAX;
	pthread_mutex_init(&st->mutex, NULL);
	pthread_cond_init(&st->changed, NULL);
	*ret_s = st;
	return SAR_OK;
}

/* At the process's end: whatever tests left open must be closed by now. */
static void
end(struct back_state *s)
{
	if (s->devices != 0 || s->applications != 0 || s->containers != 0 ||
	    s->keys != 0 || s->streams != 0)
		_exit(1);
	free(s);
}

/* Objects without content are addresses of their counts. */
static uint32_t
open_one(int *count, void *ret_object)
{
	(*count)++;
	memcpy(ret_object, &count, sizeof(count));
	return SAR_OK;
}

static void
close_one(void *object)
{
	int *count = object;

	if ((*count)-- <= 0)
		_exit(1);
}

static uint32_t
names(struct entry *e, bool all, struct buf *out)
{
	bool there;

	(void)all;
	pthread_mutex_lock(&e->back->mutex);
	there = e->back->there;
	pthread_mutex_unlock(&e->back->mutex);
	if (there)
		buf_put(out, BYTES("key", 4));
	return sar_from_err(buf_status(out));
}

static uint32_t
device_state(struct entry *e, const char *name, ULONG *ret_state)
{
	(void)e, (void)name;
	*ret_state = DEV_UNKNOW_STATE;
	return SAR_OK;
}

static uint32_t
connect_device(struct entry *e, const char *name, struct back_device **ret_d)
{
	return strcmp(name, "key") == 0 ? open_one(&e->back->devices, ret_d)
					: SAR_DEVICE_REMOVED;
}

static void
disconnect(struct entry *e, struct back_device *d)
{
	(void)e;
	close_one(d);
}

static uint32_t
lock_path(struct entry *e, struct back_device *d, char out[FILE_PATH_MAX])
{
	(void)e, (void)d;
	out[0] = '\0';
	return SAR_OK;
}

static uint32_t
lock(struct entry *e, struct back_device *d)
{
	(void)d;
	e->back->locked++;
	return e->back->lock_answer;
}

static void
unlock(struct entry *e, struct back_device *d)
{
	(void)d;
	e->back->unlocked++;
}

static void
wait_for_change(struct back_state *s)
{
	pthread_mutex_lock(&s->mutex);
	s->waiting = true;
	pthread_cond_broadcast(&s->changed);
	while (!s->woken)
		pthread_cond_wait(&s->changed, &s->mutex);
	s->woken = s->waiting = false;
	pthread_mutex_unlock(&s->mutex);
}

static void
wake(struct back_state *s)
{
	pthread_mutex_lock(&s->mutex);
	s->woken = true;
	pthread_cond_broadcast(&s->changed);
	pthread_mutex_unlock(&s->mutex);
}

static uint32_t
verify_pin(struct entry *e, struct back_application *a, int type,
    struct bytes pin, ULONG *reterr_left)
{
	(void)a, (void)type, (void)pin;
	e->back->reached++;
	*reterr_left = 7;
	return SAR_PIN_INCORRECT;
}

static uint32_t
open_application(struct entry *e, struct back_device *d, const char *name,
    struct back_application **ret_a)
{
	(void)d, (void)name;
	e->back->reached++;
	return open_one(&e->back->applications, ret_a);
}

static void
close_application(struct entry *e, struct back_application *a)
{
	(void)e;
	close_one(a);
}

static uint32_t
create_file_in(struct entry *e, struct back_application *a, const char *name,
    const struct back_file *f)
{
	(void)a, (void)name, (void)f;
	e->back->reached++;
	return SAR_OK;
}

static uint32_t
open_container(struct entry *e, struct back_application *a, const char *name,
    struct back_container **ret_c)
{
	(void)a, (void)name;
	return open_one(&e->back->containers, ret_c);
}

static void
close_container(struct entry *e, struct back_container *c)
{
	(void)e;
	close_one(c);
}

static uint32_t
import_cert(
    struct entry *e, struct back_container *c, bool sign, struct bytes cert)
{
	(void)c, (void)sign, (void)cert;
	e->back->reached++;
	return SAR_OK;
}

/* Whatever is wrapped, the key is its hash's first octets. */
static uint32_t
import_session_key(struct entry *e, struct back_container *c, ULONG algorithm,
    const struct sm2_cipher *wrapped, struct back_session_key *ret_k)
{
	(void)c, (void)algorithm;
	ret_k->inside = calloc(1, sizeof(*ret_k->inside));
	if (ret_k->inside == NULL)
		return SAR_MEMORYERR;
	memcpy(ret_k->inside->octets, wrapped->hash, SM4_KEY_LEN);
	e->back->keys++;
	return SAR_OK;
}

static void
key_close(struct entry *e, struct back_key *k)
{
	if (k->streams != 0) /* they are closed before it */
		_exit(1);
	e->back->keys--;
	free(k);
}

static uint32_t
key_stream_open(struct entry *e, struct back_key *k,
    const struct back_cipher *how, struct back_stream **ret_s)
{
	struct back_stream *s = calloc(1, sizeof(*s));

	if (s == NULL)
		return SAR_MEMORYERR;
	SAR_TRY_ERR(sm4_stream_new(e->gm, how->mode, how->encrypt, false,
	    k->octets, how->mode == SM4_ECB ? NULL : how->iv, &s->inner));
	s->key = k;
	k->streams++;
	e->back->streams++;
	*ret_s = s;
	return SAR_OK;
}

static uint32_t
key_stream_update(
    struct entry *e, struct back_stream *s, struct bytes in, uint8_t *out)
{
	size_t len;

	if (in.len < e->back->smallest)
		e->back->smallest = in.len;
	SAR_TRY(e->back->stream_answer);
	SAR_TRY_ERR(sm4_stream_update(s->inner, in, out, &len));
	return len == in.len ? SAR_OK : SAR_FAIL;
}

static void
key_stream_close(struct entry *e, struct back_stream *s)
{
	s->key->streams--;
	e->back->streams--;
	sm4_stream_free(s->inner);
	free(s);
}

const struct back_end back_end = {
    .pin_min = 4,
    .pin_max = 8,
    .application_name_max = 5,
    .cert_max = 10,
    .file_max = 20,
    .begin = begin,
    .end = end,
    .names = names,
    .state = device_state,
    .connect = connect_device,
    .disconnect = disconnect,
    .lock_path = lock_path,
    .locked = lock,
    .unlocked = unlock,
    .wait = wait_for_change,
    .wake = wake,
    .verify_pin = verify_pin,
    .open_application = open_application,
    .close_application = close_application,
    .create_file = create_file_in,
    .open_container = open_container,
    .close_container = close_container,
    .import_cert = import_cert,
    .import_session_key = import_session_key,
    .key_close = key_close,
    .stream_open = key_stream_open,
    .stream_update = key_stream_update,
    .stream_close = key_stream_close,
};

void
testing_set_there(bool there)
{
	pthread_mutex_lock(&st->mutex);
	st->there = there;
	pthread_mutex_unlock(&st->mutex);
	wake(st);
}

void
testing_await_wait(void)
{
	pthread_mutex_lock(&st->mutex);
	while (!st->waiting)
		pthread_cond_wait(&st->changed, &st->mutex);
	pthread_mutex_unlock(&st->mutex);
}
