/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The assistant's core: the operations of the menu, without a toolkit and
 * without a terminal. Windows and the command line ask it; it asks tokens
 * (skf/token.h) and the office (assistant/office.h).
 *
 * One assistant serves one home folder (docs/architecture.md, "The client's
 * folder"). One thread at a time; two processes on one home are kept apart by
 * locks. Long work tells its steps through progress, and can be cancelled by
 * it. PINs and codes come in as struct bytes from locked memory and are not
 * kept.
 *
 * Before any operation that changes a carrier, unfinished ones are finished
 * or undone (journal.h). Every function also fails with what the office
 * answered, with OFFICE_… when it did not, with TOKEN_… from carriers, and
 * with CANCELLED.
 */
#ifndef ASSISTANT_ASSISTANT_H
#define ASSISTANT_ASSISTANT_H

#include "assistant/steps.h"
#include "assistant/transport.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/random.h"
#include "pki/evidence.h"
#include "skf/token.h"

struct assistant;

struct progress {
	/* A step of long work (steps.h); done of total come before it. */
	void (*step)(void *self, enum step step, int done, int total);
	/*
	 * Is the work to be cancelled? Asked between steps, before and during
	 * each exchange with the office, on the thread that works; true stays
	 * true until the work is over. It ends with CANCELLED, and all is as
	 * after a power cut: what the office does not know of is undone at
	 * once, what it may know of is in the journal (assistant_resume). From
	 * the step on that settles it (steps.h) nothing asks: the rest is
	 * brief, and is finished.
	 */
	bool (*cancelled)(void *self);
	void *self;
};

struct assistant_options {
	const char *home;   /* NULL: the default folder */
	const char *office; /* NULL: the one of the settings */
	enum lang lang;	    /* of the office's messages */
	struct clock clock;
	struct random random;
	const struct transport *transport; /* NULL: libcurl */
	struct progress progress;	   /* what is NULL is not told */
	/* It is the windows' program: with the default folder, starting with
	 * the desktop is registered as the setting has it (autostart.h). */
	bool windows;
};

MUST_USE enum err assistant_open(
    const struct assistant_options *o, struct assistant **ret_a);
/* The home folder that given, of the options, means: as seen from the root, or
 * for NULL cert-assistant among this user's data. It need not be there.
 * TOO_LARGE, FILE_MISSING. */
MUST_USE enum err assistant_find_home(
    const char *given, char out[FILE_PATH_MAX]);
/* Its home folder; borrowed. */
const char *assistant_home(const struct assistant *a);
/* The language of the office's messages from now on. */
void assistant_set_lang(struct assistant *a, enum lang lang);

void assistant_free(struct assistant *a);
DEFINE_AUTO(assistant)

/* What the last failed call knows beyond its error: borrowed until the next
 * call. Empty strings and -1 where there is nothing. */
struct failure {
	int tries_left; /* of a PIN or code; -1 unknown */
	/* The carrier worked with last: what TOKEN_…, PIN_… and CARD_… mean. */
	char carrier[33], label[33];
	char field[64];	  /* of FIELD_INVALID */
	char detail[256]; /* what exactly, e.g. the library's name */
	char terms[64];	  /* ACCOUNT_NOT_ACTIVE: version of the terms of use */
	char terms_url[CERT_URL_SIZE]; /* … and where they stand */
};
const struct failure *assistant_failure(const struct assistant *a);

/* Is the error about a carrier: that of the failure, if it knows one? */
bool failure_is_of_carrier(enum err e);
/* Which one, for people: "label serial", or "" where the error is about none
 * or the failure knows none. */
#define FAILURE_CARRIER_SIZE 68
void failure_carrier(
    enum err e, const struct failure *known, char out[FAILURE_CARRIER_SIZE]);

/* --- the office --- */

/* First contact or check: fetches and verifies the office's certificates
 * against the pinned root, compares clocks (CLOCK_WRONG past 10 minutes).
 * *ret_pinned tells that the root was pinned just now. OFFICE_CHANGED. */
MUST_USE enum err assistant_connect(struct assistant *a, bool *ret_pinned);

struct captcha {
	char id[1024];
	struct buf png;
};
void captcha_done(struct captcha *c);
DEFINE_AUTO_DONE(captcha)
/* NOT_FOUND when the office asks for none. */
MUST_USE enum err assistant_captcha(
    struct assistant *a, struct captcha *ret_captcha);

/* captcha_id and answer may be NULL where the office asks for none.
 * LOGIN_REFUSED, TOO_MANY_TRIES. */
MUST_USE enum err assistant_login_account(struct assistant *a,
    const char *user_name, const char *applicant, const char *captcha_id,
    const char *captcha_answer);

/* With the signing certificate of that serial number; NULL takes the first
 * usable one, of a USB key before a soft token. accept_terms: the terms of use
 * that the office names are accepted, which makes the account active; else
 * ACCOUNT_NOT_ACTIVE, and the failure knows which terms. PIN_…, CERT_…. */
MUST_USE enum err assistant_login_certificate(struct assistant *a,
    const char *serial, struct bytes pin, bool accept_terms);

/* Name the certificate of that serial number (as in assistant_pair) without
 * its PIN. Such a session can do nothing but unlock. Captcha as above. */
MUST_USE enum err assistant_login_named(struct assistant *a, const char *serial,
    const char *captcha_id, const char *captcha_answer);

/* A login to a web site whose page asked for it (pki/login.h): signed here,
 * sent by the page. */
struct site_login {
	const char *origin, *nonce; /* the page's, and what its server made */
	const char *serial;	    /* of the signing certificate */
	struct bytes pin;
};
struct site_proof {
	struct buf certificate, signature; /* DER */
};
void site_proof_done(struct site_proof *p);
DEFINE_AUTO_DONE(site_proof)
/* Neither office nor session are needed. Before a PIN is tried: FIELD_INVALID
 * for an origin or nonce that is none; CERT_…, OPERATION_PENDING. PIN_…. */
MUST_USE enum err assistant_sign_login(struct assistant *a,
    const struct site_login *l, struct site_proof *ret_proof);

/* Ends the session at the office too, if it can be reached. */
MUST_USE enum err assistant_logout(struct assistant *a);

struct account_state {
	bool logged_in;
	char kind[16]; /* account, certificate, named, exchange */
	char user_name[65], name[NAME_TEXT_SIZE], account_kind[16], state[16];
	int64_t expires_at;
	bool code_open; /* an authorisation code waits to be used */
	int64_t code_expires_at;
	int code_tries_left;
	/* What an update would be now: none, renewal, name; "" not told. */
	char update[16];
	int64_t update_opens_at;	  /* renewal opens then; 0: not told */
	char update_name[NAME_TEXT_SIZE]; /* the new name, or "" */
	int unfinished;			  /* operations in the journal */
};
/* Is the whole account open to whoever is logged in? Not with a certificate
 * that is only named, nor within an exchange. */
bool account_state_is_open(const struct account_state *s);
/* Why an account that has a certificate cannot do more than log in: OK;
 * ACCOUNT_NOT_ACTIVE before the certificate's first login; ACCOUNT_STATE. */
enum err account_state_trouble(const struct account_state *s);
/* SESSION_MISSING is not a failure here: logged_in is false. */
MUST_USE enum err assistant_status(
    struct assistant *a, struct account_state *ret_s);

/* What the office knows of the account's pairs, newest first. */
struct account_certificate {
	char serial[CERT_SERIAL_TEXT_SIZE];
	char state[16]; /* valid, on-hold, revoked */
	int64_t not_after;
};
struct account_pair {
	char state[16]; /* intended, delivered, confirmed, replaced */
	char carrier_serial[33];
	struct account_certificate sign, encrypt; /* serial "" if not issued */
};
#define ACCOUNT_PAIRS_MAX 1024
struct account_pairs {
	struct account_pair *rows;
	size_t count;
};
void account_pairs_free(struct account_pairs *p);
DEFINE_AUTO(account_pairs)
MUST_USE enum err assistant_account_pairs(
    struct assistant *a, struct account_pairs **ret_pairs);

/* --- carriers and certificates --- */

/* A certificate as shown to people; each pair is one row. */
struct holder_pair {
	char token_serial[33], token_label[33], container[65];
	enum carrier_kind carrier;
	char subject[NAME_TEXT_SIZE]; /* CN */
	char issuer[NAME_TEXT_SIZE];  /* CN */
	char user_name[65];
	char sign_serial[CERT_SERIAL_TEXT_SIZE];
	char encrypt_serial[CERT_SERIAL_TEXT_SIZE];
	int64_t not_before, not_after;
	int days_left;
	enum err state;	 /* OK, CERT_EXPIRED, CERT_NOT_YET_VALID, … */
	bool unfinished; /* being obtained: not confirmed yet, see resume */
	struct buf sign, encrypt; /* DER */
};

/*
 * Notice by itself when carriers come and go: changed is called then, on
 * another thread, and may do no more than ask for assistant_tokens to be called
 * soon; several changes may be one call. USB keys of all libraries, also when
 * the card service is started later or the setting "libraries" changes, and
 * token files. A library that cannot tell is one whose keys show with the next
 * refresh. Starting again replaces what was asked for before. NOMEM.
 *
 * Nothing is looked at meanwhile, and no call is made after it is stopped.
 */
MUST_USE enum err assistant_watch_start(
    struct assistant *a, void (*changed)(void *arg), void *arg);
void assistant_watch_stop(struct assistant *a);

/* Carriers: see token_list of skf/token.h; a broken one is a row with its own
 * error. NULL-terminated order: USB keys first. */
MUST_USE enum err assistant_tokens(
    struct assistant *a, struct token_list **ret_tokens);

struct holder_pairs {
	struct holder_pair *rows;
	size_t count;
};
void holder_pairs_free(struct holder_pairs *p);
DEFINE_AUTO(holder_pairs)
MUST_USE enum err assistant_pairs(
    struct assistant *a, struct holder_pairs **ret_pairs);

/* What the office says of them, for whoever is logged in: a state that is good
 * by itself becomes CERT_ON_HOLD or CERT_REVOKED. SESSION_MISSING,
 * SESSION_SCOPE; pairs stay as they were when it fails. */
MUST_USE enum err assistant_pairs_check(
    struct assistant *a, struct holder_pairs *pairs);

/*
 * The pair that an operation means: the one with that serial number, of either
 * certificate, or if serial is NULL one that is valid and not unfinished
 * before others, of a USB key before a soft token, and of one holder the
 * newest. CERT_UNKNOWN.
 */
MUST_USE enum err assistant_pair(
    struct assistant *a, const char *serial, struct holder_pair *ret_pair);

/* The same for lists that are here already: is p, which comes later in the
 * list, rather the one that is meant? best may be NULL. */
bool holder_pair_is_better(
    const struct holder_pair *p, const struct holder_pair *best);

/* What a carrier tells of its PIN before a try is spent. PIN_LOCKED if none is
 * left; TOKEN_MISSING, TOKEN_BLANK. */
struct pin_state {
	enum carrier_kind carrier;
	char label[33];
	int left, max; /* tries; TOKEN_TRIES_UNKNOWN where it does not tell */
	bool initial;  /* a USB key's, and to be changed before it is used */
};
MUST_USE enum err assistant_pin_state(struct assistant *a,
    const char *carrier_serial, struct pin_state *ret_state);

/* --- operations (one file each) --- */

/* 修改PIN码, also of one that is initial. Both PINs are checked for length and
 * characters before a try is spent: PIN_LENGTH, PIN_LENGTH_TOKEN,
 * PIN_CHARACTERS. assistant_failure tells the tries left after PIN_WRONG and
 * PIN_LOCKED. Works without the office. */
MUST_USE enum err assistant_pin_change(struct assistant *a,
    const char *carrier_serial, struct bytes old_pin, struct bytes new_pin);

struct issue_request {
	const char *carrier; /* "soft" (a new token file) or a serial number */
	struct bytes code;   /* the authorisation code as typed */
	struct bytes pin;    /* soft: the new PIN; hard: the existing one */
};
/* Issue after approval. ACCOUNT_STATE, CODE_…, PIN_…, PAIR_EXISTS; before a
 * code or a PIN is tried, TOKEN_FULL and PIN_INITIAL of a USB key. On success
 * *ret_pair is the new pair, for assistant_pairs' list. */
MUST_USE enum err assistant_issue(struct assistant *a,
    const struct issue_request *r, struct holder_pair *ret_pair);
void holder_pair_done(struct holder_pair *p);
DEFINE_AUTO_DONE(holder_pair)

struct exchange_request {
	/* "soft" (a new token file) or a serial number; NULL: the old pair's,
	 * by code "soft" */
	const char *carrier;
	const char *serial;   /* of the old pair, see assistant_pair */
	struct bytes code;    /* of a reissue: the key is lost; else none */
	struct bytes old_pin; /* of the old pair's carrier; not by code */
	struct bytes pin;     /* of the carrier, if another; "soft": new */
};
/*
 * 证书换发: new keys for the same holder. The ask is signed with the old key,
 * or with that of the mailed code. The old pair works until the new one is
 * confirmed; then its container is removed, last of all. CODE_…, PIN_…, CERT_…
 * of the old pair. By key this logs in with the old pair, whoever was logged
 * in; that session ends with its certificate.
 */
MUST_USE enum err assistant_exchange(struct assistant *a,
    const struct exchange_request *r, struct holder_pair *ret_pair);

struct move_request {
	const char *carrier; /* "soft" or a serial number */
	struct bytes pin;    /* of the carrier; new with "soft" */
	const char
	    *key_file; /* PKCS#12: the old key and certificate; or NULL */
	struct bytes key_pin; /* the file's password, or the PIN of: */
	/* a USB key with the old key, SM2, in whatever application: its serial
	 * number or device; and the old certificate's, NULL if it is the only
	 * one of another CA. */
	const char *key_carrier, *serial;
};
/*
 * The same from an old CA's certificate: log in with its key, to exchange and
 * nothing else, and obtain a pair by it. File and key stay as they are. FILE_…;
 * PIN_WRONG, also for the file's password; KEYFILE, CERT_ALGORITHM; CERT_… of
 * the old certificate; CERT_UNTRUSTED if the office did not take over the
 * holders of the CA whose key signed it, CERT_UNKNOWN if not this one.
 */
MUST_USE enum err assistant_move(struct assistant *a,
    const struct move_request *r, struct holder_pair *ret_pair);

/*
 * 证书更新: the same in the old pair's carrier, after an approved change of
 * name or in the last days before the end (serial as in assistant_pair).
 * RENEWAL_EARLY when neither is so. *ret_pair has the new name and validity.
 */
MUST_USE enum err assistant_update(struct assistant *a, const char *serial,
    struct bytes pin, struct holder_pair *ret_pair);

/* A code that is on its way by mail. */
struct mailed_code {
	char email[128]; /* half hidden */
	int64_t expires_at;
};

/* --- hold, release, revocation: hold.c, revoke.c ---
 *
 * serial is that of a signing certificate of the account, which need not be on
 * this computer; NULL: of the pair in use, where there is just one.
 * CERT_UNKNOWN if it is not among them. */

/* 证书锁定, at once, with the certificate's own key, which also logs in whoever
 * is not. One that is on hold already stays so. PIN_…. */
MUST_USE enum err assistant_hold(
    struct assistant *a, const char *serial, struct bytes pin);

/* Lock it (the computer was stolen) or release it, with a mailed code: ask for
 * the code, then use it. CODE_SYNTAX, CODE_WRONG, CODE_LOCKED. */
enum hold_verb { HOLD_LOCK, HOLD_RELEASE };
MUST_USE enum err assistant_hold_code(struct assistant *a, enum hold_verb verb,
    const char *serial, struct mailed_code *ret_code);
MUST_USE enum err assistant_hold_by_code(struct assistant *a,
    enum hold_verb verb, const char *serial, struct bytes code);

#define REVOKE_NOTE_MAX 256 /* octets */
struct revoke_request {
	/* reason: unspecified, key-compromise, affiliation-changed, superseded
	 * or cessation */
	const char *serial, *reason, *note;
	struct bytes pin; /* signs the request too; none: without the key */
};
/* 证书废除: ask for it; an operator decides. *ret_id names the request.
 * FIELD_INVALID for a reason that there is not. */
MUST_USE enum err assistant_revoke(
    struct assistant *a, const struct revoke_request *r, char ret_id[33]);

/* --- 证书解锁: unlock.c --- */

/* The pair that is meant: with that serial number, or the first whose carrier
 * has a locked PIN, or else as in assistant_pair. CERT_UNKNOWN. */
MUST_USE enum err assistant_locked_pair(
    struct assistant *a, const char *serial, struct holder_pair *ret_pair);

MUST_USE enum err assistant_unlock_code(struct assistant *a,
    const char *carrier_serial, struct mailed_code *ret_code);

struct unlock_request {
	const char *carrier_serial;
	struct bytes code, new_pin;
};
/*
 * Set a new PIN on a carrier whose PIN is locked or forgotten: the office
 * releases its admin PIN for the mailed code, and a new admin PIN takes its
 * place. The new PIN is checked first: PIN_LENGTH, PIN_CHARACTERS. CODE_…;
 * ESCROW_MISSING if the office holds none that the carrier takes. A session
 * that was only named has served and ends.
 *
 * When the power goes: before the office answered, nothing happened to the
 * carrier; afterwards the code is spent and another one can be asked for; the
 * same when it is cancelled, which is possible until the office answered. The
 * office keeps each admin PIN that may be set until it heard that a later one
 * is, so the next unlock gets the right one, after the wrong tries of those
 * that never were set. From the moment the new PIN is set, it works.
 */
MUST_USE enum err assistant_unlock(
    struct assistant *a, const struct unlock_request *r);

/*
 * Finish or undo what was cut off on that carrier: "soft" for new token files,
 * a serial number, or NULL for all. pin is that carrier's, or none; with NULL
 * it is for the first carrier that needs one, and tried on no other. What
 * cannot be done now stays for later, and why is the answer: PIN_NEEDED;
 * TOKEN_MISSING, with the carrier that is to be plugged in. A PIN that is
 * refused is tried once, whatever else it could be for.
 */
MUST_USE enum err assistant_resume(
    struct assistant *a, const char *carrier, struct bytes pin);

/* The operations that are unfinished: carriers or PINs were not there. For
 * each the serial number of the carrier that is needed next, or "" where none
 * is: of the first UNFINISHED_MAX. */
#define UNFINISHED_MAX 64
struct unfinished {
	char carriers[UNFINISHED_MAX][33];
	size_t count;
};
MUST_USE enum err assistant_unfinished(
    struct assistant *a, struct unfinished *ret_u);

/* Read carriers and account state again. */
MUST_USE enum err assistant_refresh(struct assistant *a);

/* --- USB keys: token_init.c, token_label.c, token_info.c ---
 *
 * carrier is a serial number, or the device's name as lists have it. */

struct token_init_request {
	const char *carrier, *label; /* label NULL: as it is */
	struct bytes pin;	     /* of the person who will use it */
	struct bytes device_key;     /* 16 octets; none: the maker's default */
};
/*
 * Make our application on a blank USB key, ready for a first issue: with the
 * person's PIN, a random admin PIN, and the latter sealed to the office's key
 * centre in the file TOKEN_ESCROW_FILE. Other applications on the key stay as
 * they are. PIN_…, BAD_TEXT of a label, DEVICE_KEY_WRONG; TOKEN_NOT_BLANK;
 * NOT_SUPPORTED for a soft token, which first issue makes.
 *
 * When the power goes, the key is blank or works with the person's PIN; what
 * lacks its last step, the file, and has no container yet, is done anew by the
 * next call.
 */
MUST_USE enum err assistant_token_init(struct assistant *a,
    const struct token_init_request *r, struct token_info *ret_info);

/* Give a carrier another label. BAD_TEXT unless 1 to 31 octets of text. */
MUST_USE enum err assistant_token_label(
    struct assistant *a, const char *carrier, const char *label);

/* All that can be told of a carrier without its PIN. */
struct token_details {
	struct token_entry entry;
	bool escrow;		    /* it has TOKEN_ESCROW_FILE */
	struct holder_pairs *pairs; /* containers with a certificate of SM2 */
	struct token_names *containers;	  /* all others of our application */
	struct token_names *applications; /* but ours; NULL: not told */
};
void token_details_done(struct token_details *d);
DEFINE_AUTO_DONE(token_details)
MUST_USE enum err assistant_token_info(struct assistant *a, const char *carrier,
    struct token_details *ret_details);

/* --- settings --- */
MUST_USE enum err assistant_setting_get(
    struct assistant *a, const char *name, char *out, size_t size);
/* FIELD_INVALID for a name or value that there is not. It takes effect at once:
 * with "libraries" they are loaded anew, and lists of carriers made before are
 * void, as what is in them is gone; with "office" the login ends here. */
MUST_USE enum err assistant_setting_set(
    struct assistant *a, const char *name, const char *value);

#endif
