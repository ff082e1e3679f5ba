/* SPDX-License-Identifier: Apache-2.0 */
/* What the office is, how it is, and what it publishes. */
#include <stdio.h>
#include <string.h>

#include "office/api/api.h"
#include "office/api/view.h"
#include "office/http/route.h"
#include "office/keycentre/pool.h"
#include "office/pairs/revocation_list.h"

static json_t *
certificates_json(const struct authority *a)
{
	static const char *const names[] = {
	    [AUTHORITY_ROOT] = "root",
	    [AUTHORITY_ISSUING] = "issuing",
	    [AUTHORITY_KEY_CENTRE] = "keyCentre",
	    [AUTHORITY_AUDIT] = "audit",
	};
	json_t *all = json_object();

	for (size_t c = 0; c < AUTHORITY_COUNT; c++)
		json_object_set_new(
		    all, names[c], view_base64(buf_bytes(&a->der[c])));
	return all;
}

enum err
api_info(struct request *rq, struct reply *rp)
{
	const struct office *o = &rq->web->office;

	return reply_json(rp, 200,
	    json_pack("{s:s, s:s, s:s, s:o, s:o, s:b}", "name", o->config->name,
		"origin", o->config->origin, "version", CERT_VERSION, "time",
		view_time(rq->now), "certificates",
		certificates_json(o->authority), "captcha",
		o->config->captcha));
}

struct health {
	const struct office_config *config;
	int64_t now;
	int64_t standby; /* keys in the pool */
	bool crl_good;
};

static enum err
look_at_store(struct db *db, void *arg)
{
	struct health *h = arg;
	struct pool_statistics pool;

	TRY(pool_count(db, &pool));
	h->standby = pool.standby;
	return revocation_list_health(db, h->config, h->now, &h->crl_good);
}

static bool
is_attached(struct ipc_client *c)
{
	return c != NULL && ipc_client_attached(c);
}

enum err
api_health(struct request *rq, struct reply *rp)
{
	struct office *o = &rq->web->office;
	struct health h = {.config = o->config, .now = rq->now};
	const struct {
		const char *name;
		bool good;
	} checks[] = {
	    {"store", store_read(o->store, look_at_store, &h) == ERR_OK},
	    {"ca", is_attached(o->ca)},
	    {"keyCentre", is_attached(o->keycentre)},
	    {"mail", is_attached(o->mail)},
	    {"pool", h.standby > 0},
	    {"crl", h.crl_good},
	};
	json_t *all = json_object();
	bool good = true;

	for (size_t i = 0; i < COUNT(checks); i++) {
		good = good && checks[i].good;
		json_object_set_new(all, checks[i].name,
		    json_string(checks[i].good ? "ok" : "bad"));
	}
	return reply_json(rp, good ? 200 : 503,
	    json_pack(
		"{s:s, s:o}", "status", good ? "ok" : "bad", "checks", all));
}

/* "/ca/root.cer" → the certificate of that name. */
enum err
api_public_cert(struct request *rq, struct reply *rp)
{
	const struct authority *a = rq->web->office.authority;
	const char *name = strrchr(rq->route->path, '/') + 1;
	size_t len = strcspn(name, ".");

	for (enum authority_cert c = 0; c < AUTHORITY_COUNT; c++) {
		const char *known = authority_name(c);

		if (strlen(known) != len || strncmp(known, name, len) != 0)
			continue;
		rp->cacheable = true;
		return reply_bytes(
		    rp, 200, "application/pkix-cert", buf_bytes(&a->der[c]));
	}
	return ERR_NOT_FOUND;
}
