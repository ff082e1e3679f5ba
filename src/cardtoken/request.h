/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Commands of 0017r about what is open: a request says what it is about, and
 * here the ids are put in that the card gave for it in this epoch. What is not
 * open (any more) is opened first; a login that the command needs is looked up
 * in what this process did, before anything is sent.
 *
 * When the card has forgotten what was open, the command was not executed: the
 * request is made once more with new ids.
 */
#ifndef CARDTOKEN_REQUEST_H
#define CARDTOKEN_REQUEST_H

#include "cardtoken/object.h"

/* An SKF call on a device: nobody else's commands come between. */
struct operation {
	struct back_device *device; /* NULL: not begun */
};
/* SAR_DEVICE_REMOVED, SAR_CARD_FOREIGN. */
MUST_USE uint32_t operation_begin(struct back_device *d, struct operation *o);
void operation_done(struct operation *o);
DEFINE_AUTO_DONE(operation)

enum request_ids {
	IDS_NONE,
	IDS_DATA, /* application's, and the container's if there is one */
	IDS_P1_P2 /* application's, in commands about files */
};

/* What is added to a command, after a challenge of the card (card/secure.h). */
enum request_seal { SEAL_NONE, SEAL_CRYPTOGRAM, SEAL_MAC };

struct request {
	enum card_ins ins;
	uint8_t p1, p2;
	enum request_ids ids;
	struct back_application *application; /* unless IDS_NONE */
	struct back_container *container;     /* of it; or NULL */
	bool user;			      /* its login is needed */
	struct bytes data;		      /* behind the ids */
	uint32_t expect;		      /* octets of answer, at most */
	enum channel_care care;
	enum request_seal seal;
	struct bytes key;   /* for the seal */
	ULONG *reterr_left; /* tries left, for PINs; or NULL */
};

/*
 * Make it, inside an operation; the answer's data is added to answer, which
 * has room for r->expect octets. Codes of card/status.def;
 * SAR_USER_NOT_LOGGED_IN; SAR_PIN_INCORRECT, SAR_PIN_LOCKED;
 * SAR_APPLICATION_NOT_EXISTS, SAR_FILE_NOT_EXIST if what it is about is gone;
 * SAR_FAIL for an answer that is too long.
 */
MUST_USE uint32_t request_make(
    struct back_device *d, const struct request *r, struct buf *answer);

/* The same for those without an answer. SAR_FAIL if there is one. */
MUST_USE uint32_t request_do(struct back_device *d, const struct request *r);

/*
 * Open what may have been deleted or made anew by others, inside an operation:
 * its id is of this moment. In one transaction (SKF_LockDev holds one) others
 * can do neither, and once is enough. SAR_APPLICATION_NOT_EXISTS,
 * SAR_FILE_NOT_EXIST.
 */
MUST_USE uint32_t request_open_application(struct back_application *a);
MUST_USE uint32_t request_open_container(struct back_container *c);
/* The same with what the card answered to its making. SAR_FAIL. */
MUST_USE uint32_t request_take_container(
    struct back_container *c, struct bytes answer);

/* A question as an operation of its own, which may be answered from memory. */
MUST_USE uint32_t request_ask(
    struct back_device *d, const struct request *r, struct buf *answer);

#endif
