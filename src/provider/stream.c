/* SPDX-License-Identifier: Apache-2.0 */
#include "provider/stream.h"

#include <stdlib.h>

struct material {
	unsigned refs;
	struct back_session_key key;
};

struct stream {
	struct material *material;
	struct sm4_stream *host;
	struct back_stream *inside;
};

static void
close_key(struct entry *e, struct back_session_key *k)
{
	secret_free(k->plain);
	if (k->inside != NULL)
		back_end.key_close(e, k->inside);
	*k = (struct back_session_key){NULL, NULL};
}

uint32_t
material_new(
    struct entry *e, struct back_session_key *from, struct material **ret_m)
{
	struct material *m;

	if (from->plain != NULL &&
	    secret_bytes(from->plain).len != SM4_KEY_LEN) {
		close_key(e, from);
		return SAR_INDATALENERR;
	}
	m = calloc(1, sizeof(*m));
	if (m == NULL) {
		close_key(e, from);
		return SAR_MEMORYERR;
	}
	m->refs = 1;
	m->key.plain = TAKE(from->plain);
	m->key.inside = TAKE(from->inside);
	*ret_m = m;
	return SAR_OK;
}

void
material_unref(struct entry *e, struct material *m)
{
	if (m == NULL || --m->refs > 0)
		return;
	close_key(e, &m->key);
	free(m);
}

static uint32_t
open_either(struct entry *e, struct stream *s, const struct back_cipher *how)
{
	const struct back_session_key *k = &s->material->key;

	if (k->inside != NULL)
		return back_end.stream_open(e, k->inside, how, &s->inside);
	return sar_from_err(sm4_stream_new(e->gm, how->mode, how->encrypt,
	    false, secret_data(k->plain), how->mode == SM4_ECB ? NULL : how->iv,
	    &s->host));
}

uint32_t
stream_open(struct entry *e, struct material *m, const struct back_cipher *how,
    struct stream **ret_s)
{
	struct stream *s = calloc(1, sizeof(*s));
	uint32_t sar;

	if (s == NULL)
		return SAR_MEMORYERR;
	s->material = m;
	m->refs++;
	sar = open_either(e, s, how);
	if (sar != SAR_OK) {
		stream_close(e, s);
		return sar;
	}
	*ret_s = s;
	return SAR_OK;
}

uint32_t
stream_update(struct entry *e, struct stream *s, struct bytes in, uint8_t *out)
{
	size_t len;

	if (in.len == 0)
		return SAR_OK;
	if (s->inside != NULL)
		return back_end.stream_update(e, s->inside, in, out);
	SAR_TRY_ERR(sm4_stream_update(s->host, in, out, &len));
	return len == in.len ? SAR_OK : SAR_FAIL;
}

void
stream_close(struct entry *e, struct stream *s)
{
	if (s == NULL)
		return;
	if (s->inside != NULL)
		back_end.stream_close(e, s->inside);
	sm4_stream_free(s->host);
	material_unref(e, s->material);
	free(s);
}
