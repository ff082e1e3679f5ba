/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What this process knows of cards: the objects that back_end.h leaves to the
 * back end. What a card can forget carries the epoch (channel.h) in which it
 * was true; 0 is none.
 *
 * Objects are shared: a device by all handles of its reader, an application by
 * all handles of its name, a container likewise; each counts its references
 * and keeps what it is part of.
 */
#ifndef CARDTOKEN_OBJECT_H
#define CARDTOKEN_OBJECT_H

#include "card/record.h"
#include "cardtoken/channel.h"
#include "provider/back_end.h"

#define CARD_CHALLENGE_MAX 16	  /* octets that a host may use of a random */
#define CARD_REMEMBER_MS 1000	  /* see struct answer_memory */
#define CARD_FILE_MAX 65535	  /* octets: offsets have 16 bits */
#define CARD_CERTIFICATE_MAX 4096 /* octets */

/* A card that is another maker's, as it is in its reader: it is not asked
 * again before the reader has seen another. */
struct card_verdict {
	char name[CARD_READER_NAME_SIZE]; /* "": none */
	uint32_t changes;
};

struct back_state {
	struct gm *gm;		      /* borrowed */
	struct card_readers *readers; /* owned */
	struct back_device *devices;
	struct card_verdict verdicts[CARD_READERS_MAX];
};

/*
 * The standard asks twice: for a length, then for the octets. The answer to a
 * question is kept for the very next one, if it is the same and comes soon:
 * as if both had been asked in one moment
 * (docs/decisions/0097-what-is-remembered-of-a-card.md).
 */
struct answer_memory {
	struct buf command, answer;
	int64_t until; /* clock_monotonic_ms; 0: nothing is kept */
};

struct back_device {
	struct back_device *next;
	struct back_state *state;
	unsigned refs;
	char name[CARD_READER_NAME_SIZE];
	struct channel channel;
	struct answer_memory memory;
	uint32_t authenticated;		       /* epoch */
	uint8_t challenge[CARD_CHALLENGE_MAX]; /* of the last random */
	size_t challenge_len;
	struct secret *key; /* the device key, if this process knows it */
	struct back_application *applications;
};

struct back_application {
	struct back_application *next;
	struct back_device *device; /* a reference */
	unsigned refs;
	char name[CARD_TEXT_SIZE];
	struct card_id id;
	uint32_t open;			 /* epoch */
	uint32_t seen;			 /* transaction in which it was there */
	uint32_t file_rights;		 /* who may make files */
	uint32_t logins[CARD_PIN_COUNT]; /* epochs: by this process */
	struct back_container *containers;
	struct file_row *files; /* file.c */
};

struct back_container {
	struct back_container *next;
	struct back_application *application; /* a reference, if referred to */
	unsigned refs;
	char name[CARD_TEXT_SIZE];
	struct card_id id;
	uint32_t open; /* epoch */
	uint32_t seen; /* transaction in which it was there */
};

/* --- devices (device.c) --- */

/* Free what is not referred to, unless rights are held in it. */
void device_release(struct back_device *d);

/* --- applications (application.c) --- */

/* The object of that name, made if there is none; a reference is added.
 * SAR_MEMORYERR. */
MUST_USE uint32_t application_refer_named(
    struct back_device *d, const char *name, struct back_application **ret_a);
void application_refer(struct back_application *a);
void application_release(struct back_application *a);

/* Is that PIN verified in this process, as far as is known? */
bool application_has(const struct back_application *a, enum card_pin pin);
/* Does it allow what SECURE_…_ACCOUNT rights ask for? */
bool application_allows(const struct back_application *a, uint32_t rights);
void application_log_out(struct back_application *a);
/* It is gone, or another has its name: nothing that was known is true. */
void application_forget(struct back_application *a);
/* All of a device's: end logins in the card too; free, when nothing refers to
 * them any more. */
void applications_log_out(struct back_device *d);
void applications_free(struct back_device *d);

/* --- containers (container.c) --- */

void container_refer(struct back_container *c);
void container_release(struct back_container *c);
/* All of an application's: not open any more; free, when nothing refers to
 * them any more. */
void containers_forget(struct back_application *a);
void containers_free(struct back_application *a);

/* --- files (file.c) --- */

/* Forget what is known of files' rights. */
void files_forget(struct back_application *a);

#endif
