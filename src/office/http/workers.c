/* SPDX-License-Identifier: Apache-2.0 */
#include <pthread.h>
#include <stdlib.h>

#include "office/http/web.h"

struct workers {
	pthread_mutex_t lock;
	struct worker *idle;
	struct bytes ticket_key;
	const struct cert *issuing;
};

static void
worker_free(struct worker *w)
{
	if (w == NULL)
		return;
	sm2_verifier_free(w->issuing);
	gm_free(w->gm);
	free(w);
}
DEFINE_AUTO(worker)

enum err
workers_new(struct bytes ticket_key, const struct cert *issuing,
    struct workers **ret_workers)
{
	struct workers *w = calloc(1, sizeof(*w));

	if (w == NULL)
		return ERR_NOMEM;
	pthread_mutex_init(&w->lock, NULL);
	w->ticket_key = ticket_key;
	w->issuing = issuing;
	*ret_workers = w;
	return ERR_OK;
}

static enum err
worker_new(const struct workers *all, struct worker **ret_worker)
{
	AUTO(worker) w = calloc(1, sizeof(*w));

	if (w == NULL)
		return ERR_NOMEM;
	TRY(gm_new(&w->gm));
	TRY(sm2_verifier_new(w->gm, &all->issuing->key, &w->issuing));
	w->tickets = (struct ticket_maker){w->gm, all->ticket_key};
	*ret_worker = TAKE(w);
	return ERR_OK;
}

enum err
workers_borrow(struct workers *w, struct worker **ret_worker)
{
	struct worker *idle;

	pthread_mutex_lock(&w->lock);
	idle = w->idle;
	if (idle != NULL)
		w->idle = idle->next;
	pthread_mutex_unlock(&w->lock);
	if (idle == NULL)
		return worker_new(w, ret_worker);
	idle->next = NULL;
	*ret_worker = idle;
	return ERR_OK;
}

void
workers_return(struct workers *w, struct worker *worker)
{
	pthread_mutex_lock(&w->lock);
	worker->next = w->idle;
	w->idle = worker;
	pthread_mutex_unlock(&w->lock);
}

void
workers_free(struct workers *w)
{
	if (w == NULL)
		return;
	while (w->idle != NULL) {
		struct worker *next = w->idle->next;

		worker_free(w->idle);
		w->idle = next;
	}
	pthread_mutex_destroy(&w->lock);
	free(w);
}
