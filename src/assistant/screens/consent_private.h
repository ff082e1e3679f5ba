/* SPDX-License-Identifier: Apache-2.0 */
/* 网站请求证书登录: its state, shared by consent*.c and nobody else. */
#ifndef ASSISTANT_SCREENS_CONSENT_PRIVATE_H
#define ASSISTANT_SCREENS_CONSENT_PRIVATE_H

#include "assistant/screens/cert_choice.h"
#include "assistant/screens/consent.h"
#include "assistant/screens/panel.h"
#include "assistant/screens/pin_field.h"
#include "assistant/screens/site.h"

enum {
	CONSENT_TABLE = 1,
	CONSENT_ALLOW,
	CONSENT_REFUSE,
	CONSENT_REMEMBER,
	CONSENT_HELP,
	CONSENT_PIN = 40
};

#define CONSENT_PROGRAM_SIZE 65
/* Nobody can allow what he has not had the time to read. */
#define CONSENT_READ_S 1

struct consent_waiting {
	struct site site;
	char program[CONSENT_PROGRAM_SIZE];
	char nonce[LOGIN_NONCE_MAX + 1];
	int64_t expires_at;
	void (*answer)(void *self, const struct consent_answer *a);
	void *self;
};

struct consent {
	/* The first one is shown. */
	struct consent_waiting line[CONSENT_WAITING_MAX];
	size_t count;
	int number;	  /* of the one that is shown, for its job */
	int64_t shown_at; /* since when */
	bool remember;
	/* The certificate that was remembered for the site; "": none. */
	char recalled[CERT_SERIAL_TEXT_SIZE];
	struct panel panel, recall;
	struct cert_choice choice;
	struct pin_field pin;
};

/* May it be allowed by now? */
bool consent_is_read(const struct screen *s);

void consent_show(const struct screen *s, struct view *v);

#endif
