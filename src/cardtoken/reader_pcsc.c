/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Readers by PC/SC: pcsc-lite here, the system's own winscard on Windows; the
 * only file that includes its header.
 *
 * The service may be stopped and started again. Its contexts are lost then:
 * what is asked of the readers is asked once more with a new one, and what was
 * connected is gone, as if it had been unplugged.
 */
#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <winscard.h>

#include "base/clock.h"
#include "cardtoken/reader.h"

#define ANSWER_MAX 65538 /* octets: the longest there is, and its status */
#define NAMES_MAX 8192	 /* octets of all readers' names */
#define NO_SERVICE_MS 2000
#define WAKE_AGAIN_MS 2
#define WAKE_TRIES 1000
/* A reader that always is there, and changes when others come and go. */
#define ANY_READER "\\\\?PnP?\\Notification"

/* What waits for changes: a context of its own, since one that waits serves
 * nobody else. */
struct waiter {
	pthread_mutex_t mutex; /* of what follows */
	pthread_cond_t changed;
	bool woken, inside; /* inside: of SCardGetStatusChange */
	SCARDCONTEXT context;
	bool established;
	/* Of the waiting thread alone: */
	SCARD_READERSTATE rows[CARD_READERS_MAX + 1];
	char names[CARD_READERS_MAX + 1][CARD_READER_NAME_SIZE];
	size_t count;
};

struct pcsc {
	struct card_readers readers;
	SCARDCONTEXT context;
	bool established;
	struct waiter waiter;
};

struct pcsc_link {
	struct card_link link;
	struct pcsc *pcsc; /* borrowed */
	SCARDHANDLE card;
	DWORD protocol;
	char name[CARD_READER_NAME_SIZE];
	uint8_t room[ANSWER_MAX];
};

/* --- the context --- */

static bool
is_lost(LONG rv)
{
	return rv == SCARD_E_NO_SERVICE || rv == SCARD_E_SERVICE_STOPPED ||
	       rv == SCARD_E_INVALID_HANDLE || rv == SCARD_F_COMM_ERROR;
}

static LONG
establish(SCARDCONTEXT *context, bool *established)
{
	LONG rv = SCARD_S_SUCCESS;

	if (!*established)
		rv = SCardEstablishContext(
		    SCARD_SCOPE_SYSTEM, NULL, NULL, context);
	*established = rv == SCARD_S_SUCCESS;
	return rv;
}

static void
release(SCARDCONTEXT context, bool *established)
{
	if (*established)
		SCardReleaseContext(context);
	*established = false;
}

/* What failures mean at any place; others are FAILED. */
static enum card_io
io_of(LONG rv)
{
	static const struct {
		LONG rv;
		enum card_io io;
	} table[] = {
	    {SCARD_S_SUCCESS, CARD_IO_OK},
	    {SCARD_W_RESET_CARD, CARD_IO_RESET},
	    {SCARD_W_REMOVED_CARD, CARD_IO_REMOVED},
	    {SCARD_E_READER_UNAVAILABLE, CARD_IO_REMOVED},
	    {SCARD_E_UNKNOWN_READER, CARD_IO_REMOVED},
	    {SCARD_E_NO_SMARTCARD, CARD_IO_ABSENT},
	    {SCARD_W_UNRESPONSIVE_CARD, CARD_IO_MUTE},
	    {SCARD_W_UNPOWERED_CARD, CARD_IO_MUTE},
	    {SCARD_W_UNSUPPORTED_CARD, CARD_IO_MUTE},
	    {SCARD_E_PROTO_MISMATCH, CARD_IO_MUTE},
	    {SCARD_E_SHARING_VIOLATION, CARD_IO_BUSY},
	    {SCARD_E_NO_MEMORY, CARD_IO_NOMEM},
	};

	if (is_lost(rv))
		return CARD_IO_SERVICE;
	for (size_t i = 0; i < COUNT(table); i++)
		if (table[i].rv == rv)
			return table[i].io;
	return CARD_IO_FAILED;
}

/* The same of a connected card, which is gone if the service is. */
static enum card_io
io_of_link(LONG rv)
{
	enum card_io io = io_of(rv);

	return io == CARD_IO_SERVICE || io == CARD_IO_ABSENT ? CARD_IO_REMOVED
							     : io;
}

/* --- which readers, and what is in them --- */

static LONG
list_names(SCARDCONTEXT context, char names[NAMES_MAX])
{
	DWORD len = NAMES_MAX;
	LONG rv = SCardListReaders(context, NULL, names, &len);

	if (rv != SCARD_E_NO_READERS_AVAILABLE)
		return rv;
	names[0] = '\0';
	return SCARD_S_SUCCESS;
}

/* Those whose name fits, into rows of our own. */
static size_t
take_names(const char *names, char out[][CARD_READER_NAME_SIZE])
{
	size_t count = 0;

	for (; *names != '\0'; names += strlen(names) + 1)
		if (count < CARD_READERS_MAX &&
		    strlen(names) < CARD_READER_NAME_SIZE)
			memcpy(out[count++], names, strlen(names) + 1);
	return count;
}

static LONG
list_states(SCARDCONTEXT context, struct card_reader_list *list)
{
	SCARD_READERSTATE rows[CARD_READERS_MAX] = {{0}};
	char names[NAMES_MAX], each[CARD_READERS_MAX][CARD_READER_NAME_SIZE];
	size_t count;
	LONG rv = list_names(context, names);

	if (rv != SCARD_S_SUCCESS)
		return rv;
	count = take_names(names, each);
	for (size_t i = 0; i < count; i++)
		rows[i].szReader = each[i];
	if (count > 0)
		rv = SCardGetStatusChange(context, 0, rows, (DWORD)count);
	if (rv != SCARD_S_SUCCESS && rv != SCARD_E_TIMEOUT)
		return rv;
	list->count = count;
	for (size_t i = 0; i < count; i++) {
		memcpy(list->rows[i].name, each[i], sizeof(each[i]));
		list->rows[i].card =
		    (rows[i].dwEventState & SCARD_STATE_PRESENT) != 0;
		list->rows[i].changes = (uint32_t)(rows[i].dwEventState >> 16);
	}
	return SCARD_S_SUCCESS;
}

static enum card_io
pcsc_list(struct card_readers *r, struct card_reader_list *ret_list)
{
	struct pcsc *p = (struct pcsc *)r;
	struct card_reader_list list = {.count = 0};
	LONG rv = SCARD_E_NO_SERVICE;

	for (int i = 0; i < 2 && is_lost(rv); i++) {
		rv = establish(&p->context, &p->established);
		if (rv == SCARD_S_SUCCESS)
			rv = list_states(p->context, &list);
		if (is_lost(rv))
			release(p->context, &p->established);
	}
	if (rv == SCARD_S_SUCCESS)
		*ret_list = list;
	return io_of(rv);
}

/* --- one card --- */

static LONG
connect_card(struct pcsc_link *l)
{
	return SCardConnect(l->pcsc->context, l->name, SCARD_SHARE_SHARED,
	    SCARD_PROTOCOL_T0 | SCARD_PROTOCOL_T1, &l->card, &l->protocol);
}

static enum card_io
pcsc_connect(
    struct card_readers *r, const char *name, struct card_link **ret_link)
{
	struct pcsc *p = (struct pcsc *)r;
	struct pcsc_link *l;
	LONG rv = SCARD_E_NO_SERVICE;

	if (strlen(name) >= CARD_READER_NAME_SIZE)
		return CARD_IO_REMOVED;
	l = calloc(1, sizeof(*l));
	if (l == NULL)
		return CARD_IO_NOMEM;
	l->link.class = r->class;
	l->pcsc = p;
	memcpy(l->name, name, strlen(name) + 1);
	for (int i = 0; i < 2 && is_lost(rv); i++) {
		rv = establish(&p->context, &p->established);
		if (rv == SCARD_S_SUCCESS)
			rv = connect_card(l);
		if (is_lost(rv))
			release(p->context, &p->established);
	}
	if (rv != SCARD_S_SUCCESS) {
		free(l);
		return rv == SCARD_W_REMOVED_CARD ? CARD_IO_ABSENT : io_of(rv);
	}
	*ret_link = &l->link;
	return CARD_IO_OK;
}

static void
pcsc_disconnect(struct card_link *link, bool reset)
{
	struct pcsc_link *l = (struct pcsc_link *)link;

	SCardDisconnect(l->card, reset ? SCARD_RESET_CARD : SCARD_LEAVE_CARD);
	free(l);
}

static enum card_io
pcsc_begin(struct card_link *link)
{
	return io_of_link(
	    SCardBeginTransaction(((struct pcsc_link *)link)->card));
}

static void
pcsc_end(struct card_link *link)
{
	SCardEndTransaction(((struct pcsc_link *)link)->card, SCARD_LEAVE_CARD);
}

static enum card_io
pcsc_reconnect(struct card_link *link)
{
	struct pcsc_link *l = (struct pcsc_link *)link;

	return io_of_link(SCardReconnect(l->card, SCARD_SHARE_SHARED,
	    SCARD_PROTOCOL_T0 | SCARD_PROTOCOL_T1, SCARD_LEAVE_CARD,
	    &l->protocol));
}

static enum card_io
pcsc_transmit(struct card_link *link, struct bytes command, struct buf *answer)
{
	struct pcsc_link *l = (struct pcsc_link *)link;
	DWORD len = sizeof(l->room);
	LONG rv = SCardTransmit(l->card,
	    l->protocol == SCARD_PROTOCOL_T0 ? SCARD_PCI_T0 : SCARD_PCI_T1,
	    command.p, (DWORD)command.len, NULL, l->room, &len);

	if (rv != SCARD_S_SUCCESS)
		return io_of_link(rv);
	if (len == 0) /* so some drivers say that the card has gone */
		return CARD_IO_FAILED;
	buf_put(answer, BYTES(l->room, len));
	secret_wipe(l->room, len);
	return buf_status(answer) == ERR_OK ? CARD_IO_OK : CARD_IO_NOMEM;
}

/* Has the reader noticed that its card is gone, or does it within that time?
 * Other things change in between, as who uses the card. */
static bool
leaves(const struct pcsc_link *l, int64_t ms)
{
	const int64_t end = clock_monotonic_ms() + ms;
	SCARD_READERSTATE row = {
	    .szReader = l->name, .dwCurrentState = SCARD_STATE_UNAWARE};
	LONG rv = SCARD_S_SUCCESS;

	while (rv == SCARD_S_SUCCESS) {
		const int64_t left = end - clock_monotonic_ms();

		rv = SCardGetStatusChange(
		    l->pcsc->context, left > 0 ? (DWORD)left : 0, &row, 1);
		if (rv == SCARD_S_SUCCESS &&
		    (row.dwEventState & SCARD_STATE_PRESENT) == 0)
			return true;
		row.dwCurrentState =
		    row.dwEventState & ~(DWORD)SCARD_STATE_CHANGED;
	}
	return rv != SCARD_E_TIMEOUT; /* the service, then */
}

static enum card_io
pcsc_status(struct card_link *link, bool settle)
{
	struct pcsc_link *l = (struct pcsc_link *)link;
	DWORD state, protocol;
	enum card_io io;

	if (settle && leaves(l, CARD_SETTLE_MS))
		return CARD_IO_REMOVED;
	io = io_of_link(
	    SCardStatus(l->card, NULL, NULL, &state, &protocol, NULL, NULL));
	return io == CARD_IO_OK || io == CARD_IO_RESET ? io : CARD_IO_REMOVED;
}

/* --- waiting --- */

/* What was known of that reader, so that no change since then is missed. */
static DWORD
known_state(const struct waiter *w, const char *name)
{
	for (size_t i = 0; i < w->count; i++)
		if (strcmp(w->names[i], name) == 0)
			return w->rows[i].dwCurrentState;
	return SCARD_STATE_UNAWARE;
}

static LONG
learn_readers(struct waiter *w)
{
	char names[NAMES_MAX];
	char each[CARD_READERS_MAX + 1][CARD_READER_NAME_SIZE] = {{0}};
	SCARD_READERSTATE rows[CARD_READERS_MAX + 1] = {{0}};
	size_t count;
	LONG rv = list_names(w->context, names);

	if (rv != SCARD_S_SUCCESS)
		return rv;
	count = take_names(names, each);
	memcpy(each[count++], ANY_READER, sizeof(ANY_READER));
	for (size_t i = 0; i < count; i++) {
		rows[i].dwCurrentState = known_state(w, each[i]);
		rows[i].szReader = w->names[i];
	}
	memcpy(w->names, each, sizeof(each));
	memcpy(w->rows, rows, sizeof(rows));
	w->count = count;
	return SCARD_S_SUCCESS;
}

/* Wait without the mutex. */
static LONG
wait_for_change(struct waiter *w)
{
	LONG rv;

	w->inside = true;
	pthread_mutex_unlock(&w->mutex);
	rv = SCardGetStatusChange(
	    w->context, INFINITE, w->rows, (DWORD)w->count);
	pthread_mutex_lock(&w->mutex);
	w->inside = false;
	if (rv == SCARD_S_SUCCESS)
		for (size_t i = 0; i < w->count; i++)
			w->rows[i].dwCurrentState = w->rows[i].dwEventState &
						    ~(DWORD)SCARD_STATE_CHANGED;
	return rv;
}

/* Without a service nothing tells of changes: look again in a while, or when
 * woken. */
static void
wait_for_service(struct waiter *w)
{
	struct timespec until;

	clock_gettime(CLOCK_REALTIME, &until);
	until.tv_sec += NO_SERVICE_MS / 1000;
	while (!w->woken && pthread_cond_timedwait(
				&w->changed, &w->mutex, &until) != ETIMEDOUT)
		continue;
}

static void
pcsc_wait(struct card_readers *r)
{
	struct waiter *w = &((struct pcsc *)r)->waiter;
	LONG rv = SCARD_S_SUCCESS;

	pthread_mutex_lock(&w->mutex);
	if (!w->woken)
		rv = establish(&w->context, &w->established);
	if (!w->woken && rv == SCARD_S_SUCCESS)
		rv = learn_readers(w);
	if (!w->woken && rv == SCARD_S_SUCCESS)
		rv = wait_for_change(w);
	if (rv != SCARD_S_SUCCESS && rv != SCARD_E_CANCELLED &&
	    rv != SCARD_E_UNKNOWN_READER) {
		release(w->context, &w->established);
		w->count = 0;
		wait_for_service(w);
	}
	w->woken = false;
	pthread_cond_broadcast(&w->changed);
	pthread_mutex_unlock(&w->mutex);
}

/* A cancel just before the wait begins is lost: so again, until it is over. */
static void
pcsc_wake(struct card_readers *r)
{
	struct waiter *w = &((struct pcsc *)r)->waiter;

	pthread_mutex_lock(&w->mutex);
	w->woken = true;
	pthread_cond_broadcast(&w->changed);
	for (int i = 0; i < WAKE_TRIES && w->inside; i++) {
		SCardCancel(w->context);
		pthread_mutex_unlock(&w->mutex);
		clock_sleep_ms(WAKE_AGAIN_MS);
		pthread_mutex_lock(&w->mutex);
	}
	pthread_mutex_unlock(&w->mutex);
}

static void
pcsc_free(struct card_readers *r)
{
	struct pcsc *p = (struct pcsc *)r;

	release(p->context, &p->established);
	release(p->waiter.context, &p->waiter.established);
	pthread_cond_destroy(&p->waiter.changed);
	pthread_mutex_destroy(&p->waiter.mutex);
	free(p);
}

static const struct card_readers_class pcsc_class = {
    .list = pcsc_list,
    .connect = pcsc_connect,
    .wait = pcsc_wait,
    .wake = pcsc_wake,
    .free = pcsc_free,
    .begin = pcsc_begin,
    .end = pcsc_end,
    .transmit = pcsc_transmit,
    .reconnect = pcsc_reconnect,
    .status = pcsc_status,
    .disconnect = pcsc_disconnect,
};

enum card_io
card_readers_pcsc(struct card_readers **ret_r)
{
	struct pcsc *p = calloc(1, sizeof(*p));

	if (p == NULL)
		return CARD_IO_NOMEM;
	p->readers.class = &pcsc_class;
	pthread_mutex_init(&p->waiter.mutex, NULL);
	pthread_cond_init(&p->waiter.changed, NULL);
	*ret_r = &p->readers;
	return CARD_IO_OK;
}
