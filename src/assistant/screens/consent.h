/* SPDX-License-Identifier: Apache-2.0 */
/*
 * 网站请求证书登录: a page asked for a login with a certificate, and here a
 * person says yes or no. The PIN is typed in this window and never leaves it;
 * who asked gets the signature, or a refusal, and learns nothing else: not
 * which certificates there are, nor why one was not used.
 *
 * Requests wait in a line and are shown one at a time. All here runs on the
 * drawing thread.
 */
#ifndef ASSISTANT_SCREENS_CONSENT_H
#define ASSISTANT_SCREENS_CONSENT_H

#include "assistant/screens/desk.h"

enum consent_decision {
	CONSENT_ALLOWED,
	CONSENT_REFUSED, /* by the person; or not shown at all: see err */
	CONSENT_TIMEOUT,
	CONSENT_CLOSED, /* the window was, or the program ends */
};

/* Borrowed for the call. */
struct consent_answer {
	enum consent_decision decision;
	/* Why it was not shown: FIELD_INVALID for an origin that is none,
	 * TOO_MANY_TRIES if CONSENT_WAITING_MAX wait already; else OK. */
	enum err err;
	/* If allowed: the signing certificate's number, and its proof, DER. */
	const char *serial;
	struct bytes certificate, signature;
};

struct consent_request {
	const char *origin;  /* of the page: "https://wssq.example" */
	const char *program; /* what it is shown in: a browser's name */
	const char *nonce;   /* to be signed, pki/login.h */
	int64_t expires_at;  /* by the desk's clock */
	/* Called once: when it is decided, perhaps before consent_ask returns.
	 * Not after consent_withdraw. */
	void (*answer)(void *self, const struct consent_answer *a);
	void *self;
};

#define CONSENT_WAITING_MAX 8

/* Texts are copied. Opens the window, or brings it to the front. */
void consent_ask(struct desk *d, const struct consent_request *r);

/* Who asked is gone: drop what came with that self, without an answer. */
void consent_withdraw(struct desk *d, const void *self);

#endif
