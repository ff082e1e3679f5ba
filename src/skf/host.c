/* SPDX-License-Identifier: Apache-2.0 */
#include "skf/host.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/child.h"
#include "base/clock.h"
#include "base/file.h"
#include "skf/piece.h"
#include "skf/sar.h"
#include "skf/skf.h"

/* How often the library was lost lately. */
struct losses {
	int64_t at_ms[SKF_HOST_LOSSES]; /* the latest ones, in a ring */
	size_t count;
	bool ever; /* no more lives */
};

struct skf_host {
	char *path, *layout;
	int64_t longest_ms;
	struct skf_peer peer;

	struct child_process *worker; /* NULL unless status is OK */
	enum err status;
	bool begun;
	struct losses losses;

	pthread_mutex_t mutex;	      /* of what follows */
	struct child_process *waiter; /* borrowed from the thread that waits */
	bool cancelled;
	struct child_process *kept; /* a waiter, between two waits */
	struct losses waiter_losses;
};

/* --- starting and ending --- */

/* What makers' libraries, and what they use, may need to work: to find the
 * user's files, a display for a dialogue, the card service. In order. */
static const char *const environment[] = {"APPDATA", "CERT_CHEAP_SCRYPT",
    "CERT_TOKENS", "DBUS_SESSION_BUS_ADDRESS", "DISPLAY", "HOME", "LANG",
    "LC_ALL", "LC_CTYPE", "LC_MESSAGES", "LOCALAPPDATA", "LOGNAME", "PATH",
    "PCSCLITE_CSOCK_NAME", "ProgramData", "SystemDrive", "SystemRoot", "TEMP",
    "TMP", "TMPDIR", "TZ", "USER", "USERPROFILE", "WAYLAND_DISPLAY",
    "XAUTHORITY", "XDG_DATA_HOME", "XDG_RUNTIME_DIR", NULL};

static int64_t
deadline_of(const struct skf_host *h, enum skf_call call)
{
	int64_t limit = skf_call_limit_ms(call);

	if (limit == SKF_NO_LIMIT)
		return CHANNEL_NO_DEADLINE;
	if (h->longest_ms > 0 && h->longest_ms < limit)
		limit = h->longest_ms;
	return clock_monotonic_ms() + limit;
}

static void
count_loss(struct losses *l)
{
	l->at_ms[l->count++ % SKF_HOST_LOSSES] = clock_monotonic_ms();
}

/* Too often lately: the oldest of the last ones is not long ago. */
static bool
is_down(const struct losses *l)
{
	int64_t oldest = l->at_ms[l->count % SKF_HOST_LOSSES];

	return l->ever ||
	       (l->count >= SKF_HOST_LOSSES &&
		   clock_monotonic_ms() - oldest < SKF_HOST_WINDOW_MS);
}

static enum err
start(const struct skf_host *h, struct child_process **ret_child)
{
	const char *const arguments[] = {h->path, h->layout, NULL};
	char program[FILE_PATH_MAX];
	const struct child_options o = {program, arguments, environment};
	enum err e = piece_path(PIECE_SKF_HOST, program);

	if (e == ERR_OK)
		e = child_start(&o, ret_child);
	return e == ERR_OK || e == ERR_NOMEM ? e : ERR_TOKEN_LIBRARY;
}

/* Its first message, when the library is loaded or cannot be. */
static enum err
greeting(const struct skf_host *h, struct child_process *c)
{
	AUTO_DONE(buf) content = BUF(SKF_MESSAGE_MAX);
	struct reader r;
	enum skf_call call;
	uint32_t sar, version;

	if (skf_message_receive(child_channel(c), deadline_of(h, SKF_CALL_LOAD),
		&call, &content) != ERR_OK)
		return ERR_TOKEN_LIBRARY_LOST;
	r = reader_of(buf_bytes(&content));
	if (call != SKF_CALL_LOAD || reader_u32(&r, &sar) != ERR_OK ||
	    reader_u32(&r, &version) != ERR_OK || reader_end(&r) != ERR_OK)
		return ERR_TOKEN_LIBRARY_LOST;
	return sar == SAR_OK && version == SKF_MESSAGE_VERSION
		   ? ERR_OK
		   : ERR_TOKEN_LIBRARY;
}

static void
lose(struct skf_host *h)
{
	child_end(TAKE(h->worker), 0);
	h->status = ERR_TOKEN_LIBRARY_LOST;
	count_loss(&h->losses);
	if (h->peer.life == SKF_LIVES_MAX - 1)
		h->losses.ever = true;
}

static void
begin(struct skf_host *h)
{
	h->begun = true;
	h->peer.life++;
	h->status = start(h, &h->worker);
	if (h->status == ERR_OK)
		h->status = greeting(h, h->worker);
	if (h->status == ERR_TOKEN_LIBRARY_LOST)
		lose(h);
	else if (h->status != ERR_OK)
		child_end(TAKE(h->worker), CHANNEL_GRACE_MS);
}

enum err
skf_host_status(struct skf_host *h)
{
	if (!h->begun)
		begin(h);
	return h->status;
}

enum err
skf_host_revive(struct skf_host *h)
{
	if (!h->begun ||
	    (h->status == ERR_TOKEN_LIBRARY_LOST && !is_down(&h->losses)))
		begin(h);
	return h->status;
}

/* --- asking --- */

static enum err
exchange(const struct skf_host *h, struct child_process *c, enum skf_call call,
    struct bytes question, struct buf *answer)
{
	int64_t deadline = deadline_of(h, call);
	enum skf_call answered;

	TRY(skf_message_send(child_channel(c), call, question, deadline));
	TRY(skf_message_receive(child_channel(c), deadline, &answered, answer));
	return answered == call ? ERR_OK : ERR_BAD_MESSAGE;
}

static uint32_t
ask_worker(struct skf_host *h, enum skf_call call, struct bytes question,
    struct buf *answer)
{
	if (skf_host_status(h) != ERR_OK)
		return SAR_LIBRARY_LOST;
	if (exchange(h, h->worker, call, question, answer) == ERR_OK)
		return SAR_OK;
	lose(h);
	return SAR_LIBRARY_LOST;
}

/* --- waiting for events --- */

/* The waiter of the last wait, or a new one; from now on cancelling ends it. */
static enum err
take_waiter(
    struct skf_host *h, struct child_process **ret_waiter, bool *ret_new)
{
	struct child_process *c;
	enum err e = ERR_OK;

	pthread_mutex_lock(&h->mutex);
	c = TAKE(h->kept);
	*ret_new = c == NULL;
	h->cancelled = false;
	if (c == NULL)
		e = start(h, &c);
	h->waiter = c;
	pthread_mutex_unlock(&h->mutex);
	if (e == ERR_OK)
		*ret_waiter = c;
	return e;
}

/* It keeps its waiter for the next wait if this one ended well. */
static bool
give_waiter_back(struct skf_host *h, struct child_process *c, bool good)
{
	bool cancelled;

	pthread_mutex_lock(&h->mutex);
	cancelled = h->cancelled;
	h->waiter = NULL;
	if (good && !cancelled)
		h->kept = TAKE(c);
	pthread_mutex_unlock(&h->mutex);
	child_end(c, 0);
	return cancelled;
}

static uint32_t
ask_waiter(struct skf_host *h, enum skf_call call, struct bytes question,
    struct buf *answer)
{
	struct child_process *c = NULL;
	bool new;
	enum err e;

	if (is_down(&h->waiter_losses))
		return SAR_LIBRARY_LOST;
	e = take_waiter(h, &c, &new);
	if (e != ERR_OK)
		return sar_from_err(e);
	if (new)
		e = greeting(h, c);
	if (e == ERR_OK)
		e = exchange(h, c, call, question, answer);
	if (give_waiter_back(h, c, e == ERR_OK))
		return SAR_NOT_EVENTERR;
	if (e == ERR_OK)
		return SAR_OK;
	count_loss(&h->waiter_losses);
	return SAR_LIBRARY_LOST;
}

static void
end_kept(struct skf_host *h)
{
	struct child_process *c;

	pthread_mutex_lock(&h->mutex);
	c = TAKE(h->kept);
	pthread_mutex_unlock(&h->mutex);
	child_end(c, 0);
}

static void
cancel(void *self)
{
	struct skf_host *h = self;

	pthread_mutex_lock(&h->mutex);
	if (h->waiter != NULL) {
		h->cancelled = true;
		child_kill(h->waiter);
	}
	pthread_mutex_unlock(&h->mutex);
	end_kept(h);
}

static bool
is_for_waiter(enum skf_call call)
{
	return call == SKF_CALL_wait_event || call == SKF_CALL_watched_devices;
}

static uint32_t
ask(void *self, enum skf_call call, struct bytes question, struct buf *answer)
{
	return is_for_waiter(call) ? ask_waiter(self, call, question, answer)
				   : ask_worker(self, call, question, answer);
}

static void
refuse(void *self, enum skf_call call)
{
	struct skf_host *h = self;

	if (is_for_waiter(call)) {
		end_kept(h);
		count_loss(&h->waiter_losses);
	} else if (h->worker != NULL) {
		lose(h);
	}
}

/* --- life --- */

enum err
skf_host_new(const struct skf_host_options *o, struct skf_host **ret_host)
{
	AUTO(skf_host) h = calloc(1, sizeof(*h));

	if (h == NULL)
		return ERR_NOMEM;
	pthread_mutex_init(&h->mutex, NULL);
	h->longest_ms = o->longest_ms;
	h->peer = (struct skf_peer){
	    .self = h, .ask = ask, .refuse = refuse, .cancel = cancel};
	h->path = strdup(o->path);
	h->layout = strdup(o->layout);
	if (h->path == NULL || h->layout == NULL)
		return ERR_NOMEM;
	*ret_host = TAKE(h);
	return ERR_OK;
}

struct skf_peer *
skf_host_peer(struct skf_host *h)
{
	return &h->peer;
}

void
skf_host_free(struct skf_host *h)
{
	if (h == NULL)
		return;
	child_end(h->worker, CHANNEL_GRACE_MS);
	child_end(h->kept, 0);
	pthread_mutex_destroy(&h->mutex);
	free(h->path);
	free(h->layout);
	free(h);
}
