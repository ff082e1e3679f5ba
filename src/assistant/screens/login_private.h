/* SPDX-License-Identifier: Apache-2.0 */
/* 登录: its state, shared by the files login*.c and nobody else. */
#ifndef ASSISTANT_SCREENS_LOGIN_PRIVATE_H
#define ASSISTANT_SCREENS_LOGIN_PRIVATE_H

#include "assistant/screens/captcha_field.h"
#include "assistant/screens/cert_choice.h"
#include "assistant/screens/desk.h"
#include "assistant/screens/panel.h"
#include "assistant/screens/pin_field.h"

enum {
	LOGIN_OFFICE = 1,
	LOGIN_OFFICE_NEXT,
	LOGIN_RETRY,
	LOGIN_HELP,
	LOGIN_USER,
	LOGIN_APPLICANT,
	LOGIN_TABLE,
	LOGIN_GO,
	LOGIN_CANCEL,
	LOGIN_FORGOT,
	LOGIN_BACK,
	LOGIN_DETAILS,
	LOGIN_TERMS,
	LOGIN_ACCEPT,
	LOGIN_LOGOUT,
	LOGIN_ISSUE,
	LOGIN_UPDATE,
	LOGIN_ANEW,
	LOGIN_PIN = 40,
	LOGIN_CAPTCHA = 50,
};

enum login_way { LOGIN_BY_ACCOUNT, LOGIN_BY_CERTIFICATE, LOGIN_WAYS };

/* Its jobs. */
enum {
	LOGIN_JOB_CONNECT,
	LOGIN_JOB_CAPTCHA,
	LOGIN_JOB_ACCOUNT,
	LOGIN_JOB_CERTIFICATE,
	LOGIN_JOB_NAMED,
	LOGIN_JOB_LOGOUT
};

#define LOGIN_USER_SIZE 65

/* What the desk remembers: who logged in last by account; the root of an office
 * that was contacted first, until somebody went on from its fingerprint. */
#define LOGIN_MEMO_USER "login.user"
#define LOGIN_MEMO_ROOT "login.new-root"

struct login {
	struct panel panel;
	bool decided; /* which way is shown first */
	enum login_way way;
	bool connected;
	char office[SETTING_VALUE_SIZE];
	bool office_wrong;
	char user[LOGIN_USER_SIZE], applicant[NAME_TEXT_SIZE];
	bool user_wrong, applicant_wrong;
	bool naming; /* the PIN is lost: captcha instead of it */
	struct captcha_field captcha;
	struct cert_choice choice;
	struct pin_field pin;
	/* The terms of use are to be accepted; the PIN waits for that. */
	bool terms;
	struct secret *terms_pin;
	bool done; /* logged in by this window, */
	bool seen; /* and the office has said so */
	bool anew; /* who is logged in wants to be with a certificate */
};

/* Who is logged in is so now? */
bool login_is_in(const struct screen *s);
/* The certificate that is chosen, or NULL; is it good for a login now? */
const struct holder_pair *login_pair_chosen(const struct screen *s);
bool login_pair_usable(const struct screen *s);

void login_show(const struct screen *s, struct view *v);

/* --- login_job.c --- */

struct login_job {
	struct job job;
	char user[LOGIN_USER_SIZE], applicant[NAME_TEXT_SIZE];
	char captcha_id[sizeof(((struct captcha *)0)->id)];
	char captcha_answer[CAPTCHA_ANSWER_SIZE];
	bool captcha;
	char serial[CERT_SERIAL_TEXT_SIZE];
	struct secret *pin;
	bool accept;
	char pinned[SETTING_VALUE_SIZE]; /* found: the root, if just now */
};

/* Starts it, with what the window has. */
void login_job_start(struct screen *s, int what);

#endif
